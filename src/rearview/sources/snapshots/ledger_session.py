"""From a ledger's lines to the structs of a tree.

Owns what the fields of version 3 mean in terms of version 2. What a ledger doesn't keep, such as logs, is left out:
nothing is made up.
"""

from collections.abc import Iterable
from typing import TypeAlias

from msgspec import Raw, json
from msgspec.structs import replace

from rearview.sources.snapshots.format import (
    AccountingEntry,
    ChildSessionRef,
    Exchange,
    Operation,
    OperationAttributes,
    PayloadRef,
    Reasoning,
    SessionNode,
    StepNode,
    Tokens,
    Totals,
    TurnNode,
)
from rearview.sources.snapshots.instant import milliseconds
from rearview.sources.snapshots.ledger import Ledger
from rearview.sources.snapshots.ledger_format import LedgerOperation, LedgerRecord, LedgerSums
from rearview.sources.snapshots.ledger_reasons import reasons

Children: TypeAlias = dict[str, SessionNode]
"""Sessions by the id under which they are referred to; each is taken out once it hangs in its place."""

_DONE = ("ok", "failed")
_ENDS = ("session_summary", "session_error")


def session_of(ledger: Ledger, children: Children) -> SessionNode:
    """Return a ledger's session, with those of its sub-agents that are given."""
    start = next((r for r in ledger.records if r.record_type == "session_start"), None)
    end = next((r for r in reversed(ledger.records) if r.record_type in _ENDS), None)
    return SessionNode(
        id=ledger.session_id,
        trace_id=ledger.session_id,
        agent_id=start.agent_id if start else None,
        call_path=start.call_path if start else None,
        headend_id=start.headend_id if start else None,
        started_at=milliseconds(start.ts) if start else None,
        ended_at=milliseconds(end.ts) if end else None,
        success=_success(end) if end else None,
        error=end.error if end else None,
        totals=_totals(end.accounting) if end and end.accounting else None,
        final_report=end.final_report if end else None,
        turns=tuple(_turns(ledger, children)),
        steps=tuple(_beside(ledger, children)),
    )


def children_of(ledger: Ledger) -> list[ChildSessionRef]:
    """Return what a ledger says about sub-agents' sessions, each once."""
    named = {ref.session_id: ref for record in ledger.records for ref in record.child_sessions}
    held = {ref.session_id: ref for r in ledger.records for op in r.ops for ref in op.child_sessions}
    return list({**named, **held}.values())


def _success(end: LedgerRecord) -> bool | None:
    if end.record_type == "session_error":
        return False
    return end.status == "ok" if end.status in _DONE else None


def _totals(sums: LedgerSums) -> Totals:
    return Totals(
        tokens_in=sums.tokens_in,
        tokens_out=sums.tokens_out,
        tokens_cache_read=sums.tokens_cache_read,
        tokens_cache_write=sums.tokens_cache_write,
        cost_usd=sums.cost_usd,
    )


def _turns(ledger: Ledger, children: Children) -> list[TurnNode]:
    """Return the turns by their number; the attempts at one turn are one turn."""
    turns: dict[int, TurnNode] = {}
    for record in ledger.records:
        if record.turn is None:
            continue
        turn = turns.get(record.turn) or TurnNode(
            id=f"{ledger.session_id}/turn-{record.turn}", index=record.turn
        )
        if record.record_type == "turn_start":
            turn = _started(turn, record)
        elif record.record_type == "turn_end":
            turn = _ended(turn, record, children)
        turns[record.turn] = turn
    return list(turns.values())


def _started(turn: TurnNode, record: LedgerRecord) -> TurnNode:
    first = milliseconds(record.ts) if turn.started_at is None else turn.started_at
    return replace(turn, started_at=first, attempt=record.attempt or turn.attempt)


def _ended(turn: TurnNode, record: LedgerRecord, children: Children) -> TurnNode:
    told = reasons(record)
    ops = (op for it in record.ops for op in _operations(it, children, told.get(it.op_id)))
    return replace(
        turn,
        ended_at=milliseconds(record.ts) if record.status != "running" else None,
        status=record.status,
        ops=(*turn.ops, *ops),
        warnings=(*turn.warnings, *record.warnings),
        errors=(*turn.errors, *record.errors),
    )


def _operations(written: LedgerOperation, children: Children, reason: str | None) -> Iterable[Operation]:
    """Yield an operation, and again for every further session that it opened: an operation holds one."""
    refs: tuple[ChildSessionRef | None, ...] = written.child_sessions or (None,)
    whole = Operation(
        op_id=written.op_id,
        kind=written.kind,
        started_at=milliseconds(written.started_at),
        ended_at=milliseconds(written.ended_at),
        status=written.status if written.status in _DONE else None,
        attributes=_attributes(written, reason),
        accounting=(_charge(written, written.accounting),) if written.accounting else (),
        request=_exchange(written, "request"),
        response=_exchange(written, "response"),
        reasoning=_reasoning(written),
    )
    for number, ref in enumerate(refs):
        if number == 0:
            yield _calling(whole, ref, children)
        else:
            yield _calling(
                Operation(
                    op_id=f"{written.op_id}/{number + 1}", kind=written.kind, attributes=whole.attributes
                ),
                ref,
                children,
            )


def _calling(operation: Operation, ref: ChildSessionRef | None, children: Children) -> Operation:
    """Return an operation with the session that it opened, or with what is known of it."""
    if ref is None:
        return operation
    child = children.pop(ref.session_id or "", None)
    return replace(operation, child_session=child, child_session_ref=ref)


def _attributes(written: LedgerOperation, reason: str | None) -> OperationAttributes:
    own = written.attributes
    return replace(
        own,
        name=own.name or written.name,
        provider=own.provider or written.provider,
        model=own.model or written.model,
        error=own.error or written.error or reason,
        latency=written.duration_ms if own.latency is None else own.latency,
    )


def _charge(written: LedgerOperation, sums: LedgerSums) -> AccountingEntry:
    return AccountingEntry(
        type=written.kind,
        timestamp=milliseconds(written.ended_at),
        status=written.status,
        latency=written.duration_ms,
        provider=written.provider,
        model=written.model,
        cost_usd=sums.cost_usd,
        tokens=Tokens(
            input_tokens=sums.tokens_in,
            output_tokens=sums.tokens_out,
            cache_read_input_tokens=sums.tokens_cache_read,
            cache_write_input_tokens=sums.tokens_cache_write,
        ),
    )


def _exchange(written: LedgerOperation, side: str) -> Exchange | None:
    """Return what an operation sent or got back, in the form in which trees name payloads that lie in files."""
    refs = {ref.kind: ref for ref in written.payload_refs}
    main = refs.get(f"llm_{side}") or refs.get(f"tool_{side}")
    sdk = refs.get(f"sdk_{side}")
    payload: dict[str, object] = {}
    if main is not None:
        payload["ref"] = main
    if sdk is not None:
        payload["sdk"] = {"format": sdk.format, "ref": sdk}
    if not payload:
        return None
    return Exchange(
        payload=Raw(json.encode(payload)),
        kind=written.kind if side == "request" else None,
        size=main.original_bytes if main else None,
        truncated=main.truncated if main else None,
    )


def _reasoning(written: LedgerOperation) -> Reasoning | None:
    refs: list[PayloadRef] = [ref for ref in written.payload_refs if ref.kind == "reasoning_stream"]
    return Reasoning(ref=refs[0]) if refs else None


def _beside(ledger: Ledger, children: Children) -> Iterable[StepNode]:
    """Yield a step that holds the sub-agents which no operation says it called."""
    held = {ref.session_id for r in ledger.records for op in r.ops for ref in op.child_sessions}
    homeless = [ref for ref in children_of(ledger) if ref.session_id not in held]
    if homeless:
        ops = tuple(
            _calling(
                Operation(
                    op_id=f"{ledger.session_id}/child-{ref.session_id}",
                    kind="session",
                    attributes=OperationAttributes(name=ref.agent_id),
                ),
                ref,
                children,
            )
            for ref in homeless
        )
        yield StepNode(id=f"{ledger.session_id}/beside", kind="internal", ops=ops)
