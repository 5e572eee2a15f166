"""Which steps are tries of one thing: the second at what the first failed to do, and so on.

A recorder that numbers the attempts of its model calls is believed. Otherwise a step is another attempt where it calls,
in the same turn, what the step before it of that name called and failed at. Doing a thing again that went well is none.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rearview.model.session import Step, Turn

_TRIED = ("llm", "tool", "agent")


class Attempt(NamedTuple):
    """Which try a step is, and how many there were."""

    number: int
    of: int


def attempts(turn: Turn) -> dict[int, Attempt]:
    """Return the attempts among a turn's steps by the identity of the step; what was tried once has none."""
    return {
        id(step): Attempt(step.attempt or number, run[-1].attempt or len(run))
        for run in _runs(turn.steps)
        if len(run) > 1 or (run[0].attempt or 1) > 1
        for number, step in enumerate(run, 1)
    }


def _runs(steps: Iterable[Step]) -> Iterator[list[Step]]:
    """Yield the steps that are tries of one thing, first to last."""
    going: dict[object, list[Step]] = {}
    for step in steps:
        if step.kind not in _TRIED:
            continue
        numbered = step.kind == "llm" and step.attempt is not None
        called = "attempts" if numbered else (step.kind, step.namespace, step.name)
        run = going.get(called)
        if run is not None and _goes_on(run[-1], step):
            run.append(step)
            continue
        if run is not None:
            yield run
        going[called] = [step]
    yield from going.values()


def _goes_on(last: Step, step: Step) -> bool:
    """Whether a step tries again what another tried last."""
    if last.attempt is not None and step.attempt is not None:
        return step.attempt > last.attempt
    return last.status == "failed" and step.name is not None
