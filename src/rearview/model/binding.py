"""Model calls tied to the steps that made them, where no id says so: by their time, within one session.

What a source declares or has recorded goes first and stays as it is. Of the steps that were going on when a model was
called, the innermost made the call; of those that took as long, an action goes before a topic, and a topic before a
guardrail. A call that no step was going on for stays where it is, and is called unbound.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from heapq import heappop, heappush
from itertools import chain
from typing import NamedTuple

from rearview.model.order import by_time
from rearview.model.session import Session, Step, Tree, Turn, Usage

_ORDER = ("llm", "tool", "agent", "topic", "guardrail")
"""Of steps that took equally long, which is likelier to have called a model."""


class _Window(NamedTuple):
    """The time that a step took; windows sort by how likely they are to be the one that is meant."""

    length_ms: int
    rank: int
    number: int
    """The step's place in the session, which settles what is left."""
    ended_ms: int
    step: Step


def bind(tree: Tree) -> Tree:
    """Return the tree with every model call at its step, as far as its time tells; a second time changes nothing."""
    sessions = tuple(_bound(session) for session in tree.sessions)
    return Tree(sessions=sessions, openers=tree.openers)


def _bound(session: Session) -> Session:
    loose = [charge for charge in _outside_steps(session) if _is_open(charge)]
    if not loose:
        return session
    made = _matched(session, loose)
    return replace(
        session,
        turns=tuple(_turn(turn, made) for turn in session.turns),
        usage=_left(session.usage, made),
    )


def _outside_steps(session: Session) -> Iterator[Usage]:
    """Yield the charges of a session that name no step."""
    return chain(session.usage, *(turn.usage for turn in session.turns))


def _is_open(charge: Usage) -> bool:
    """Whether it is still to be told which step called the model."""
    return charge.kind == "llm" and charge.binding != "recorded"


class _Made(NamedTuple):
    """Which calls a step made, each by identity: rows and steps can stand twice in broken data."""

    of_step: defaultdict[int, list[Usage]]
    found: set[int]


def _matched(session: Session, loose: Iterable[Usage]) -> _Made:
    """Find the step of each call, by going through both in the order of time."""
    made = _Made(defaultdict(list), set())
    coming = sorted(_windows(session), key=lambda window: window.ended_ms - window.length_ms, reverse=True)
    going: list[_Window] = []
    timed = [(charge.at_ms, charge) for charge in loose if charge.at_ms is not None]
    for at_ms, charge in sorted(timed, key=lambda call: call[0]):
        while coming and coming[-1].ended_ms - coming[-1].length_ms <= at_ms:
            heappush(going, coming.pop())
        while going and going[0].ended_ms <= at_ms:
            heappop(going)
        if going:
            step = going[0].step
            made.of_step[id(step)].append(charge)
            made.found.add(id(charge))
            if step.kind == "llm":  # one such step is one call of a model
                heappop(going)
    return made


def _windows(session: Session) -> Iterator[_Window]:
    """Yield the steps that a model can have been called in, each with its time."""
    steps = (step for turn in session.turns for step in turn.steps)
    for number, step in enumerate(steps):
        has_called = step.kind == "llm" and any(charge.kind == "llm" for charge in step.usage)
        if step.started_ms is None or step.ended_ms is None or has_called:
            continue
        # A call at the very end of a step is the next one's; but clocks may tell no more than the second.
        length_ms = max(step.ended_ms - step.started_ms, 1)
        rank = _ORDER.index(step.kind) if step.kind in _ORDER else len(_ORDER)
        yield _Window(length_ms, rank, number, step.started_ms + length_ms, step)


def _turn(turn: Turn, made: _Made) -> Turn:
    usage = _left(turn.usage, made)
    if usage == turn.usage and not any(id(step) in made.of_step for step in turn.steps):
        return turn
    steps = (_step(step, made.of_step[id(step)]) if id(step) in made.of_step else step for step in turn.steps)
    return replace(turn, steps=tuple(steps), usage=usage)


def _step(step: Step, calls: Iterable[Usage]) -> Step:
    bound = (
        replace(charge, step_id=step.step_id, turn_id=step.turn_id, binding="time_window") for charge in calls
    )
    return replace(step, usage=by_time([*step.usage, *bound], lambda charge: charge.at_ms))


def _left(usage: tuple[Usage, ...], made: _Made) -> tuple[Usage, ...]:
    """Return the charges that no step was found for."""
    left = (charge for charge in usage if id(charge) not in made.found)
    return tuple(replace(charge, binding="unbound") if _is_open(charge) else charge for charge in left)
