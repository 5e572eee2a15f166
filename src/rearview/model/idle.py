"""Times in which a session stood still, and for whom it waited.

Between two events of the timeline nothing is recorded but what goes on already: a step is over only when it has ended.
A topic lasts as long as its turn and hides nothing.
"""

from typing import Literal, NamedTuple

from rearview.model.session import Turn
from rearview.model.timeline import Event

LEAST_MS = 10_000
"""Shorter than this, nobody asks what the wait was for."""

Until = Literal["user", "end", "next"]
"""The user wrote again; the session was closed; something went on that nobody can be named for."""


class Idle(NamedTuple):
    """A time in which nothing is recorded."""

    length_ms: int
    until: Until


class Idleness:
    """Follows a timeline, event by event."""

    def __init__(self) -> None:
        self._busy_until: int | None = None

    def before(self, event: Event) -> Idle | None:
        """Return how long nothing happened before an event, if that was long; every event is shown to it in order."""
        if event.at_ms is None or event.kind in ("topic", "verdicts"):
            return None
        before = self._busy_until
        ended = event.step.ended_ms if event.step else None
        # The outermost of what goes on at once ends last, whichever is read last.
        self._busy_until = max(event.at_ms, ended or event.at_ms, event.at_ms if before is None else before)
        if before is None or event.at_ms - before < LEAST_MS:
            return None
        return Idle(event.at_ms - before, _until(event))


def _until(event: Event) -> Until:
    if event.kind == "end" or (event.step is not None and event.step.kind == "end"):
        return "end"
    if event.kind == "turn" and event.turn is not None:
        return _opened_by(event.turn)
    return "user" if event.kind == "input" else "next"


def _opened_by(turn: Turn) -> Until:
    if any(message.role == "user" for message in turn.messages):
        return "user"
    return "end" if any(step.kind == "end" for step in turn.steps[:1]) else "next"
