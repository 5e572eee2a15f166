"""Which steps decided how long a session took: had one of them been quicker, the session would have been.

Read off times alone, from the end backwards: what ended last, then what ended last before that began, and so on; in a
step that called an agent, the same again. What nothing was waiting for is on no path.
"""

from bisect import bisect_right
from collections.abc import Iterator

from rearview.model.session import Session, Step, Tree

_AROUND = ("topic",)
"""Steps that last as long as what happens in them: it is that which was waited for."""


def critical_path(tree: Tree) -> frozenset[str]:
    """Return the ids of the steps on the critical path."""
    found: set[str] = set()
    waiting = [tree.root]
    while waiting:
        session = waiting.pop()
        for step in _backwards(session):
            found.add(step.step_id)
            below = tree.opened_by(step)
            if below is not None:
                waiting.append(below)
    return frozenset(found)


def _backwards(session: Session) -> Iterator[Step]:
    """Yield the steps of a session that followed each other without a gap in who was waited for, the last first."""
    timed = sorted(
        (
            (step.ended_ms, -step.started_ms, number, step)
            for number, step in enumerate(step for turn in session.turns for step in turn.steps)
            if step.kind not in _AROUND
            and step.started_ms is not None
            and step.ended_ms is not None
            and step.ended_ms >= step.started_ms
        ),
        key=lambda one: one[:3],
    )
    ends = [one[0] for one in timed]
    until = ends[-1] if ends else 0
    high = len(timed)
    while True:
        place = bisect_right(ends, until, hi=high) - 1
        if place < 0:
            return
        step = timed[place][3]
        yield step
        # Never again what was passed already, though it took no time.
        high = place
        until = step.started_ms or 0
