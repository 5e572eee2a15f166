"""When spans begin and end. A span must have both, and recordings often lack one.

What is recorded stays as it is; what isn't is taken from what lies within or around, and said to be assumed.
"""

from collections.abc import Iterable
from typing import NamedTuple

from rearview.model.session import Session, Step, Turn

_NS = 1_000_000
_LATEST_MS = (2**64 - 1) // _NS
"""The last moment that a span can name."""


class Time(NamedTuple):
    """From when to when something took, in milliseconds, and whether part of that is assumed."""

    start_ms: int
    end_ms: int
    assumed: bool


def nanoseconds(ms: int) -> int:
    """Return a moment as spans name it; one that they can't name becomes the nearest that they can."""
    return min(max(ms, 0), _LATEST_MS) * _NS


def of_session(session: Session, around: Time | None) -> Time:
    """Return when a session took place; `around` is the time of what called it."""
    inside: list[int | None] = [message.sent_ms for message in session.messages]
    for turn in session.turns:
        inside += _within(turn)
    return _time(session, inside, around)


def of_turn(turn: Turn, around: Time) -> Time:
    """Return when a turn took place."""
    inside = [message.sent_ms for message in turn.messages]
    return _time(
        turn, [*inside, *(at for step in turn.steps for at in (step.started_ms, step.ended_ms))], around
    )


def of_step(step: Step, around: Time) -> Time:
    """Return when a step took place."""
    return _time(step, [line.at_ms for line in step.logs], around)


def at(moment_ms: int | None, around: Time) -> Time:
    """Return the time of what took none, or none that is known."""
    known = around.start_ms if moment_ms is None else moment_ms
    return Time(known, known, assumed=True)


def _within(turn: Turn) -> Iterable[int | None]:
    yield from (turn.started_ms, turn.ended_ms)
    yield from (message.sent_ms for message in turn.messages)
    for step in turn.steps:
        yield from (step.started_ms, step.ended_ms)


def _time(node: Session | Turn | Step, inside: Iterable[int | None], around: Time | None) -> Time:
    known = [at for at in inside if at is not None]
    start, end, took = node.started_ms, node.ended_ms, node.duration_ms
    assumed = start is None or end is None
    if start is None:
        start = end - took if end is not None and took is not None else min(known, default=None)
    if start is None:
        start = end if end is not None else around.start_ms if around else 0
    if end is None:
        end = start + took if took is not None else max(known, default=start)
    return Time(start, max(start, end), assumed or end < start)
