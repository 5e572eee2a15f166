"""A timeline for programs: a row for each event, every row with the same columns.

Yields rows; it must never print.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import to_builtins

from rearview.model.attempts import Attempt, attempts
from rearview.model.timeline import Event, turn_numbers
from rearview.model.variables import changes


def rows(events: Iterable[Event]) -> Iterator[dict[str, Any]]:
    """Yield the rows of some events."""
    turn, tried, session, numbers = None, dict[int, Attempt](), None, dict[int, int]()
    for event in events:
        if event.session is not session:
            session, numbers = event.session, turn_numbers(event.session)
        if event.turn is not turn:
            turn, tried = event.turn, attempts(event.turn) if event.turn is not None else {}
        yield _row(event, numbers.get(id(turn)), tried.get(id(event.step)))


def _row(event: Event, number: int | None, attempt: Attempt | None) -> dict[str, Any]:
    session, turn, step, message = event.session, event.turn, event.step, event.message
    return {
        "kind": event.kind,
        "at_ms": event.at_ms,
        "depth": event.depth,
        "session_id": session.session_id,
        "agent": session.agent,
        "turn_id": turn.turn_id if turn else None,
        "turn": number,
        "topic": turn.topic if turn else None,
        "topic_changed": event.topic_changed if event.kind == "topic" else None,
        "role": message.role if message else None,
        "text": message.text if message else None,
        "step": to_builtins(step) if step else None,
        "attempt": attempt.number if attempt else None,
        "attempts": attempt.of if attempt else None,
        "variables": [change._asdict() for change in changes(step)] if step else None,
        "charge": to_builtins(event.charge) if event.charge else None,
        "log": to_builtins(event.log) if event.log else None,
        "verdicts": to_builtins(event.verdicts) if event.verdicts else None,
        "outcome": session.outcome if event.kind == "end" else None,
    }
