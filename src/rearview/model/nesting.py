"""Which session stands under which: sessions in reading order, parents before children, each with its depth.

A session stands under the one that it names as its parent, else under the one whose step says that it opened it.
Circles are cut at their earliest; nothing recurses, however deep agents call each other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rearview.model.circles import cut
from rearview.model.tables import SessionRow, StepRow

Claims = dict[str, dict[str, str]]
"""By the id of a sub-session: the sessions whose steps say they opened it, each with the first such step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nested:
    """A session and where it stands."""

    row: SessionRow
    depth: int
    opener: str | None
    """The step of the session above that opened it."""


def nested(sessions: Sequence[SessionRow], steps: Iterable[StepRow]) -> Iterator[Nested]:
    """Yield sessions where they stand; they and the steps are given in reading order."""
    claims = _claims(steps)
    parents = [_parent(row, claims) for row in sessions]
    path: list[str] = []
    for place, depth in _depth_first([row.session_id for row in sessions], parents):
        row = sessions[place]
        del path[depth:]
        opener = claims.get(row.session_id, {}).get(path[-1]) if path else None
        path.append(row.session_id)
        yield Nested(row=row, depth=depth, opener=opener)


def _claims(steps: Iterable[StepRow]) -> Claims:
    claims: Claims = {}
    for step in steps:
        if step.child_session_id is not None:
            claims.setdefault(step.child_session_id, {}).setdefault(step.session_id, step.step_id)
    return claims


def _parent(row: SessionRow, claims: Claims) -> str | None:
    """The session above: the one it names itself, else the first whose step opened it."""
    if row.parent_session_id is not None:
        return row.parent_session_id
    return next(iter(claims.get(row.session_id, {})), None)


def _depth_first(ids: Sequence[str], parents: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    """Yield the places of sessions, parents first, each with its depth."""
    # Of two rows with one id, the first is the parent of all children.
    first = {id_: place for place, id_ in reversed(list(enumerate(ids)))}
    below: defaultdict[int | None, list[int]] = defaultdict(list)
    for place, above in enumerate(cut([None if parent is None else first[parent] for parent in parents])):
        below[above].append(place)
    stack = [(place, 0) for place in reversed(below[None])]
    while stack:
        place, depth = stack.pop()
        yield place, depth
        stack += [(child, depth + 1) for child in reversed(below[place])]
