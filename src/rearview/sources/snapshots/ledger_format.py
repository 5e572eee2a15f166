"""What a ledger of version 3 holds, line by line, as far as Rearview uses it.

Owns the names and types of foreign JSON; it must never say what a field means. Fields that aren't listed are skipped.
"""

from msgspec import Raw

from rearview.sources.snapshots.format import (
    NOTHING,
    ChildSessionRef,
    Form,
    Number,
    OperationAttributes,
    PayloadRef,
    SessionReport,
)


class LedgerSums(Form, frozen=True, gc=False):
    """What an operation, a turn or a session was charged for; a cost of zero is left out, as an unknown one is."""

    tokens_in: Number | None = None
    tokens_out: Number | None = None
    tokens_cache_read: Number | None = None
    tokens_cache_write: Number | None = None
    cost_usd: Number | None = None


class LedgerOperation(Form, frozen=True, gc=False):
    """One operation, without its logs; its payloads lie in files of their own."""

    op_id: str
    kind: str
    op_index: Number | None = None
    status: str | None = None
    started_at: str | None = None
    ended_at: str | None = None
    duration_ms: Number | None = None
    name: str | None = None
    provider: str | None = None
    model: str | None = None
    error: str | None = None
    payload_refs: tuple[PayloadRef, ...] = ()
    child_sessions: tuple[ChildSessionRef, ...] = ()
    accounting: LedgerSums | None = None
    attributes: OperationAttributes = OperationAttributes()


class LedgerRecord(Form, frozen=True, gc=False):
    """One line; which fields are there depends on its type."""

    record_type: str
    session_id: str
    version: int | None = None
    seq: Number | None = None
    ts: str | None = None
    origin_id: str | None = None
    agent_id: str | None = None
    call_path: str | None = None
    parent_session_id: str | None = None
    parent_op_id: str | None = None
    headend_id: str | None = None
    attributes: Raw = NOTHING
    turn: int | None = None
    attempt: int | None = None
    status: str | None = None
    ops: tuple[LedgerOperation, ...] = ()
    accounting: LedgerSums | None = None
    warnings: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    child_sessions: tuple[ChildSessionRef, ...] = ()
    final_report: SessionReport | None = None
    error: str | None = None
