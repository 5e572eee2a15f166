"""The two kinds of step that every planner takes: it asks a model, and it runs an action."""

from rearview.sandbox.org.marks import CASE
from rearview.sandbox.org.recorder.gateway import PROMPTING, Ids, ModelCall, ask_model
from rearview.sandbox.org.recorder.payload import as_json
from rearview.sandbox.org.recorder.tracing import operation
from rearview.sandbox.org.recorder.trust import judge
from rearview.sandbox.org.recorder.turn import MS, TurnTape
from rearview.sandbox.org.script import Call, Json, Retrieval

_SLOW_US = 10_000 * MS
_USUAL_MS = (150, 1_800)
_LOOP = 3
_FAITHFUL = 0.8


def ask(
    it: TurnTape, call: ModelCall, *, took_ms: tuple[int, int], reads: bool = False, answers: bool = False
) -> Ids:
    """Let a model be called within what goes on, and its generation be judged."""
    began_us = it.at_us
    ended_us = it.wait(*took_ms)
    ids = ask_model(
        it,
        call,
        at_us=began_us + 2 * MS,
        done_us=ended_us - 2 * MS,
        sessionless=not reads and not answers and it.chance.happens(0.01),
    )
    judge(it, ids.generation, defended=call.defended, asks=reads, answers=answers)
    return ids


def llm_step(
    it: TurnTape,
    name: str,
    call: ModelCall,
    *,
    took_ms: tuple[int, int],
    texts: tuple[str, str],
    declared: bool,
    answers: bool = False,
    reads: bool = False,
) -> str:
    """Record a step that asks a model; a declared one names the generation that it led to."""
    began_us = it.at_us
    ids = ask(it, call, took_ms=took_ms, reads=reads, answers=answers)
    if answers:
        it.answer_generation = ids.generation
    told = declared and it.chance.happens(0.25)
    step = it.step(
        "LLM_STEP",
        name,
        began_us=began_us,
        ssot__InputValueText__c=texts[0],
        ssot__OutputValueText__c=texts[1],
        ssot__GenerationId__c=ids.generation if declared else "NOT_SET",
        ssot__GenAiGatewayRequestId__c=ids.request if told else "NOT_SET",
        ssot__GenAiGatewayResponseId__c=ids.response if told else "NOT_SET",
    )
    it.spans.append(operation("run.llmstep", began_us, it.at_us, inner="Einstein AI Gateway"))
    it.wait(1, 12)
    return step


def action_step(it: TurnTape, call: Call, *, texts: tuple[str, str]) -> str:
    """Record a step that runs an action, with what it sets and whether it fails."""
    began_us = it.at_us
    before = dict(it.variables)
    if call.action.kind in {"prompt", "retriever"}:
        _prompt(it, call)
    it.wait(*(_USUAL_MS if call.took_ms is None else (call.took_ms, call.took_ms)))
    if call.error is None:
        it.variables |= {"OrderNumber": f"{CASE}", f"{call.action.name}_Result": True}
    step = it.step(
        "ACTION_STEP",
        f"{it.turn.topic.name}.{call.action.name}",
        began_us=began_us,
        ssot__InputValueText__c=texts[0],
        ssot__OutputValueText__c=texts[1],
        ssot__PreStepVariableText__c=as_json(before),
        ssot__PostStepVariableText__c=as_json(it.variables),
        ssot__ErrorMessageText__c=call.error or "NOT_SET",
    )
    if call.error is not None:
        it.tape.note("failed-action", "steps", step)
    if it.at_us - began_us > _SLOW_US:
        it.tape.note("slow-action", "steps", step)
    _trace(it, call, began_us)
    it.wait(1, 25)
    return step


def note_loops(it: TurnTape, steps: list[tuple[Call, str]]) -> None:
    """Remember the steps that did the very same thing three times or more."""
    for call, step in steps:
        if sum((other.action, other.takes) == (call.action, call.takes) for other, _ in steps) >= _LOOP:
            it.tape.note("loop", "steps", step)


def _prompt(it: TurnTape, call: Call) -> None:
    """Let an action that is a prompt template ask a model of its own: no step declares that call."""
    retrieval = it.turn.retrieval
    asked = ModelCall(
        template=call.action.name,
        prompt=as_json(call.takes),
        answer=as_json(call.gives),
        feature=PROMPTING,
        records=retrieval.articles if retrieval else (),
    )
    ids = ask(it, asked, took_ms=(200, 600))
    if retrieval:
        _measure(it, call, ids, retrieval)


def _measure(it: TurnTape, call: Call, ids: Ids, retrieval: Retrieval) -> None:
    """Write down how good the retrieval was that a prompt was grounded on."""
    id_ = it.tape.mint.uuid()
    it.add(
        "retriever_metrics",
        {
            "ssot__Id__c": id_,
            "ssot__AiGatewayRequestId__c": ids.request,
            "ssot__AiRetrieverRequestId__c": it.tape.mint.uuid(),
            "ssot__RetrieverApiName__c": f"{call.action.name}_Retriever",
            "ssot__UserUtteranceText__c": it.turn.ask,
            "ssot__AgentGeneratedResponseText__c": it.turn.answer,
            "ssot__FaithfulnessRelevancyScoreNumber__c": retrieval.faithfulness,
            "ssot__AnswerRelevancyScoreNumber__c": retrieval.relevancy,
            "ssot__ContextPrecisionScoreNumber__c": retrieval.precision,
        },
        at_us=it.at_us,
    )
    if retrieval.faithfulness < _FAITHFUL:
        it.tape.note("unfaithful", "retriever_metrics", id_)


def _trace(it: TurnTape, call: Call, began_us: int) -> None:
    runs = {"flow": "run.invokeActions.FLOW", "apex": "apexentrypoint.invocable_action"}
    inner = runs.get(call.action.kind, f"run.retriever.{call.action.name}")
    name, failed = f"run.action.{call.action.name}", call.error is not None
    it.spans.append(operation(name, began_us, it.at_us, inner=inner, failed=failed))


def results(call: Call) -> Json:
    """Return what an action gave, or that it gave nothing."""
    return call.gives if call.error is None else {"error": call.error}
