"""Times in which a session stood still."""

from functools import partial

from rearview.model.idle import Idle, Idleness
from rearview.model.tables import MessageRow, Rows, SessionRow, StepRow, TurnRow
from rearview.model.timeline import timeline
from rearview.model.tree import build

SECOND = 1_000
turn = partial(TurnRow, source="x", session_id="s", kind="turn")
step = partial(StepRow, source="x", session_id="s")
said = partial(MessageRow, source="x", session_id="s", role="user")


def waits(rows: Rows) -> list[Idle]:
    """Return the times that a session stood still."""
    idleness = Idleness()
    told = (idleness.before(event) for event in timeline(build(rows)))
    return [idle for idle in told if idle is not None]


def test_whom_a_session_waited_for() -> None:
    """The user, something that nobody recorded, or its own end."""
    rows = Rows(
        sessions=(SessionRow(source="x", session_id="s", started_ms=0, ended_ms=99 * SECOND),),
        turns=(
            turn(turn_id="a", started_ms=0),
            turn(turn_id="b", started_ms=20 * SECOND),
            turn(turn_id="c", started_ms=80 * SECOND),
        ),
        steps=(
            step(step_id="1", turn_id="a", started_ms=0, ended_ms=SECOND),
            step(step_id="2", turn_id="b", started_ms=50 * SECOND, ended_ms=51 * SECOND),
            step(step_id="3", turn_id="c", started_ms=80 * SECOND, kind="end"),
        ),
        messages=(said(message_id="m", turn_id="b", sent_ms=20 * SECOND),),
    )
    assert waits(rows) == [
        Idle(19_000, "user"),
        Idle(30_000, "next"),
        Idle(29_000, "end"),
        Idle(19_000, "end"),
    ]


def test_what_goes_on_is_no_wait() -> None:
    """While a step takes its time nothing stands still; a topic lasts as long as its turn, and is no work."""
    steps = (
        step(step_id="1", turn_id="a", kind="tool", started_ms=0, ended_ms=30 * SECOND),
        step(step_id="2", turn_id="a", kind="llm", started_ms=31 * SECOND, ended_ms=32 * SECOND),
    )
    busy = Rows(
        sessions=(SessionRow(source="x", session_id="s", started_ms=0),),
        turns=(turn(turn_id="a"),),
        steps=steps,
    )
    assert waits(busy) == []
    topic = step(step_id="t", turn_id="a", kind="topic", name="Orders", started_ms=0, ended_ms=60 * SECOND)
    late = step(step_id="2", turn_id="a", kind="llm", started_ms=31 * SECOND)
    chosen = turn(turn_id="a", topic="Orders", started_ms=0)
    assert waits(Rows(turns=(chosen,), steps=(topic, late))) == [Idle(31_000, "next")]


def test_a_short_wait_is_none() -> None:
    """Nobody asks what a moment was for."""
    messages = (said(message_id="a", sent_ms=0), said(message_id="b", sent_ms=9_999))
    assert waits(Rows(messages=messages)) == []
    assert waits(Rows(messages=(*messages, said(message_id="c", sent_ms=19_999)))) == [Idle(10_000, "user")]
