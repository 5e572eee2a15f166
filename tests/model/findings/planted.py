"""For each rule, sessions in which what it finds is planted, and sessions that come close and have no such fault."""

from collections.abc import Callable
from typing import Any

from tests.model.findings.plot import SECOND, Plot

ASKED, SAID = "Where is my order?", "It comes on Friday."


def plain() -> Plot:
    """A session without a fault: a question, a tool, an answer that a check lets through."""
    plot = Plot()
    plot.turn(ASKED, SAID, topic="Orders", duration_ms=5 * SECOND)
    plot.step("llm", "Plan", output_text='{"tool": "Get_Order"}')
    plot.step("tool", "Get_Order", input_text='{"id": 7}', output_text='{"status": "sent"}')
    plot.step("llm", "GroundednessValidation", output_text="category=GROUNDED, reason=all is there")
    plot.judge("InstructionAdherence", "High", score=0.97, flagged=False)
    plot.judge("TOXICITY", "safety_score", score=0.99)
    plot.judge("TOXICITY", "hate", score=0.02, flagged=False)
    plot.judge("PROMPT_DEFENSE", "isPromptAttackDetected", score=0.0, flagged=False)
    plot.judge("Quality_Score", "5", origin="tag", score=5.0, flagged=False)
    plot.judge("Feedback", "GOOD", origin="feedback", flagged=False)
    return plot


def _with(kind: Any, name: str, times: int = 1, **step: Any) -> Plot:
    plot = plain()
    for _ in range(times):
        plot.step(kind, name, **step)
    return plot


def _topics(*topics: str, outcome: str, asked: str = ASKED) -> Plot:
    plot = Plot(outcome=outcome)
    for number, topic in enumerate(topics):
        plot.turn(asked if number else ASKED, SAID, topic=topic)
        plot.step("llm", "Plan")
    return plot


def _judged(detector: str, category: str, **verdict: Any) -> Plot:
    plot = plain()
    plot.judge(detector, category, **verdict)
    return plot


def _logged(details: str) -> Plot:
    plot = plain()
    plot.log(plot.step("tool", "Read_File"), severity="VRB", message="done", details=details)
    return plot


def _said(words: str) -> Plot:
    plot = Plot()
    plot.turn(ASKED, words, topic="Orders")
    plot.step("llm", "Plan", output_text="I have it")
    return plot


def _charged(stop_reason: str) -> Plot:
    plot = plain()
    plot.usage(plot.step("llm", "gpt"), kind="llm", model="gpt", stop_reason=stop_reason)
    return plot


def _delegated(outcome: str) -> Plot:
    plot = plain()
    plot.step("agent", "helper", child_session_id="c", output_text="(no report)")
    plot.session("c", parent_session_id="s", outcome=outcome, error="Boom." if outcome == "failed" else None)
    plot.turn("Help", "Done", topic="Help")
    plot.step("llm", "Think")
    return plot


def _left(seconds: int, **session: Any) -> Plot:
    plot = Plot(source="agentforce", outcome="unknown", duration_ms=seconds * SECOND, **session)
    plot.turn(ASKED, "Your postcode, please?", topic="Orders")
    plot.usage(plot.step("llm", "Plan"), kind="llm", model="gpt")
    return plot


def _searched(answer: str) -> Plot:
    return _with("tool", "Search_Knowledge", input_text='{"query": "boots"}', output_text=answer)


def _validated(*verdicts: str) -> Plot:
    plot = plain()
    for verdict in verdicts:
        plot.step("llm", "GroundednessValidation", output_text=f"category={verdict}, reason=so it is")
    return plot


def _empty(**session: Any) -> Plot:
    return Plot(**session)


def _asked_in_vain() -> Plot:
    plot = plain()
    plot.turn("And now?", topic="Orders")
    return plot


PLANTED: dict[str, Callable[[], Plot]] = {
    "failed_step": lambda: _with("tool", "Pay", status="failed", error="Request timed out"),
    "retry_storm": lambda: _with("tool", "Pay", 3, status="failed", error="429 Too Many Requests"),
    "failed_sub_agent": lambda: _delegated("failed"),
    "loop": lambda: _with("tool", "Poll", 3, input_text="{}", output_text="PENDING"),
    "slow_step": lambda: _with("tool", "Scan", duration_ms=10 * SECOND + 1),
    "wrong_topic": lambda: _topics("Billing", "Returns", outcome="unknown", asked="That's not what I asked."),
    "default_topic": lambda: _topics("DefaultTopic", outcome="unknown"),
    "no_transition": lambda: _topics("Orders", "Orders", "Orders", outcome="escalated"),
    "unkept_promise": lambda: _said("Let me check that for you."),
    "unset_variable": lambda: _with("tool", "Pay", input_text='{"to": "{!$User.Account}"}'),
    "knowledge_miss": lambda: _searched('{"results": []}'),
    "ungrounded": lambda: _validated("UNGROUNDED"),
    "unfaithful": lambda: _judged("RetrieverQuality", "faithfulness", score=0.3, flagged=True),
    "prompt_attack": lambda: _judged("PROMPT_DEFENSE", "isPromptAttackDetected", score=1.0, flagged=True),
    "toxic_input": lambda: _judged("TOXICITY", "profanity", score=0.9, flagged=True, text="INPUT"),
    "unsafe_answer": lambda: _judged("TOXICITY", "hate", score=0.9, flagged=True, text="OUTPUT"),
    "personal_data": lambda: _judged("PII", "CREDIT_CARD", score=1.0, flagged=True),
    "low_adherence": lambda: _judged("InstructionAdherence", "Low", score=0.1, flagged=True),
    "negative_feedback": lambda: _judged("Feedback", "DOWN", origin="feedback", flagged=True, text="No."),
    "unresolved": lambda: _judged("TaskResolution", "NOT_RESOLVED", score=0.9, flagged=True),
    "poor_quality": lambda: _judged("Quality_Score", "1", origin="tag", score=1.0, flagged=True, text="Bad."),
    "abandonment": lambda: _left(29),
    "escalation": lambda: _with("tool", "Transfer_To_Human"),
    "exit_reason": lambda: plain().ends(end_type="MODEL-ERROR", outcome="failed", error="Overloaded"),
    "failed_session": lambda: plain().ends(outcome="failed", error="Something broke"),
    "limit": lambda: plain().ends(end_type="MAX-TURNS-NO-RESPONSE", outcome="failed"),
    "context_window": lambda: _logged('{"context_pct": 81}'),
    "truncated_output": lambda: _logged('{"truncated": true}'),
    "cut_off_answer": lambda: _charged("max_tokens"),
    "unfinished_step": lambda: _with("tool", "Wait", status="open", duration_ms=None).ends(ended_ms=None),
    "missing_data": lambda: _empty(mode="production"),
}
"""What each rule is for."""

SIMILAR: dict[str, list[Callable[[], Plot]]] = {
    "failed_step": [lambda: _with("tool", "Pay", status="open"), lambda: _delegated("failed")],
    "retry_storm": [
        lambda: _with("tool", "Pay", 2, status="failed", error="no"),
        lambda: _with("tool", "Pay", 9),
    ],
    "failed_sub_agent": [lambda: _delegated("completed")],
    "loop": [
        lambda: _with("tool", "Poll", 2, input_text="{}"),
        lambda: _with("tool", "Poll", 5, status="failed", input_text="{}"),
        lambda: _with("tool", "Poll", 5),
        lambda: _with("llm", "Think", 5, input_text="{}"),
    ],
    "slow_step": [
        lambda: _with("tool", "Scan", duration_ms=10 * SECOND),
        lambda: _with("llm", "Think", duration_ms=29 * SECOND),
        lambda: _with("topic", "Orders", duration_ms=99 * SECOND),
    ],
    "wrong_topic": [
        lambda: _topics("Billing", "Returns", outcome="unknown", asked="Thanks. And my invoice?")
    ],
    "default_topic": [lambda: _topics("Default_Settings", outcome="unknown")],
    "no_transition": [
        lambda: _topics("Orders", "Orders", "Orders", outcome="unknown"),
        lambda: _topics("Orders", "Returns", "Orders", "Returns", outcome="escalated"),
    ],
    "unkept_promise": [
        lambda: _said("I can look that up once you tell me the number."),
        lambda: _said("If you send it back, I'll send a new one."),
        lambda: _with("tool", "Look").ends(agent="I'll check"),
    ],
    "unset_variable": [
        lambda: _with("tool", "Pay", input_text='{"note": null}'),
        lambda: _with("tool", "Pay", input_text='{"note": "please use {!Account} here"}'),
        lambda: _with("tool", "Pay", input_text='{"note": null}', status="failed", error="Server down"),
    ],
    "knowledge_miss": [
        lambda: _searched('{"results": [{"title": "Boots"}], "score": 0.9}'),
        lambda: _searched("[]x"),
        lambda: _with("tool", "Get_Orders", output_text='{"results": []}'),
    ],
    "ungrounded": [lambda: _validated("GROUNDED")],
    "unfaithful": [
        lambda: _judged("RetrieverQuality", "faithfulness", score=0.8),
        lambda: _judged("RetrieverQuality", "answer_relevancy", score=0.1, flagged=True),
        lambda: _judged("Groundedness", "UNGROUNDED", origin="validation_prompt", flagged=True),
    ],
    "prompt_attack": [lambda: _judged("PROMPT_DEFENSE", "aggregatePromptAttackScore", score=0.3)],
    "toxic_input": [lambda: _judged("TOXICITY", "safety_score", score=0.99)],
    "unsafe_answer": [lambda: _judged("TOXICITY", "hate", score=0.9, flagged=True, text="INPUT")],
    "low_adherence": [lambda: _judged("InstructionAdherence", "Uncertain", score=0.5, flagged=False)],
    "negative_feedback": [lambda: _judged("Feedback", "UP", origin="feedback", flagged=False)],
    "unresolved": [lambda: _judged("TaskResolution", "FULLY_RESOLVED", score=0.9, flagged=False)],
    "poor_quality": [lambda: _judged("Intent", "1", origin="tag")],
    "abandonment": [
        lambda: _left(31),
        lambda: _left(29, end_type="ESCALATED").ends(outcome="escalated"),
        lambda: plain().ends(duration_ms=SECOND),
    ],
    "escalation": [
        lambda: _with("tool", "Transfer_Money"),
        lambda: _with("tool", "Transfer_To_Human", status="failed"),
    ],
    "exit_reason": [
        lambda: plain().ends(end_type="FINAL-ANSWER"),
        lambda: plain().ends(end_type="MAX-TURNS-NO-RESPONSE"),
    ],
    "failed_session": [lambda: plain().ends(end_type="MODEL-ERROR", outcome="failed")],
    "limit": [lambda: plain().ends(end_type="FINAL-ANSWER")],
    "context_window": [lambda: _logged('{"context_pct": 79}'), lambda: _logged('{"context_pct": "?"}')],
    "truncated_output": [lambda: _logged('{"truncated": false, "dropped": false}')],
    "cut_off_answer": [lambda: _charged("end_turn")],
    "missing_data": [lambda: _left(40)],
}
"""What comes close to it, and isn't that."""
