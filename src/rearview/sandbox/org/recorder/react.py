"""How the older planner thinks: choose a topic, reason, act, answer, have the answer validated.

Its steps hold what went through the model as Python prints a dict, which is not JSON; actions hold HTML-escaped JSON.
"""

from rearview.sandbox.org.agents import Action
from rearview.sandbox.org.recorder.gateway import ModelCall
from rearview.sandbox.org.recorder.payload import as_escaped_json, as_python
from rearview.sandbox.org.recorder.thinking import action_step, ask, llm_step, note_loops, results
from rearview.sandbox.org.recorder.turn import TurnTape
from rearview.sandbox.org.script import Call, Refusal

_INITIAL = "AiCopilot__ReactInitialPrompt"
_TOPIC = "AiCopilot__ReactTopicPrompt"
_VALIDATION = "AiCopilot__ReactValidationPrompt"
_ADHERENCE = "InstructionAdherence"

_THOUGHT_MS = (380, 1_100)
_CHECK_MS = (250, 700)

TRANSFER = Call(action=Action("Transfer_To_Human"), takes={"queue": "Service"}, gives={"transferred": True})


def think(it: TurnTape) -> str:
    """Record the steps from the question to the answer, and return the topic's name."""
    turn = it.turn
    topic = turn.topic.name
    place, began_us = it.place(), it.at_us
    if it.chance.happens(0.55):
        ask(
            it,
            ModelCall(template="AiCopilot__SafetyClassifier", prompt=turn.ask, answer="safe"),
            took_ms=(80, 200),
        )
    _reason(it, _INITIAL, answer=f"topic: {topic}", declared=it.chance.happens(0.2))
    acted = []
    calls = (*turn.calls, TRANSFER) if turn.escalates else turn.calls
    for number, call in enumerate(calls):
        _reason(it, _TOPIC, answer="", tool=call.action.name, reads=number == 0)
        acted.append(
            (call, action_step(it, call, texts=(as_escaped_json(call.takes), as_escaped_json(results(call)))))
        )
        if call is TRANSFER:
            it.tape.note("escalated", "steps", acted[-1][1])
    note_loops(it, acted)
    for refusal in turn.refusals:
        _reason(it, _TOPIC, answer=refusal.draft)
        _validate(it, refusal)
    _reason(it, _TOPIC, answer=turn.answer, answers=True, reads=not calls)
    if turn.refusals or it.chance.happens(0.9):
        _validate(it, None)
    if turn.findings.adherence == "Low" or it.chance.happens(0.35):
        _check_adherence(it)
    chosen = as_escaped_json({"topic": topic})
    it.step("TOPIC_STEP", topic, began_us=began_us, place=place, ssot__OutputValueText__c=chosen)
    return topic


def _reason(
    it: TurnTape,
    template: str,
    *,
    answer: str,
    tool: str | None = None,
    declared: bool = True,
    answers: bool = False,
    reads: bool = False,
) -> None:
    tools = (tool,) if tool else ()
    said: dict[str, object] = {"role": "assistant", "content": answer, "tool_calls": list(tools)}
    llm_step(
        it,
        template,
        ModelCall(template=template, prompt=it.turn.ask, answer=answer or f"call {tool}", tools=tools),
        took_ms=_THOUGHT_MS,
        texts=(as_python({"messages": [{"role": "user", "content": it.turn.ask}]}), as_python(said)),
        declared=declared,
        answers=answers,
        reads=reads,
    )


def _validate(it: TurnTape, refusal: Refusal | None) -> None:
    text = refusal.draft if refusal else it.turn.answer
    verdict = "UNGROUNDED" if refusal else "GROUNDED"
    reason = refusal.reason if refusal else "Everything said is found in the results of the actions."
    step = llm_step(
        it,
        _VALIDATION,
        ModelCall(template=_VALIDATION, prompt=text, answer=verdict, defended=False),
        took_ms=_CHECK_MS,
        texts=(
            as_python({"answer": text}),
            as_python({"verdict": verdict, "reason": reason}),
        ),
        declared=False,
    )
    if refusal:
        it.tape.note("ungrounded", "steps", step)


def _check_adherence(it: TurnTape) -> None:
    findings = it.turn.findings
    verdict = {
        "name": "InstructionAdherence",
        "value": findings.adherence.upper(),
        "explanation": findings.why,
    }
    llm_step(
        it,
        _ADHERENCE,
        ModelCall(
            template=_ADHERENCE, prompt=it.turn.answer, answer=findings.adherence.upper(), defended=False
        ),
        took_ms=_CHECK_MS,
        texts=(as_python({"answer": it.turn.answer}), as_python(verdict)),
        declared=False,
    )
