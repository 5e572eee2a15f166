"""Rows of one session, from any source, to its one tree.

`build` places every row exactly once and drops none: whatever a row names and nobody recorded is put in, marked
`recorded=False`, and holds the rows that name it. It never recurses. `check` states what holds for every tree.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from rearview.model.order import Reading, by_time, in_order
from rearview.model.session import NOWHERE, Session, Step, Tree, Turn
from rearview.model.tables import (
    AssessmentRow,
    LogRow,
    MessageRow,
    MomentRow,
    ParticipantRow,
    Rows,
    SessionRow,
    StepRow,
    TurnRow,
    UsageRow,
)

SESSIONS = Reading[SessionRow](id=lambda row: row.session_id, time=lambda row: row.started_ms)
TURNS = Reading[TurnRow](
    id=lambda row: row.turn_id,
    time=lambda row: row.started_ms,
    index=lambda row: row.turn_index,
    previous=lambda row: row.previous_turn_id,
)
STEPS = Reading[StepRow](
    id=lambda row: row.step_id,
    time=lambda row: row.started_ms,
    index=lambda row: row.step_index,
    previous=lambda row: row.previous_step_id,
)
MESSAGES = Reading[MessageRow](id=lambda row: row.message_id, time=lambda row: row.sent_ms)
MOMENTS = Reading[MomentRow](id=lambda row: row.moment_id, time=lambda row: row.started_ms)
PARTICIPANTS = Reading[ParticipantRow](id=lambda row: row.participant_id, time=lambda row: row.joined_ms)

Row = TypeVar("Row")
Node = TypeVar("Node")
Attached = UsageRow | LogRow | AssessmentRow
Attachment = TypeVar("Attachment", UsageRow, LogRow, AssessmentRow)

Place = tuple[str, str | None, str | None]
"""A session, a turn of it or None, a step of that or None."""


def build(rows: Rows) -> Tree:
    """Build the tree of the session that the rows describe."""
    return _Builder(rows).tree()


def _grouped(rows: Iterable[Row], key: Callable[[Row], Any]) -> defaultdict[Any, list[Row]]:
    groups: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _as(node: type[Node], row: object, **children: object) -> Node:
    """Make a node of a row: the same columns, and its children."""
    columns = {column.name: getattr(row, column.name) for column in fields(row)}  # type: ignore[arg-type]
    return node(**columns, **children)


class _Builder:
    """The rows of a tree under construction, grouped by the place they belong to."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.attached: tuple[Attached, ...] = (*rows.usage, *rows.logs, *rows.assessments)
        steps = [*rows.steps, *self._missing_steps()]
        turns = [*rows.turns, *self._missing_turns(steps)]
        self.unrecorded: set[int] = {id(row) for row in steps[len(rows.steps) :]}
        self.unrecorded |= {id(row) for row in turns[len(rows.turns) :]}
        sessions = [*rows.sessions, *self._missing_sessions(steps, turns)]
        self.unrecorded |= {id(row) for row in sessions[len(rows.sessions) :]}

        self.turns = _grouped(turns, lambda row: row.session_id)
        self.steps = _grouped(steps, lambda row: (row.session_id, row.turn_id or NOWHERE))
        self.step_turns = {(row.session_id, row.step_id): row.turn_id or NOWHERE for row in reversed(steps)}
        self.messages = _grouped(rows.messages, lambda row: (row.session_id, row.turn_id))
        self.usage = _grouped(rows.usage, self._place)
        self.logs = _grouped(rows.logs, self._place)
        self.assessments = _grouped(rows.assessments, self._place)
        self.moments = _grouped(rows.moments, lambda row: row.session_id)
        self.participants = _grouped(rows.participants, lambda row: row.session_id)
        self.sessions = in_order(sessions, SESSIONS)
        self.claims = self._claims(steps)

    # -- what is named and was never recorded --

    def _missing_steps(self) -> Iterator[StepRow]:
        """A step for every id that a charge, a log line or a verdict names in vain."""
        known = {(row.session_id, row.step_id) for row in self.rows.steps}
        named: dict[tuple[str, str], Attached] = {}
        for row in self.attached:
            if row.step_id is not None and (row.session_id, row.step_id) not in known:
                place = (row.session_id, row.step_id)
                first = named.setdefault(place, row)
                if (row.turn_id or NOWHERE, row.source) > (first.turn_id or NOWHERE, first.source):
                    named[place] = row
        for (session_id, step_id), row in named.items():
            yield StepRow(source=row.source, session_id=session_id, step_id=step_id, turn_id=row.turn_id)

    def _missing_turns(self, steps: Iterable[StepRow]) -> Iterator[TurnRow]:
        """A turn for every id that a step, a message or an attachment names in vain."""
        known = {(row.session_id, row.turn_id) for row in self.rows.turns}
        named: dict[tuple[str, str], str] = {}
        for step in steps:
            _note(named, (step.session_id, step.turn_id or NOWHERE), step.source)
        for row in (*self.rows.messages, *(row for row in self.attached if row.step_id is None)):
            if row.turn_id is not None:
                _note(named, (row.session_id, row.turn_id), row.source)
        for (session_id, turn_id), source in named.items():
            if (session_id, turn_id) not in known:
                yield TurnRow(source=source, session_id=session_id, turn_id=turn_id)

    def _missing_sessions(self, steps: Iterable[StepRow], turns: Iterable[TurnRow]) -> Iterator[SessionRow]:
        """A session for every id that anything names in vain, as its own, its parent's or its child's."""
        rows = self.rows
        known = {row.session_id for row in rows.sessions}
        named: dict[str, str] = {}
        for row in (*turns, *steps, *rows.messages, *self.attached, *rows.moments, *rows.participants):
            _note(named, row.session_id, row.source)
        for session in rows.sessions:
            if session.parent_session_id is not None:
                _note(named, session.parent_session_id, session.source)
        for step in steps:
            if step.child_session_id is not None:
                _note(named, step.child_session_id, step.source)
        for session_id, source in named.items():
            if session_id not in known:
                yield SessionRow(source=source, session_id=session_id)

    def _place(self, row: Attached) -> Place:
        """Where an attachment belongs: at its step, wherever that step is; else at its turn; else at its session."""
        if row.step_id is None:
            return (row.session_id, row.turn_id, None)
        return (row.session_id, self.step_turns[row.session_id, row.step_id], row.step_id)

    # -- who called whom --

    def _claims(self, steps: Iterable[StepRow]) -> dict[str, tuple[str, str]]:
        """For each session that a step says it opened: that step's session and id; the first claim wins."""
        claims: dict[str, tuple[str, str]] = {}
        for step in in_order((step for step in steps if step.child_session_id is not None), STEPS):
            claims.setdefault(step.child_session_id or NOWHERE, (step.session_id, step.step_id))
        return claims

    def _parent(self, row: SessionRow) -> str | None:
        """The session above: the one it names itself, else the one whose step opened it."""
        if row.parent_session_id is not None:
            return row.parent_session_id
        return self.claims[row.session_id][0] if row.session_id in self.claims else None

    def _depth_first(self) -> Iterator[tuple[SessionRow, int]]:
        """Sessions, parents before children, each with its depth; a circle of parents is cut at its earliest."""
        places = range(len(self.sessions))
        children = _grouped(places, lambda place: self._parent(self.sessions[place]))
        first = {self.sessions[place].session_id: place for place in reversed(places)}
        seen: set[int] = set()
        for root in (*children[None], *places):
            stack = [(root, 0)]
            while stack:
                place, depth = stack.pop()
                if place in seen:
                    continue
                seen.add(place)
                row = self.sessions[place]
                yield row, depth
                # Of two rows with one id, the first is the parent of all children.
                below = children[row.session_id] if first[row.session_id] == place else []
                stack += [(child, depth + 1) for child in reversed(below)]

    # -- the nodes --

    def tree(self) -> Tree:
        sessions: list[Session] = []
        path: list[str] = []
        openers: dict[str, str] = {}
        for row, depth in self._depth_first():
            del path[depth:]
            above = path[-1] if path else None
            path.append(row.session_id)
            claim = self.claims.get(row.session_id)
            if claim is not None and claim[0] == above:
                openers.setdefault(row.session_id, claim[1])
            sessions.append(self._session(row, depth))
        return Tree(sessions=tuple(sessions), openers=openers)

    def _session(self, row: SessionRow, depth: int) -> Session:
        own = row.session_id
        return _as(
            Session,
            row,
            depth=depth,
            turns=tuple(self._turn(turn) for turn in in_order(self.turns.pop(own, ()), TURNS)),
            messages=tuple(in_order(self.messages.pop((own, None), ()), MESSAGES)),
            moments=tuple(in_order(self.moments.pop(own, ()), MOMENTS)),
            participants=tuple(in_order(self.participants.pop(own, ()), PARTICIPANTS)),
            recorded=id(row) not in self.unrecorded,
            **self._attached((own, None, None)),
        )

    def _turn(self, row: TurnRow) -> Turn:
        place = (row.session_id, row.turn_id)
        return _as(
            Turn,
            row,
            steps=tuple(self._step(step) for step in in_order(self.steps.pop(place, ()), STEPS)),
            messages=tuple(in_order(self.messages.pop(place, ()), MESSAGES)),
            recorded=id(row) not in self.unrecorded,
            **self._attached((*place, None)),
        )

    def _step(self, row: StepRow) -> Step:
        place = (row.session_id, row.turn_id or NOWHERE, row.step_id)
        return _as(Step, row, recorded=id(row) not in self.unrecorded, **self._attached(place))

    def _attached(self, place: Place) -> dict[str, tuple[Attached, ...]]:
        return {
            "usage": by_time(self.usage.pop(place, ()), lambda row: row.at_ms),
            "logs": by_time(self.logs.pop(place, ()), lambda row: row.at_ms),
            "assessments": by_time(self.assessments.pop(place, ()), lambda row: row.at_ms),
        }


def _note(named: dict[Row, str], what: Row, source: str) -> None:
    """Remember that something is named, and by which source: the first in the alphabet, whatever came first."""
    named[what] = min(named.get(what, source), source)


@dataclass(frozen=True, slots=True)
class Broken:
    """An invariant that a tree doesn't keep."""

    where: str
    what: str


def check(tree: Tree) -> list[Broken]:
    """Return what is wrong with a tree; nothing, for a tree that `build` made."""
    return [*_check_nesting(tree), *_check_places(tree), *_check_marks(tree)]


def _check_nesting(tree: Tree) -> Iterator[Broken]:
    """Sessions stand right below their parents, the first of all at depth 0."""
    path: list[str] = []
    for session in tree.sessions:
        if session.depth > len(path):
            yield Broken(session.session_id, f"at depth {session.depth}, but nothing stands above it")
        del path[session.depth :]
        parent = session.parent_session_id
        if path and parent is not None and path[-1] != parent:
            yield Broken(session.session_id, f"stands under {path[-1]}, but names {parent}")
        path.append(session.session_id)
    for child, step_id in tree.openers.items():
        if tree.session(child) is None:
            yield Broken(child, f"was opened by step {step_id}, but isn't in the tree")


def _check_places(tree: Tree) -> Iterator[Broken]:
    """Every row stands where its own ids say."""
    for session in tree.sessions:
        for turn in session.turns:
            if turn.session_id != session.session_id:
                yield Broken(turn.turn_id, f"a turn of {turn.session_id} stands under {session.session_id}")
            for step in turn.steps:
                if (step.session_id, step.turn_id or NOWHERE) != (session.session_id, turn.turn_id):
                    yield Broken(step.step_id, f"a step of turn {step.turn_id} stands under {turn.turn_id}")
            for message in turn.messages:
                if (message.session_id, message.turn_id) != (session.session_id, turn.turn_id):
                    yield Broken(message.message_id, f"a message of turn {message.turn_id} stands elsewhere")


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
