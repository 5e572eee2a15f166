"""Sessions in which everything that an export must get right is planted."""

from typing import Any

from rearview.model.session import Tree
from rearview.model.tables import (
    AssessmentRow,
    LogRow,
    MessageRow,
    Rows,
    SessionRow,
    StepRow,
    TurnRow,
    UsageRow,
)
from rearview.model.tree import build

BEGAN = 1_769_595_300_000
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"

HOSTILE = (
    '</script><img src=x onerror=alert(1)> {{ 7*7 }} {% raw %} [bold] =HYPERLINK("http://x") \'" & '
    "\x1b[2J\x1b]0;owned\x07 \x9b31m \u202egpj.exe \u200b\x7f\U000e0041 \r\n\t@SUM(A1) 日本語 😀"
)


def planted() -> Tree:
    """Return an agent that asks a model and calls two tools at once and a second agent, whose tool fails."""
    return build(
        Rows(
            sessions=(
                SessionRow(
                    source="test",
                    session_id="root",
                    root_session_id="root",
                    agent="Orders",
                    agent_version="v2",
                    channel="web",
                    title="Where is it?",
                    started_ms=BEGAN,
                    ended_ms=BEGAN + 10_000,
                    duration_ms=10_000,
                    outcome="completed",
                ),
                SessionRow(
                    source="test",
                    session_id="child",
                    parent_session_id="root",
                    root_session_id="root",
                    agent="Shipping",
                    started_ms=BEGAN + 5_000,
                    ended_ms=BEGAN + 8_000,
                    outcome="timed_out",
                    error="the carrier is silent",
                ),
            ),
            turns=(
                _turn("1", 1, BEGAN, topic="Orders", trace_id=TRACE.upper(), system_prompt="Be kind."),
                _turn("2", 2, BEGAN + 4_000, trace_id="no trace id"),
                _turn("child-1", 1, BEGAN + 5_000, session="child"),
            ),
            steps=_steps(),
            messages=(
                MessageRow(
                    source="test", session_id="root", message_id="m1", turn_id="1", role="user", text="Where?"
                ),
                MessageRow(
                    source="test",
                    session_id="root",
                    message_id="m2",
                    turn_id="1",
                    role="agent",
                    text="Here.",
                    sent_ms=BEGAN + 2_000,
                ),
            ),
            usage=_usage(),
            logs=(
                LogRow(
                    source="test",
                    session_id="child",
                    turn_id="child-1",
                    step_id="track",
                    at_ms=BEGAN + 6_500,
                    severity="ERR",
                    message="no answer",
                    stack="at track()",
                ),
            ),
            assessments=(
                AssessmentRow(
                    source="test",
                    session_id="root",
                    turn_id="1",
                    step_id="llm",
                    detector="TOXICITY",
                    category="insult",
                    score=0.9,
                    flagged=True,
                    text="rude",
                    origin="trust_layer",
                ),
            ),
        )
    )


def _turn(id_: str, index: int, at: int, *, session: str = "root", **more: Any) -> TurnRow:
    return TurnRow(
        source="test",
        session_id=session,
        turn_id=id_,
        turn_index=index,
        kind="turn",
        started_ms=at,
        ended_ms=at + 3_000,
        **more,
    )


def _steps() -> tuple[StepRow, ...]:
    def step(id_: str, turn: str, at: int | None, took: int | None, **more: Any) -> StepRow:
        ended = None if at is None or took is None else at + took
        held: dict[str, Any] = {
            "session_id": "root",
            "status": "ok",
            "started_ms": at,
            "ended_ms": ended,
            **more,
        }
        return StepRow(source="test", step_id=id_, turn_id=turn, **held)

    return (
        step(
            "llm",
            "1",
            BEGAN + 100,
            900,
            kind="llm",
            name="Plan",
            input_text="Where is order 7?",
            output_text="Let me see.",
            generation_id="gen-1",
        ),
        step(
            "a", "1", BEGAN + 1_000, 500, kind="tool", name="Find", input_text='{"id": 7}', output_text="{}"
        ),
        step("b", "1", BEGAN + 1_200, 800, kind="tool", name="Stock"),
        step("ask", "2", BEGAN + 4_500, 4_000, kind="agent", name="Shipping", child_session_id="child"),
        step("check", "2", None, None, kind="guardrail", name="Safe", status="open"),
        step(
            "track",
            "child-1",
            BEGAN + 6_000,
            1_000,
            session_id="child",
            kind="tool",
            name="Track",
            status="failed",
            error="timeout after 1 s",
        ),
    )


def _usage() -> tuple[UsageRow, ...]:
    def charge(**more: Any) -> UsageRow:
        held: dict[str, Any] = {"session_id": "root", "turn_id": "1", "kind": "llm", "model": "gpt-x", **more}
        return UsageRow(source="test", **held)

    return (
        charge(
            step_id="llm",
            provider="openai",
            served_model="gpt-x-2026",
            tokens_in=100,
            tokens_cache_read=30,
            tokens_cache_write=5,
            tokens_out=7,
            cost_usd=0.25,
            stop_reason="stop",
            binding="recorded",
        ),
        charge(
            turn_id="2",
            template="Distance",
            prompt="Is it far?",
            response="No.",
            tokens_in=3,
            at_ms=BEGAN + 4_100,
            binding="unbound",
        ),
    )


def hostile() -> Tree:
    """Return a session in which every text, and every id, is an attempt on whoever reads it."""
    names: dict[str, Any] = {"source": "test", "session_id": HOSTILE}
    return build(
        Rows(
            sessions=(SessionRow(**names, agent=HOSTILE, title=HOSTILE, error=HOSTILE, outcome="failed"),),
            turns=(
                TurnRow(**names, turn_id=HOSTILE, topic=HOSTILE, trace_id=HOSTILE, system_prompt=HOSTILE),
            ),
            steps=(
                StepRow(
                    **names,
                    step_id=HOSTILE,
                    turn_id=HOSTILE,
                    kind="tool",
                    name=HOSTILE,
                    namespace=HOSTILE,
                    status="failed",
                    error=HOSTILE,
                    input_text=HOSTILE,
                    output_text=HOSTILE,
                    variables_before=HOSTILE,
                    started_ms=-(10**17),
                    ended_ms=10**17,
                ),
            ),
            messages=(MessageRow(**names, message_id=HOSTILE, turn_id=HOSTILE, role="user", text=HOSTILE),),
            usage=(
                UsageRow(
                    **names,
                    turn_id=HOSTILE,
                    kind="llm",
                    model=HOSTILE,
                    template=HOSTILE,
                    prompt=HOSTILE,
                    response=HOSTILE,
                    tokens_in=1,
                ),
            ),
            logs=(LogRow(**names, severity=HOSTILE, message=HOSTILE, stack=HOSTILE),),
            assessments=(AssessmentRow(**names, detector=HOSTILE, text=HOSTILE, score=0.5),),
        )
    )


def empty() -> Tree:
    """Return a session of which nothing is known but its id."""
    return build(Rows(sessions=(SessionRow(source="test", session_id="s"),)))


def doubled() -> Tree:
    """Return a broken recording: two steps of one id, a turn that nobody recorded, an end before its beginning."""
    step = StepRow(source="test", session_id="s", step_id="x", turn_id="t", started_ms=9, ended_ms=5)
    return build(Rows(sessions=(SessionRow(source="test", session_id="s"),), steps=(step, step)))
