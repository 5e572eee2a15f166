"""Where everything in a snapshot stands: its sessions, their turns and steps, and the sub-agents that it only names.

Owns the way through a file and the ids that its nodes go by. Agents nest as deep as they called each other: sessions
are laid out in a list that grows while it is read, so nothing here recurses. It must not say what a node means.
"""

from collections.abc import Iterator

from msgspec import Struct, field

from rearview.sources.snapshots.format import Operation, SessionNode, Snapshot, StepNode, TurnNode
from rearview.sources.snapshots.ids import Ids

_STUB = "-stub"

_Piece = tuple[bytes, str | None]
"""What a model call works on: of a text that is read in chunks, which chunk or which stage."""


# Structs, because a place is made for every operation of every file, and they are made five times as fast as dataclasses.
class _Place(Struct, frozen=True, kw_only=True, gc=False):
    """A node of a file."""


class SessionPlace(_Place, frozen=True, kw_only=True, gc=False):
    """A session of the file, with its place among the others."""

    node: SessionNode
    session_id: str
    parent_id: str | None
    root_id: str
    caller_id: str | None = None
    """The step that opened it."""
    depth: int = 0
    """How many sessions of the file stand above it."""


class TurnPlace(_Place, frozen=True, kw_only=True, gc=False):
    """A turn, or a stretch of work beside the turns."""

    session: SessionPlace
    node: TurnNode | StepNode
    turn_id: str

    @property
    def mark(self) -> str:
        """Its number as the recorder's logs write it: `3` for a turn, `S3` for work beside the turns."""
        beside = "S" if isinstance(self.node, StepNode) else ""
        return f"{beside}{'?' if self.node.index is None else self.node.index}"


class StepPlace(_Place, frozen=True, kw_only=True, gc=False):
    """An operation, with its turn and its number there."""

    session_id: str
    turn_id: str
    step_id: str
    turn: TurnPlace
    op: Operation
    number: int
    attempt: int | None
    """Of a model call: the how manieth try it was at this turn."""
    child_id: str | None
    """The session that it opened."""

    @property
    def path(self) -> str:
        """Where it stands in its session, as the recorder's logs write it: `1-2` is the second operation of turn 1."""
        return f"{self.turn.mark}-{self.number}"


class Absent(_Place, frozen=True, kw_only=True, gc=False):
    """A sub-agent's session that the file names and doesn't hold: it counts no steps and no money."""

    caller: StepPlace
    session_id: str | None
    agent: str | None
    call_path: str | None
    status: str | None
    """How it went, where that is recorded."""
    never_started: bool
    """Whether only a placeholder stands for it, or it was recorded elsewhere."""


class Places(_Place, frozen=True, kw_only=True, gc=False):
    """Every node of a file, parents before children."""

    sessions: list[SessionPlace] = field(default_factory=list)
    turns: list[TurnPlace] = field(default_factory=list)
    steps: list[StepPlace] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)

    def take_in(self, others: "Places") -> None:
        """Add the nodes of another file."""
        self.sessions.extend(others.sessions)
        self.turns.extend(others.turns)
        self.steps.extend(others.steps)
        self.absent.extend(others.absent)


def places(snapshot: Snapshot) -> Places:
    """Return where everything in a snapshot stands."""
    found = Places()
    session_ids, turn_ids, step_ids = Ids(), Ids(), Ids()
    found.sessions.append(_root(snapshot, session_ids))
    for session in found.sessions:
        nodes: tuple[TurnNode | StepNode, ...] = (*session.node.turns, *session.node.steps)
        for node in nodes:
            turn = TurnPlace(session=session, node=node, turn_id=turn_ids.take(node.id))
            found.turns.append(turn)
            for step in _steps(turn, step_ids, session_ids):
                found.steps.append(step)
                child = step.op.child_session
                if child is not None and not _is_stub(child):
                    found.sessions.append(_child(child, step))
                elif child is not None or step.op.child_session_ref is not None:
                    found.absent.append(_absent(step))
    return found


def _root(snapshot: Snapshot, ids: Ids) -> SessionPlace:
    """Return the outermost session; a file may hold a sub-agent's tree alone, and say under whom it belongs."""
    node = snapshot.op_tree
    own = ids.take(node.trace_id or node.id)
    above = snapshot.parent_txn_id or snapshot.parent_id
    if above is None or above == own:
        return SessionPlace(node=node, session_id=own, parent_id=None, root_id=own)
    root_id = snapshot.origin_txn_id or snapshot.origin_id or above
    return SessionPlace(node=node, session_id=own, parent_id=above, root_id=root_id)


def _child(node: SessionNode, caller: StepPlace) -> SessionPlace:
    above = caller.turn.session
    return SessionPlace(
        node=node,
        session_id=caller.child_id or node.id,
        parent_id=above.session_id,
        root_id=above.root_id,
        caller_id=caller.step_id,
        depth=above.depth + 1,
    )


def _steps(turn: TurnPlace, step_ids: Ids, session_ids: Ids) -> Iterator[StepPlace]:
    tried = zip(turn.node.ops, _attempts(turn.node), strict=True)
    for number, (op, attempt) in enumerate(tried, start=1):
        yield StepPlace(
            session_id=turn.session.session_id,
            turn_id=turn.turn_id,
            step_id=step_ids.take(op.op_id),
            turn=turn,
            op=op,
            number=number,
            attempt=attempt,
            child_id=_child_id(op, session_ids),
        )


def _attempts(node: TurnNode | StepNode) -> Iterator[int | None]:
    """Yield for each operation which attempt it was: the recorder writes a model call for every try at a turn."""
    before = _earlier_tries(node)
    tries: dict[_Piece, int] = {}
    for op in node.ops:
        if op.kind != "llm":
            yield None
            continue
        piece = (bytes(op.attributes.chunk), op.attributes.stage)
        tries[piece] = tries.get(piece, before) + 1
        yield tries[piece]


def _earlier_tries(node: TurnNode | StepNode) -> int:
    """Return how many tries at a turn left no model call; a ledger counts the tries itself."""
    if isinstance(node, StepNode) or node.attempt is None:
        return 0
    return max(0, node.attempt - sum(op.kind == "llm" for op in node.ops))


def _child_id(op: Operation, ids: Ids) -> str | None:
    """Return the id of the session that an operation opened: its public one, unless another session bears that."""
    child = op.child_session
    if child is not None:
        public = child.trace_id or child.id
        # A placeholder bears its caller's public id.
        return ids.take(child.id if public in ids else public)
    return op.child_session_ref.session_id if op.child_session_ref else None


def _is_stub(node: SessionNode) -> bool:
    """Whether a session is the placeholder of one that never started."""
    return node.id.endswith(_STUB) and not (node.turns or node.steps)


def _absent(caller: StepPlace) -> Absent:
    named, stub = caller.op.child_session_ref, caller.op.child_session
    known = named or stub
    return Absent(
        caller=caller,
        session_id=caller.child_id,
        agent=known.agent_id if known else None,
        call_path=known.call_path if known else None,
        status=named.status if named else None,
        never_started=named is None,
    )
