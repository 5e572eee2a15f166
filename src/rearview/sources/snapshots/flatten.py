"""From a snapshot's structs to canonical rows.

Owns what the recorder's fields mean. Sub-agents nest as deep as they called each other: their sessions are first
laid out in a list, with a stack; nothing here recurses.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from rearview.model.tables import (
    LogRow,
    MessageRow,
    Outcome,
    Rows,
    SessionRow,
    StepKind,
    StepRow,
    StepStatus,
    TurnRow,
    UsageKind,
    UsageRow,
)
from rearview.sources.snapshots.charge import tokens_of
from rearview.sources.snapshots.failure import reason
from rearview.sources.snapshots.format import (
    AccountingEntry,
    LogEntry,
    Operation,
    SessionNode,
    Snapshot,
    TurnNode,
)
from rearview.sources.snapshots.number import duration, whole
from rearview.sources.snapshots.payload import answer, exchanged, report, text_of

SOURCE = "snapshots"

_KINDS: dict[str, StepKind] = {"llm": "llm", "tool": "tool", "session": "agent", "system": "system"}
_STATUSES: dict[str | None, StepStatus] = {"ok": "ok", "failed": "failed", None: "open"}
_CHARGES: dict[str | None, UsageKind] = {"llm": "llm", "tool": "tool"}
_EXIT = "agent:EXIT-"
_FINAL_REPORT = "final_report"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """A session of the file, with its place among the others."""

    node: SessionNode
    session_id: str
    parent_id: str | None
    root_id: str
    called: dict[str, str]
    """The id of an operation, and of the session that it opened."""

    def operations(self) -> Iterator[tuple[TurnNode, int, Operation]]:
        """Every operation, with its turn and its number there."""
        return ((turn, number, op) for turn in self.node.turns for number, op in enumerate(turn.ops, start=1))


def flatten(snapshot: Snapshot) -> Rows:
    """Return the rows of a snapshot: of its session, and of its sub-agents' at any depth."""
    visits = list(_visits(snapshot.op_tree))
    operations = [(visit, *place) for visit in visits for place in visit.operations()]
    return Rows(
        sessions=tuple(_session(visit) for visit in visits),
        turns=tuple(_turn(visit, turn) for visit in visits for turn in visit.node.turns),
        steps=tuple(_step(visit, turn, number, op) for visit, turn, number, op in operations),
        messages=tuple(message for visit in visits for message in (*_asked(visit), *_reported(visit))),
        usage=tuple(_usage(visit, turn, op, e) for visit, turn, _, op in operations for e in op.accounting),
        logs=tuple(_log(visit, turn, op, line) for visit, turn, _, op in operations for line in op.logs),
    )


def _visits(root: SessionNode) -> Iterator[_Visit]:
    """Yield every session of the file, parents before children."""
    taken: set[str] = set()
    root_id = _take_id(root, taken)
    waiting: list[tuple[SessionNode, str, str | None]] = [(root, root_id, None)]
    while waiting:
        node, session_id, parent_id = waiting.pop()
        called: dict[str, str] = {}
        for op in (op for turn in node.turns for op in turn.ops):
            if op.child_session is not None:
                called[op.op_id] = _take_id(op.child_session, taken)
                waiting.append((op.child_session, called[op.op_id], session_id))
        yield _Visit(node=node, session_id=session_id, parent_id=parent_id, root_id=root_id, called=called)


def _take_id(node: SessionNode, taken: set[str]) -> str:
    """Return a session's public id; a placeholder for a child that never started bears its parent's, so its own."""
    public = node.trace_id or node.id
    chosen = node.id if public in taken else public
    taken.add(chosen)
    return chosen


def _session(visit: _Visit) -> SessionRow:
    node = visit.node
    return SessionRow(
        source=SOURCE,
        session_id=visit.session_id,
        parent_session_id=visit.parent_id,
        root_session_id=visit.root_id,
        agent=node.agent_id,
        title=node.session_title or None,
        started_ms=whole(node.started_at),
        ended_ms=whole(node.ended_at),
        duration_ms=duration(node.started_at, node.ended_at),
        end_type=_end_type(visit),
        outcome=_outcome(node),
        error=node.error or None,
    )


def _end_type(visit: _Visit) -> str | None:
    """Return the reason that the runtime logged when it left the session, such as `FINAL-ANSWER`."""
    remotes = [line.remote_identifier or "" for _, _, op in visit.operations() for line in op.logs]
    exits = [remote.removeprefix(_EXIT) for remote in remotes if remote.startswith(_EXIT)]
    return exits[-1] if exits else None


def _outcome(node: SessionNode) -> Outcome:
    if node.success is not None:
        return "completed" if node.success else "failed"
    return "open" if node.ended_at is None else "unknown"


def _turn(visit: _Visit, turn: TurnNode) -> TurnRow:
    prompts = turn.attributes.prompts
    return TurnRow(
        source=SOURCE,
        session_id=visit.session_id,
        turn_id=turn.id,
        turn_index=turn.index,
        kind="system" if turn.attributes.system or turn.index == 0 else "turn",
        started_ms=whole(turn.started_at),
        ended_ms=whole(turn.ended_at),
        duration_ms=duration(turn.started_at, turn.ended_at),
        system_prompt=prompts.system if prompts else None,
        user_prompt=prompts.user if prompts else None,
    )


def _step(visit: _Visit, turn: TurnNode, number: int, op: Operation) -> StepRow:
    kind = _KINDS.get(op.kind, "other")
    attributes = op.attributes
    # A model's request is its whole conversation, again in every call: the turn's prompts stand for it.
    asked_model = kind == "llm"
    return StepRow(
        source=SOURCE,
        session_id=visit.session_id,
        step_id=op.op_id,
        turn_id=turn.id,
        step_index=number,
        kind=kind,
        name=attributes.name or (attributes.model if asked_model else attributes.label),
        namespace=attributes.provider,
        status=_STATUSES.get(op.status),
        error=reason(op),
        started_ms=whole(op.started_at),
        ended_ms=whole(op.ended_at),
        duration_ms=duration(op.started_at, op.ended_at),
        input_text=None if asked_model else exchanged(op.request),
        output_text=answer(op.response) if asked_model else exchanged(op.response),
        child_session_id=visit.called.get(op.op_id),
    )


def _asked(visit: _Visit) -> Iterator[MessageRow]:
    """Yield what the user asked, where it first appears and wherever it changes: every turn repeats it."""
    before: str | None = None
    for turn in visit.node.turns:
        prompt = turn.attributes.prompts.user if turn.attributes.prompts else None
        if prompt and prompt != before:
            before = prompt
            yield MessageRow(
                source=SOURCE,
                session_id=visit.session_id,
                message_id=f"{turn.id}/prompt",
                turn_id=turn.id,
                role="user",
                text=prompt,
                sent_ms=whole(turn.started_at),
            )


def _reported(visit: _Visit) -> Iterator[MessageRow]:
    """Yield what the agent answered: it hands in its answer by calling a tool."""
    for turn, _, op in visit.operations():
        handing_in = op.status == "ok" and (op.attributes.name or "").endswith(_FINAL_REPORT)
        handed_in = report(op.request) if handing_in else None
        if handed_in is not None:
            yield MessageRow(
                source=SOURCE,
                session_id=visit.session_id,
                message_id=f"{op.op_id}/report",
                turn_id=turn.id,
                role="agent",
                text=handed_in[0],
                content_type=handed_in[1],
                sent_ms=whole(op.started_at if op.ended_at is None else op.ended_at),
            )


def _usage(visit: _Visit, turn: TurnNode, op: Operation, entry: AccountingEntry) -> UsageRow:
    return UsageRow(
        source=SOURCE,
        session_id=visit.session_id,
        step_id=op.op_id,
        turn_id=turn.id,
        kind=_CHARGES.get(entry.type),
        provider=entry.provider or entry.mcp_server,
        model=entry.model or entry.command,
        served_provider=entry.actual_provider,
        served_model=entry.actual_model,
        status=_STATUSES.get(entry.status or ""),
        cost_usd=None if entry.cost_usd is None else float(entry.cost_usd),
        latency_ms=whole(entry.latency),
        stop_reason=entry.stop_reason,
        error=entry.error,
        chars_in=whole(entry.characters_in),
        chars_out=whole(entry.characters_out),
        at_ms=whole(entry.timestamp),
        binding="recorded",
        **asdict(tokens_of(entry)),
    )


def _log(visit: _Visit, turn: TurnNode, op: Operation, line: LogEntry) -> LogRow:
    return LogRow(
        source=SOURCE,
        session_id=visit.session_id,
        step_id=op.op_id,
        turn_id=turn.id,
        at_ms=whole(line.timestamp),
        severity=line.severity,
        message=line.message,
        fatal=line.fatal,
        stack=line.stack,
        remote=line.remote_identifier,
        details=text_of(line.details),
    )
