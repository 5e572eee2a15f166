"""How the newer planner thinks: classify, route to a topic, reason, act, check, and have the answer validated.

Its steps hold JSON with keys such as `gen_ai.request.model`, HTML-escaped. Between actions it updates its variables;
it may let another agent do the work.
"""

from rearview.sandbox.org.recorder.gateway import ModelCall
from rearview.sandbox.org.recorder.payload import as_escaped_json, as_json, as_python
from rearview.sandbox.org.recorder.thinking import action_step, ask, llm_step, note_loops, results
from rearview.sandbox.org.recorder.turn import TurnTape
from rearview.sandbox.org.script import Call, Refusal

_REASONING = "Atlas__AgentGraphReasoningPrompt"
_VALIDATION = "Atlas__GroundednessValidationPrompt"

_THOUGHT_MS = (420, 1_200)
_CHECK_MS = (250, 650)
_HUMAN = "__human__"


def think(it: TurnTape) -> str:
    """Record the steps from the question to the answer, and return the topic's name."""
    turn = it.turn
    topic = _HUMAN if turn.escalates else turn.topic.name
    place, began_us = it.place(), it.at_us
    classify(it)
    router = route(it, "escalate_to_human" if turn.escalates else f"go_to_{topic}")
    if turn.escalates:
        it.tape.note("escalated", "steps", router)
    acted = []
    for number, call in enumerate(turn.calls):
        _reason(it, topic, answer="", tool=call.action.name, reads=number == 0)
        acted.append((call, action_step(it, call, texts=_action_texts(it, call))))
        it.step("VARIABLE_UPDATE_STEP", "__state_update_action__", began_us=it.at_us)
    note_loops(it, acted)
    if turn.interrupted:
        it.step("INTERRUPT_STEP", "USER_BARGE_IN", began_us=it.at_us)
    for refusal in turn.refusals:
        _reason(it, topic, answer=refusal.draft)
        validate(it, refusal.draft, refusal)
    _reason(it, topic, answer=turn.answer, answers=True, reads=not turn.calls)
    guard(it)
    validate(it, turn.answer, None)
    it.step("TOPIC_STEP", topic, began_us=began_us, place=place)
    return topic


def classify(it: TurnTape) -> None:
    """Record the guard that looks at a question before anything else does."""
    began_us = it.at_us
    ask(
        it,
        ModelCall(template="pre_orchestration.guardrail", prompt=it.turn.ask, answer="none"),
        took_ms=(60, 160),
    )
    it.step(
        "CLASSIFIER_STEP",
        "pre_orchestration.guardrail",
        began_us=began_us,
        ssot__InputValueText__c=as_escaped_json({"classifier.input": it.turn.ask}),
        ssot__OutputValueText__c=as_escaped_json(
            {"af.router_classifier.selected_target": "Miscellaneous_Category"}
        ),
    )
    it.wait(1, 8)


def route(it: TurnTape, tool: str) -> str:
    """Record the router's choice of a topic, of another agent, or of a human."""
    return _model_step(it, "agent_router", answer="", tool=tool, declared=it.chance.happens(0.2))


def guard(it: TurnTape) -> None:
    """Record the check of the answer against the instructions."""
    began_us = it.at_us
    findings = it.turn.findings
    ask(
        it,
        ModelCall(
            template="InstructionAdherence", prompt=it.turn.answer, answer=findings.adherence, defended=False
        ),
        took_ms=(90, 400),
    )
    verdict = {
        "name": "InstructionAdherence",
        "value": findings.adherence.upper(),
        "explanation": findings.why,
    }
    it.step(
        "TRUST_GUARDRAILS_STEP",
        "InstructionAdherence",
        began_us=began_us,
        ssot__InputValueText__c=as_escaped_json({"mgr.output.payload_type": "guardrail_event"}),
        ssot__OutputValueText__c=as_python(verdict),
    )
    it.wait(1, 8)


def validate(it: TurnTape, text: str, refusal: Refusal | None) -> None:
    """Record whether what is to be said is grounded in what was found."""
    verdict = "UNGROUNDED" if refusal else "GROUNDED"
    reason = refusal.reason if refusal else "All claims are found in the function results."
    step = llm_step(
        it,
        _VALIDATION,
        ModelCall(template=_VALIDATION, prompt=text, answer=verdict, defended=False),
        took_ms=_CHECK_MS,
        texts=(
            as_escaped_json({"af.request_id": it.trace}),
            as_escaped_json({"mgr.sensitive.step.result": f"category={verdict}, reason={reason}"}),
        ),
        declared=False,
    )
    if refusal:
        it.tape.note("ungrounded", "steps", step)


def _reason(
    it: TurnTape,
    topic: str,
    *,
    answer: str,
    tool: str | None = None,
    answers: bool = False,
    reads: bool = False,
) -> None:
    _model_step(it, topic, answer=answer, tool=tool, declared=True, answers=answers, reads=reads)


def _model_step(
    it: TurnTape,
    name: str,
    *,
    answer: str,
    tool: str | None,
    declared: bool,
    answers: bool = False,
    reads: bool = False,
) -> str:
    tools = (tool,) if tool else ()
    messages = as_json({"role": "user", "content": it.turn.ask})
    asked = {"gen_ai.request.model": it.tape.script.agent.model, "gen_ai.input.messages": f"[{messages}]"}
    said = {
        "gen_ai.response.finish_reasons": "tool_calls" if tool else "stop",
        "gen_ai.output.tool_names": tool or "",
        "gen_ai.output.text": answer,
        "mgr.output.payload_type": "llm_event",
    }
    return llm_step(
        it,
        name,
        ModelCall(template=_REASONING, prompt=it.turn.ask, answer=answer or f"call {tool}", tools=tools),
        took_ms=_THOUGHT_MS,
        texts=(as_escaped_json(asked), as_escaped_json(said)),
        declared=declared,
        answers=answers,
        reads=reads,
    )


def _action_texts(it: TurnTape, call: Call) -> tuple[str, str]:
    status = "success" if call.error is None else "error"
    return (
        as_escaped_json(
            {"af.request_id": it.trace, "mgr.tool.argument_keys": ",".join(call.takes), **call.takes}
        ),
        as_escaped_json(
            {
                "mgr.tool.status": status,
                "actionResponse.__action_execution_status__": status,
                "actionResponse.result": results(call),
            }
        ),
    )
