"""The right answers to what can be asked about a run, told from its story and from nothing that was written of it.

Owns what a recorder of each version keeps: what it never wrote down can't be answered.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.sources.snapshots.corpus.bodies import bodies
from tests.sources.snapshots.corpus.story import (
    AgentCall,
    Beside,
    Elsewhere,
    ModelCall,
    Operation,
    Session,
    Story,
    SystemOperation,
    ToolCall,
    Turn,
)
from tests.sources.snapshots.corpus.sums import Sums, inclusive, is_charged, own

KINDS: dict[type[Operation], str] = {
    ModelCall: "llm",
    ToolCall: "tool",
    AgentCall: "agent",
    SystemOperation: "system",
}
OUTCOMES = {"ok": "completed", "failed": "failed", "open": "open"}


@dataclass(frozen=True, kw_only=True)
class OperationAnswer:
    """What is right about one operation."""

    op_id: str
    session_id: str
    path: str
    kind: str
    name: str
    status: str
    error: str | None
    attempt: int | None
    started: int
    ended: int | None
    latency: int | None
    """As its recorder measured it."""
    request_bytes: int | None
    response_bytes: int | None
    tokens: tuple[int, int, int, int] | None
    """In, out, read from a cache, written to it."""
    cost: float | None
    child_id: str | None
    told: Operation
    """What was said there."""

    @property
    def duration(self) -> int | None:
        """From its beginning to its end."""
        return None if self.ended is None else self.ended - self.started


@dataclass(frozen=True, kw_only=True)
class LineAnswer:
    """What is right about one log line."""

    at: int | None
    session_id: str
    severity: str
    message: str
    fatal: bool
    stack: str | None


@dataclass(frozen=True, kw_only=True)
class SessionAnswer:
    """What is right about one session."""

    session_id: str
    parent_id: str | None
    root_id: str
    depth: int
    agent: str
    call_path: str
    title: str | None
    outcome: str
    error: str | None
    exit: str | None
    way: str | None
    started: int
    ended: int | None
    turns: int
    own: Sums
    inclusive: Sums
    differences: set[str]
    report: tuple[str, str, str] | None
    """Its text, its format, and where it stood."""
    prompts: dict[str, tuple[str | None, str | None]]
    user: dict[str, str] | None
    absent: list[str]
    """The ids of sub-agents that it called and whose sessions the file doesn't hold."""

    @property
    def duration(self) -> int | None:
        """From its beginning to its end."""
        return None if self.ended is None else self.ended - self.started


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What is right about a run."""

    version: int
    sessions: dict[str, SessionAnswer] = field(default_factory=dict)
    operations: dict[str, OperationAnswer] = field(default_factory=dict)
    lines: list[LineAnswer] = field(default_factory=list)
    thoughts: dict[str, str] = field(default_factory=dict)


def answers(story: Story, session: Session | None = None, *, above: str | None = None) -> Answers:
    """Return the right answers about a run, or about the sub-agent's session that a file holds in its stead."""
    told = Answers(version=story.era)
    top = session or story.root
    root_id = top.session_id if above is None else story.root.session_id
    waiting = [(top, above, 0)]
    for it, parent_id, depth in waiting:  # which grows meanwhile
        told.sessions[it.session_id] = _session(story, it, parent_id, root_id, depth)
        for turn, number, op in _kept(story, it):
            told.operations[op.uid] = _operation(story, it, turn, number, op)
            if isinstance(op, ModelCall) and op.thought:
                told.thoughts[op.uid] = op.thought
        told.lines.extend(_lines(story, it))
        waiting += [(child, it.session_id, depth + 1) for child in it.children()]
    return told


def mark(turn: Turn | Beside) -> str:
    """Return a turn's number as the recorder's logs write it."""
    return f"S{turn.index}" if isinstance(turn, Beside) else str(turn.index)


def complaints(turn: Turn | Beside) -> dict[str, str]:
    """Return what the newest recorder says about operations that failed at a turn; one that is alone isn't named."""
    told = {op.uid: op.failure.told or "" for op in turn.operations if op.failure}
    return told if len(told) == 1 else {uid: f"{uid}: {words}" for uid, words in told.items()}


def _kept(story: Story, session: Session) -> Iterator[tuple[Turn | Beside, int, Operation]]:
    """Yield the operations that a recorder keeps: the newest has no turn of the system's."""
    for turn, number, op in session.operations():
        if story.era < 3 or turn.index:
            yield turn, number, op


def _session(story: Story, it: Session, parent_id: str | None, root_id: str, depth: int) -> SessionAnswer:
    is_ledger = story.era == 3
    return SessionAnswer(
        session_id=it.session_id,
        parent_id=parent_id,
        root_id=root_id,
        depth=depth,
        agent=it.agent,
        call_path=" > ".join(it.path),
        title=None if is_ledger else it.title or None,
        outcome=OUTCOMES[it.ending],
        error=it.error,
        exit=None if is_ledger else it.exit,
        way=_way(story, it),
        started=it.began,
        ended=it.ended,
        turns=sum(turn.index > 0 for turn in it.turns) + sum(beside.kind == "user" for beside in it.beside),
        own=own(story, it),
        inclusive=inclusive(story, it),
        differences=_differences(story, it),
        report=_report(story, it),
        prompts={}
        if is_ledger
        else {mark(turn): (turn.system, turn.user) for turn in it.turns if turn.index},
        user=it.user,
        absent=[id_ for _, _, op in it.operations() if (id_ := _absent(op))],
    )


def _way(story: Story, it: Session) -> str | None:
    """Return by which way a session's user came; older recorders say it in their log lines, the newest once."""
    if story.era == 3:
        return (it.way or "cli") if it is story.root else "sub-agent"
    return it.way if any(op.lines for _, _, op in it.operations()) else None


def _differences(story: Story, it: Session) -> set[str]:
    """Return what a recorder's totals state otherwise."""
    took = inclusive(story, it)
    if it.totals == "wrong":
        return {"tokens_in", "cost_usd"} if took.priced else {"tokens_in"}
    return {"tokens_in"} if it.totals == "true" and took.went_in != took.tokens_in else set()


def _report(story: Story, it: Session) -> tuple[str, str, str] | None:
    """Return a final report; the newest recorder only says that there is one."""
    if it.report is None or story.era == 3:
        return None
    return it.report.text, it.report.form, it.report.where.removesuffix("_json")


def _absent(op: Operation) -> str | None:
    if not isinstance(op, AgentCall) or isinstance(op.child, Session):
        return None
    return op.child.session_id if isinstance(op.child, Elsewhere) else f"{op.child.uid}-stub"


def _operation(story: Story, it: Session, turn: Turn | Beside, number: int, op: Operation) -> OperationAnswer:
    sent, received = _sizes(story, op)
    charge = op.charge if isinstance(op, ModelCall) and is_charged(story, op) else None
    tokens = (charge.fresh, charge.written, charge.cache_read, charge.cache_write) if charge else None
    return OperationAnswer(
        op_id=op.uid,
        session_id=it.session_id,
        path=f"{mark(turn)}-{number}",
        kind=KINDS[type(op)],
        name=_name(op),
        status="failed" if _has_failed(op) else op.ending,
        error=_error(story, turn, op),
        attempt=op.attempt if isinstance(op, ModelCall) else None,
        started=op.began,
        ended=op.ended,
        latency=None if isinstance(op, SystemOperation) else op.latency,
        request_bytes=sent,
        response_bytes=received,
        tokens=tokens or ((0, 0, 0, 0) if is_charged(story, op) else None),
        cost=charge.cost if charge else None,
        child_id=_child_id(op),
        told=op,
    )


def _name(op: Operation) -> str:
    if isinstance(op, ModelCall):
        return op.model
    assert isinstance(op, ToolCall | AgentCall | SystemOperation)
    return op.label if isinstance(op, SystemOperation) else op.name


def _has_failed(op: Operation) -> bool:
    """Tell whether an operation failed, or the sub-agent that it called, of which its recorder says that all is well."""
    if isinstance(op, AgentCall) and isinstance(op.child, Session | Elsewhere):
        return op.child.ending == "failed"
    return op.ending == "failed"


def _error(story: Story, turn: Turn | Beside, op: Operation) -> str | None:
    if isinstance(op, AgentCall):
        return op.child.error if isinstance(op.child, Session) else None
    if story.era == 3:
        return complaints(turn).get(op.uid)
    return op.failure.told if op.failure else None


def _child_id(op: Operation) -> str | None:
    if isinstance(op, AgentCall) and isinstance(op.child, Session):
        return op.child.session_id
    return _absent(op)


def _sizes(story: Story, op: Operation) -> tuple[int | None, int | None]:
    """Return how many bytes were sent and came back; the newest recorder keeps no tools' payloads."""
    if isinstance(op, ModelCall):
        sent = bodies(op)
        came_back = len(sent.response) if story.era == 3 else len(op.said.encode())
        return len(sent.request), came_back if op.ending == "ok" else None
    if story.era == 3 or isinstance(op, SystemOperation):
        return None, None
    if isinstance(op, AgentCall):
        return op.given_bytes, None if op.ended is None else len(op.answer.encode())
    assert isinstance(op, ToolCall)
    return op.given_bytes, len(op.result.encode()) if op.ending == "ok" else None


def _lines(story: Story, it: Session) -> Iterator[LineAnswer]:
    """Yield the log lines; the newest recorder keeps none, and says what went wrong turn by turn."""
    if story.era == 3:
        for turn in it.turns:
            for message in complaints(turn).values():
                yield LineAnswer(
                    at=turn.ended,
                    session_id=it.session_id,
                    severity="ERR",
                    message=message,
                    fatal=False,
                    stack=None,
                )
        return
    for _, _, op in it.operations():
        for line in op.lines:
            yield LineAnswer(
                at=line.at,
                session_id=it.session_id,
                severity=line.severity,
                message=line.message,
                fatal=line.fatal,
                stack=line.stack,
            )
