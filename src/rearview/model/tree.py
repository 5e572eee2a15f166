"""Rows of one session, from any source, to its one tree.

`build` places every row exactly once and drops none: whatever a row names and nobody recorded is put in, marked
`recorded=False`, and holds the rows that name it. It never recurses. `check` states what holds for every tree.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import chain, islice, repeat, takewhile
from operator import attrgetter
from typing import Any, TypeVar

from rearview.model.casting import cast
from rearview.model.nesting import nested
from rearview.model.order import Reading, by_time, in_order
from rearview.model.orphans import unrecorded_sessions, unrecorded_steps, unrecorded_turns
from rearview.model.places import Attached, Place, Places
from rearview.model.session import NOWHERE, Session, Step, Tree, Turn
from rearview.model.tables import MessageRow, MomentRow, ParticipantRow, Rows, SessionRow, StepRow, TurnRow

SESSIONS: Reading[SessionRow] = Reading(id=attrgetter("session_id"), time=attrgetter("started_ms"))
TURNS: Reading[TurnRow] = Reading(
    id=attrgetter("turn_id"),
    time=attrgetter("started_ms"),
    index=attrgetter("turn_index"),
    previous=attrgetter("previous_turn_id"),
)
STEPS: Reading[StepRow] = Reading(
    id=attrgetter("step_id"),
    time=attrgetter("started_ms"),
    index=attrgetter("step_index"),
    previous=attrgetter("previous_step_id"),
)
MESSAGES: Reading[MessageRow] = Reading(id=attrgetter("message_id"), time=attrgetter("sent_ms"))
MOMENTS: Reading[MomentRow] = Reading(id=attrgetter("moment_id"), time=attrgetter("started_ms"))
PARTICIPANTS: Reading[ParticipantRow] = Reading(id=attrgetter("participant_id"), time=attrgetter("joined_ms"))

Row = TypeVar("Row")
Node = TypeVar("Node")


def build(rows: Rows) -> Tree:
    """Build the tree of the session that the rows describe."""
    return _Builder(rows).tree()


def _grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> defaultdict[Any, list[Row]]:
    groups: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _nodes(node: type[Node], row: type[Any], rows: Sequence[Any], **children: Iterable[Any]) -> list[Node]:
    """Make nodes of one class from rows: the same columns, and all the children that the class has."""
    columns = {column.name: map(attrgetter(column.name), rows) for column in fields(row)}
    return cast(node, columns | children, len(rows))


_at = attrgetter("at_ms")
_session_id = attrgetter("session_id")


class _Builder:
    """The rows of a tree under construction, grouped by the place they belong to."""

    def __init__(self, rows: Rows) -> None:
        places = Places(rows.steps)
        lost_steps = list(unrecorded_steps(rows, places))
        places.add(lost_steps)
        steps = [*rows.steps, *lost_steps]
        lost_turns = list(unrecorded_turns(rows, steps))
        turns = [*rows.turns, *lost_turns]
        lost_sessions = list(unrecorded_sessions(rows, turns, steps))
        sessions = [*rows.sessions, *lost_sessions]
        self.unrecorded = {id(row) for row in chain(lost_steps, lost_turns, lost_sessions)}

        self.turns = _grouped(turns, _session_id)
        self.steps = _grouped(steps, lambda row: (row.session_id, row.turn_id or NOWHERE))
        self.messages = _grouped(rows.messages, attrgetter("session_id", "turn_id"))
        self.attached: dict[str, dict[Place, list[Any]]] = {
            "usage": _grouped(rows.usage, places.of),
            "logs": _grouped(rows.logs, places.of),
            "assessments": _grouped(rows.assessments, places.of),
        }
        self.moments = _grouped(rows.moments, _session_id)
        self.participants = _grouped(rows.participants, _session_id)
        claiming = [step for step in steps if step.child_session_id is not None]
        self.sessions = list(nested(in_order(sessions, SESSIONS), in_order(claiming, STEPS)))

    def tree(self) -> Tree:
        """Make the nodes, children before parents."""
        openers: dict[str, str] = {}
        for found in self.sessions:
            if found.opener is not None:
                openers.setdefault(found.row.session_id, found.opener)
        return Tree(sessions=tuple(self._sessions()), openers=openers)

    def _sessions(self) -> list[Session]:
        rows = [found.row for found in self.sessions]
        turns = [in_order(self.turns.pop(row.session_id, ()), TURNS) for row in rows]
        return _nodes(
            Session,
            SessionRow,
            rows,
            depth=[found.depth for found in self.sessions],
            turns=_parted(self._turns(list(chain(*turns))), turns),
            messages=self._held(self.messages, [(row.session_id, None) for row in rows], MESSAGES),
            moments=self._held(self.moments, [row.session_id for row in rows], MOMENTS),
            participants=self._held(self.participants, [row.session_id for row in rows], PARTICIPANTS),
            recorded=self._recorded(rows),
            **self._attached([(row.session_id, None, None) for row in rows]),
        )

    def _turns(self, rows: list[TurnRow]) -> list[Turn]:
        places = [(row.session_id, row.turn_id) for row in rows]
        steps = [in_order(self.steps.pop(place, ()), STEPS) for place in places]
        return _nodes(
            Turn,
            TurnRow,
            rows,
            steps=_parted(self._steps(list(chain(*steps))), steps),
            messages=self._held(self.messages, places, MESSAGES),
            recorded=self._recorded(rows),
            **self._attached([(*place, None) for place in places]),
        )

    def _steps(self, rows: list[StepRow]) -> list[Step]:
        places = [(row.session_id, row.turn_id or NOWHERE, row.step_id) for row in rows]
        return _nodes(Step, StepRow, rows, recorded=self._recorded(rows), **self._attached(places))

    def _recorded(self, rows: Iterable[object]) -> Iterable[bool]:
        return [id(row) not in self.unrecorded for row in rows]

    def _held(
        self, rows: dict[Any, list[Row]], places: Sequence[Any], reading: Reading[Row]
    ) -> Iterable[tuple[Row, ...]]:
        return [tuple(in_order(rows.pop(place, ()), reading)) for place in places]

    def _attached(self, places: Sequence[Place]) -> dict[str, Iterable[tuple[Attached, ...]]]:
        """What hangs at some places; of those that share an id, all of it at the first."""
        return {
            table: [by_time(rows.pop(place, ()), _at) for place in places] if rows else repeat(())
            for table, rows in self.attached.items()
        }


def _parted(nodes: Iterable[Node], parts: Iterable[Sequence[object]]) -> Iterator[tuple[Node, ...]]:
    """Part nodes that were made at once into as many as there were rows in each part."""
    left = iter(nodes)
    return (tuple(islice(left, len(part))) for part in parts)


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant that a tree doesn't keep."""

    where: str
    what: str


def check(tree: Tree) -> list[Broken]:
    """Return what is wrong with a tree; nothing, for a tree that `build` made."""
    return [*_check_nesting(tree), *_check_openers(tree), *_check_places(tree), *_check_marks(tree)]


def _check_nesting(tree: Tree) -> Iterator[Broken]:
    """Sessions stand right below their parents; at the top are those without one, and the first of a circle."""
    claims = _grouped(tree.steps(), lambda step: step.child_session_id)
    path: list[str] = []
    for place, session in enumerate(tree.sessions):
        own, named = session.session_id, session.parent_session_id
        if session.depth > len(path):
            yield Broken(own, f"at depth {session.depth}, but nothing stands above it")
        del path[session.depth :]
        parents = {step.session_id for step in claims[own]} if named is None else {named}
        if path and path[-1] not in parents:
            yield Broken(own, f"stands under {path[-1]}, which is no parent of it")
        if parents and not path and parents.isdisjoint(_ids_below(tree, place)):
            yield Broken(own, f"stands at the top, but belongs under {min(parents)}")
        path.append(own)


def _ids_below(tree: Tree, place: int) -> Iterator[str]:
    """The ids of an outermost session and of all that stand below it."""
    yield tree.sessions[place].session_id
    yield from (
        session.session_id
        for session in takewhile(lambda session: session.depth > 0, islice(tree.sessions, place + 1, None))
    )


def _check_openers(tree: Tree) -> Iterator[Broken]:
    """What a step opened is in the tree, and the step says so."""
    claims = {(step.child_session_id, step.step_id) for step in tree.steps()}
    for child, step_id in tree.openers.items():
        if tree.session(child) is None:
            yield Broken(child, f"was opened by step {step_id}, but isn't in the tree")
        elif (child, step_id) not in claims:
            yield Broken(child, f"was opened by step {step_id}, but no such step says so")


def _check_places(tree: Tree) -> Iterator[Broken]:
    """Every row stands where its own ids say."""
    for session in tree.sessions:
        yield from _misplaced(session, (session.session_id, None, None), session.messages)
        rows: tuple[MomentRow | ParticipantRow, ...] = (*session.moments, *session.participants)
        for row in rows:
            if row.session_id != session.session_id:
                yield Broken(session.session_id, f"holds a row of {row.session_id}")
        for turn in session.turns:
            place = (session.session_id, turn.turn_id)
            if turn.session_id != session.session_id:
                yield Broken(turn.turn_id, f"a turn of {turn.session_id} stands under {session.session_id}")
            yield from _misplaced(turn, (*place, None), turn.messages)
            for step in turn.steps:
                if (step.session_id, step.turn_id or NOWHERE) != place:
                    yield Broken(step.step_id, f"a step of turn {step.turn_id} stands under {turn.turn_id}")
                yield from _misplaced(step, (step.session_id, None, step.step_id))


def _misplaced(
    node: Session | Turn | Step, place: Place, messages: Iterable[MessageRow] = ()
) -> Iterator[Broken]:
    """Rows that are held by a node and name another; at a step, its id alone counts."""
    for message in messages:
        if (message.session_id, message.turn_id, None) != place:
            yield Broken(message.message_id, f"a message of turn {message.turn_id} stands elsewhere")
    for row in chain(*_attachments(node)):
        if (row.session_id, None if row.step_id is not None else row.turn_id, row.step_id) != place:
            yield Broken(row.step_id or row.turn_id or row.session_id, "a row that names it stands elsewhere")


def _check_marks(tree: Tree) -> Iterator[Broken]:
    """What nobody recorded is there only because something names it."""
    named = {session.parent_session_id for session in tree.sessions}
    named |= {step.child_session_id for step in tree.steps()}
    for session in tree.sessions:
        held = (session.turns, session.messages, session.moments, session.participants)
        if not (session.recorded or any(held) or any(_attachments(session)) or session.session_id in named):
            yield Broken(session.session_id, "a session that nobody recorded and nothing names")
        for turn in session.turns:
            if not (turn.recorded or turn.steps or turn.messages or any(_attachments(turn))):
                yield Broken(turn.turn_id, "a turn that nobody recorded and nothing names")
            for step in turn.steps:
                if not (step.recorded or any(_attachments(step))):
                    yield Broken(step.step_id, "a step that nobody recorded and nothing names")


def _attachments(node: Session | Turn | Step) -> tuple[tuple[Attached, ...], ...]:
    return (node.usage, node.logs, node.assessments)
