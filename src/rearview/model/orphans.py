"""What rows name and nobody recorded: a row for each, under which the rows that name it stay visible.

What such a row says depends on the rows that name it, never on the order they came in.
"""

from collections.abc import Container, ItemsView, Iterable, Iterator
from itertools import chain
from typing import TypeVar

from rearview.model.places import Places, attached
from rearview.model.session import NOWHERE
from rearview.model.tables import Rows, SessionRow, StepRow, TurnRow

Id = TypeVar("Id", str, tuple[str, str])


def unrecorded_steps(rows: Rows, known: Places) -> Iterator[StepRow]:
    """A step for every id that an attachment names in vain, in the last of the turns named with it."""
    named: dict[tuple[str, str], tuple[str, str]] = {}
    for row in attached(rows):
        if row.step_id is not None and (place := (row.session_id, row.step_id)) not in known:
            turn_and_source = (row.turn_id or NOWHERE, row.source)
            named[place] = max(named.get(place, turn_and_source), turn_and_source)
    for (session_id, step_id), (turn_id, source) in named.items():
        yield StepRow(source=source, session_id=session_id, step_id=step_id, turn_id=turn_id or None)


def unrecorded_turns(rows: Rows, steps: Iterable[StepRow]) -> Iterator[TurnRow]:
    """A turn for every id that a step, a message or an attachment names in vain."""
    known = {(row.session_id, row.turn_id) for row in rows.turns}
    beside_steps = chain(rows.messages, (row for row in attached(rows) if row.step_id is None))
    naming = chain(
        (((row.session_id, row.turn_id or NOWHERE), row.source) for row in steps),
        (((row.session_id, row.turn_id), row.source) for row in beside_steps if row.turn_id is not None),
    )
    for (session_id, turn_id), source in _in_vain(naming, known):
        yield TurnRow(source=source, session_id=session_id, turn_id=turn_id)


def unrecorded_sessions(
    rows: Rows, turns: Iterable[TurnRow], steps: Iterable[StepRow]
) -> Iterator[SessionRow]:
    """A session for every id that anything names in vain, as its own, its parent's or its child's."""
    known = {row.session_id for row in rows.sessions}
    inside = chain(turns, steps, rows.messages, attached(rows), rows.moments, rows.participants)
    naming = chain(
        ((row.session_id, row.source) for row in inside),
        ((row.parent_session_id, row.source) for row in rows.sessions if row.parent_session_id is not None),
        ((row.child_session_id, row.source) for row in steps if row.child_session_id is not None),
    )
    for session_id, source in _in_vain(naming, known):
        yield SessionRow(source=source, session_id=session_id)


def _in_vain(naming: Iterable[tuple[Id, str]], known: Container[Id]) -> ItemsView[Id, str]:
    """Pair each id that nobody knows with the source that names it: of several, the first in the alphabet."""
    sources: dict[Id, str] = {}
    for named, source in naming:
        if named not in known:
            sources[named] = min(sources.get(named, source), source)
    return sources.items()
