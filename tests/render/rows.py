"""Rows of small sessions, and the lines that they make on a terminal."""

from functools import partial

from rearview.model.tables import MessageRow, Rows, SessionRow, StepRow, TurnRow
from rearview.model.tree import build
from rearview.render.terminal import show

START = 1_769_595_323_000
"""2026-01-28 10:15:23 UTC."""
SECOND = 1_000

session = partial(SessionRow, source="test", session_id="s")
turn = partial(TurnRow, source="test", session_id="s", turn_id="t1", kind="turn")
step = partial(StepRow, source="test", session_id="s", turn_id="t1", step_id="a", status="ok")
message = partial(MessageRow, source="test", session_id="s", turn_id="t1", message_id="m", role="user")


def shown(rows: Rows, *, width: int = 80, verbose: bool = False) -> list[str]:
    """Show the tree of some rows, and return its lines; none may be too wide."""
    lines = list(show(build(rows), width=width, verbose=verbose))
    assert [line.plain for line in lines if line.cell_len > width] == []
    return [line.plain for line in lines]


def timeline(rows: Rows, *, width: int = 80, verbose: bool = False) -> list[str]:
    """Return the lines below the heading."""
    lines = shown(rows, width=width, verbose=verbose)
    return lines[lines.index("TIMELINE") + 2 :]


def support() -> Rows:
    """A customer's session with a support agent: two questions on one topic, and one on another."""
    at = iter(range(START, START + 100 * SECOND, SECOND))
    return Rows(
        sessions=(
            session(
                agent="Customer_Support_Agent",
                agent_version="v3",
                started_ms=START,
                ended_ms=START + 272_000,
                duration_ms=272_000,
                end_type="USER_ENDED",
                outcome="completed",
            ),
        ),
        turns=(
            turn(topic="Order_Tracking", started_ms=START),
            turn(turn_id="t2", topic="Order_Tracking", started_ms=START + 38 * SECOND),
            turn(turn_id="t3", topic="Escalation", started_ms=START + 80 * SECOND),
        ),
        messages=(
            message(message_id="m1", text="I need help with my order #12345", sent_ms=next(at)),
            message(
                message_id="m2",
                role="agent",
                text="Your order #12345 has shipped.",
                sent_ms=START + 3 * SECOND,
            ),
            message(
                message_id="m3", turn_id="t2", text="Can I change the address?", sent_ms=START + 38 * SECOND
            ),
            message(
                message_id="m4", turn_id="t3", text="Let me talk to somebody.", sent_ms=START + 80 * SECOND
            ),
            message(
                message_id="m5", turn_id="t3", role="human", text="Ann here.", sent_ms=START + 90 * SECOND
            ),
            message(message_id="m6", turn_id="t3", role="system", sent_ms=START + 95 * SECOND),
        ),
        steps=(
            step(step_id="1", kind="llm", name="Identify intent", started_ms=next(at), duration_ms=840),
            step(
                step_id="2",
                kind="tool",
                name="Get_Order_Status",
                started_ms=next(at),
                duration_ms=SECOND,
                input_text='{"orderId":"12345"}',
                output_text='{"status":"Shipped","eta":"2026-01-30"}',
                variables_before="{}",
                variables_after='{"order":"12345"}',
            ),
            step(
                step_id="3",
                turn_id="t2",
                kind="guardrail",
                name="PromptDefense",
                status="failed",
                error="score 0.97",
                started_ms=START + 39 * SECOND,
                duration_ms=12,
            ),
            step(step_id="4", turn_id="t2", kind="tool", name="Change_Address", status="open"),
        ),
    )


def calls(*, output: str, last_words: str) -> Rows:
    """Make a session whose one step opens a sub-agent that says something and ends."""
    inner = partial(step, session_id="s2", turn_id="u1", kind="llm", duration_ms=1)
    return Rows(
        sessions=(
            session(started_ms=0),
            session(session_id="s2", parent_session_id="s", agent="helper", outcome="open"),
        ),
        turns=(turn(), turn(session_id="s2", turn_id="u1"), turn(session_id="s2", turn_id="u2")),
        steps=(
            step(kind="agent", name="ask", duration_ms=9, output_text=output, child_session_id="s2"),
            inner(step_id="x", name="one"),
            inner(step_id="y", turn_id="u2", name="two"),
        ),
        messages=(message(session_id="s2", turn_id="u2", role="agent", text=last_words),),
    )
