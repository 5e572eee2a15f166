"""The model calls of a run: which model answered, how full its context was, what each took."""

from dataclasses import dataclass

from msgspec import DecodeError, Struct, json

from rearview.sources.snapshots.answers.operations import OperationRow
from rearview.sources.snapshots.charge import tokens_of
from rearview.sources.snapshots.format import AccountingEntry, Number, Operation
from rearview.sources.snapshots.number import whole
from rearview.sources.snapshots.places import Places


class _Details(Struct, frozen=True, gc=False):
    """What a model call's log says about its context."""

    ctx_tokens: Number | None = None
    expected_tokens: Number | None = None
    context_window: Number | None = None
    context_pct: Number | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """One model call; retries are calls of their own."""

    session_id: str
    agent: str
    turn: str
    path: str
    op_id: str
    attempt: int | None
    provider: str | None
    model: str | None
    """Which was asked."""
    served_provider: str | None
    served_model: str | None
    """Which answered, where a router chose it."""
    status: str | None
    error: str | None
    stop_reason: str | None
    is_final_turn: bool | None
    started_ms: int | None
    duration_ms: int | None
    latency_ms: int | None
    request_bytes: int | None
    response_bytes: int | None
    expected_tokens: int | None
    """How many tokens the recorder expected to send."""
    context_window: int | None
    context_percent: float | None
    tokens_in: int | None
    tokens_out: int | None
    tokens_cache_read: int | None
    tokens_cache_write: int | None
    cost_usd: float | None


def model_calls(places: Places, rows: list[OperationRow]) -> list[ModelCall]:
    """Return the model calls among some rows."""
    ops = {step.step_id: step.op for step in places.steps}
    return [_call(row, ops[row.op_id]) for row in rows if row.kind == "llm"]


def _call(row: OperationRow, op: Operation) -> ModelCall:
    details = _context(op)
    entry = op.accounting[-1] if op.accounting else None
    count = tokens_of(entry or AccountingEntry())
    return ModelCall(
        session_id=row.session_id,
        agent=row.agent,
        turn=row.turn,
        path=row.path,
        op_id=row.op_id,
        attempt=row.attempt,
        provider=(entry.provider if entry else None) or op.attributes.provider,
        model=(entry.model if entry else None) or op.attributes.model,
        served_provider=entry.actual_provider if entry else None,
        served_model=entry.actual_model if entry else None,
        status=row.status,
        error=row.error,
        stop_reason=entry.stop_reason if entry else None,
        is_final_turn=op.attributes.is_final_turn,
        started_ms=row.started_ms,
        duration_ms=row.duration_ms,
        latency_ms=row.latency_ms,
        request_bytes=row.request_bytes,
        response_bytes=row.response_bytes,
        expected_tokens=whole(details.expected_tokens),
        context_window=whole(details.context_window),
        context_percent=_percent(details),
        tokens_in=row.tokens_in,
        tokens_out=row.tokens_out,
        tokens_cache_read=count.tokens_cache_read,
        tokens_cache_write=count.tokens_cache_write,
        cost_usd=row.cost_usd,
    )


def _context(op: Operation) -> _Details:
    """Return the first words of the log on how full the context is."""
    for line in op.logs:
        written = bytes(line.details)
        if b"context_window" in written or b"expected_tokens" in written:
            try:
                return json.decode(written, type=_Details)
            except (DecodeError, UnicodeDecodeError):
                continue
    return _Details()


def _percent(details: _Details) -> float | None:
    if details.expected_tokens and details.context_window:
        return round(100 * details.expected_tokens / details.context_window, 1)
    return details.context_pct
