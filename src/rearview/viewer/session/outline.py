"""A session's outline: all events as columns of numbers, small enough to be sent whole and drawn at once.

Owns what stands in which column; a script in the browser reads them by the same names. It holds no text of a session
but the names of what was called.
"""

from collections.abc import Iterable
from typing import Any, get_args

from rearview.model.selection import is_faulty, is_grave, went_wrong
from rearview.model.session import Session, Usage
from rearview.model.tables import StepKind
from rearview.model.timeline import Event, Kind
from rearview.render.plain import plain
from rearview.viewer.session.opened import Opened

KINDS: tuple[str, ...] = get_args(Kind)
STEP_KINDS: tuple[str, ...] = get_args(StepKind)
FAILED, OPEN, FAULTY, CRITICAL, CHANGED = 1, 2, 4, 8, 16
"""What can be marked at an event: it failed, never ended, something else speaks against it, it is on the critical path,
it is a topic other than the one before."""
NEVER = -1
"""Stands for a time that nobody recorded."""
_NAME = 120


def outline(opened: Opened) -> dict[str, Any]:
    """Return the outline of a session."""
    tree, names = opened.tree, _Names()
    starts = [event.at_ms for event in opened.events if event.at_ms is not None]
    zero = min(starts, default=0)
    return {
        "stamp": stamp_of(opened),
        "open": opened.is_open,
        "title": plain(tree.root.title or tree.root.agent or tree.root.session_id),
        "zero_ms": zero,
        "kinds": KINDS,
        "step_kinds": STEP_KINDS,
        "lanes": [_lane(session, zero) for session in tree.sessions],
        "kind": [KINDS.index(event.kind) for event in opened.events],
        "lane": [opened.lanes[id(event.session)] for event in opened.events],
        "at": [NEVER if event.at_ms is None else event.at_ms - zero for event in opened.events],
        "length": [_length(event) for event in opened.events],
        "what": [_what(event) for event in opened.events],
        "name": [names.number(_name(event)) for event in opened.events],
        "flags": [_flags(event, opened) for event in opened.events],
        "tokens": [_tokens(event) for event in opened.events],
        "names": names.all,
    }


def stamp_of(opened: Opened) -> str:
    """Return what is another when the session has changed."""
    return "-".join(map(str, opened.stamp))


class _Names:
    """Names, each kept once."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        if name not in self._numbers:
            self._numbers[name] = len(self.all)
            self.all.append(plain(name[:_NAME]))
        return self._numbers[name]


def _lane(session: Session, zero: int) -> dict[str, Any]:
    steps = [step for turn in session.turns for step in turn.steps]
    return {
        "id": session.session_id,
        "agent": plain(session.agent or session.session_id),
        "depth": session.depth,
        "outcome": session.outcome or "unknown",
        "wrong": went_wrong(session),
        "at": NEVER if session.started_ms is None else session.started_ms - zero,
        "length": NEVER if session.duration_ms is None else session.duration_ms,
        "steps": len(steps),
        "failed": sum(step.status == "failed" for step in steps),
        "tokens": _sum(charge for step in steps for charge in step.usage),
    }


def _length(event: Event) -> int:
    step = event.step
    if step is not None:
        if step.duration_ms is not None:
            return max(0, step.duration_ms)
        return NEVER
    if event.kind == "turn" and event.turn is not None and event.turn.duration_ms is not None:
        return max(0, event.turn.duration_ms)
    return 0


def _what(event: Event) -> int:
    """Return the kind of a step, by its number."""
    if event.step is None:
        return NEVER
    return STEP_KINDS.index(event.step.kind or "other")


def _name(event: Event) -> str:
    if event.kind == "topic" and event.turn is not None:
        return event.turn.topic or ""
    if event.step is not None:
        return event.step.name or event.step.kind or "step"
    if event.message is not None:
        return event.message.role or "unknown"
    if event.kind == "session":
        return event.session.agent or event.session.session_id
    return event.kind


def _flags(event: Event, opened: Opened) -> int:
    flags = CHANGED if event.topic_changed else 0
    if event.step is not None:
        flags |= FAILED if event.step.status == "failed" else OPEN if event.step.status == "open" else 0
        flags |= FAULTY if is_faulty(event.step) else 0
        flags |= CRITICAL if event.step.step_id in opened.critical else 0
    elif event.kind == "end":
        flags |= FAILED if went_wrong(event.session) else 0
    elif _speaks_against(event):
        flags |= FAULTY
    return flags


def _speaks_against(event: Event) -> bool:
    """Whether what hangs at no step speaks against its turn or session."""
    return (
        (event.charge is not None and event.charge.status == "failed")
        or (event.log is not None and is_grave(event.log))
        or any(verdict.flagged for verdict in event.verdicts)
    )


def _tokens(event: Event) -> int:
    charges = event.step.usage if event.step is not None else (event.charge,) if event.charge else ()
    return _sum(charges)


def _sum(charges: Iterable[Usage]) -> int:
    return sum(
        (charge.tokens_in or 0) + (charge.tokens_out or 0) + (charge.tokens_cache_read or 0)
        for charge in charges
    )
