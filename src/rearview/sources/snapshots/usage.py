"""The charges of a snapshot, each with the step that it paid for."""

from rearview.model.tables import UsageKind
from rearview.sources.snapshots.charge import tokens_of
from rearview.sources.snapshots.number import amount, wholes
from rearview.sources.snapshots.places import Places
from rearview.sources.snapshots.rows import SOURCE, Columns
from rearview.sources.snapshots.steps import STATUSES

_KINDS: dict[str | None, UsageKind] = {"llm": "llm", "tool": "tool"}


def usage(places: Places) -> Columns:
    """Return the table of charges."""
    at = [place for place in places.steps for _ in place.op.accounting]
    entries = [entry for place in places.steps for entry in place.op.accounting]
    tokens = [tokens_of(entry) for entry in entries]
    return {
        "source": [SOURCE] * len(at),
        "session_id": [place.session_id for place in at],
        "step_id": [place.step_id for place in at],
        "turn_id": [place.turn_id for place in at],
        "kind": [_KINDS.get(entry.type) for entry in entries],
        "provider": [entry.provider or entry.mcp_server for entry in entries],
        "model": [entry.model or entry.command for entry in entries],
        "served_provider": [entry.actual_provider for entry in entries],
        "served_model": [entry.actual_model for entry in entries],
        "status": [STATUSES.get(entry.status or "") for entry in entries],
        "tokens_in": [count.tokens_in for count in tokens],
        "tokens_out": [count.tokens_out for count in tokens],
        "tokens_cache_read": [count.tokens_cache_read for count in tokens],
        "tokens_cache_write": [count.tokens_cache_write for count in tokens],
        "cost_usd": [amount(entry.cost_usd) for entry in entries],
        "latency_ms": wholes([entry.latency for entry in entries]),
        "stop_reason": [entry.stop_reason for entry in entries],
        "error": [entry.error for entry in entries],
        "chars_in": wholes([entry.characters_in for entry in entries]),
        "chars_out": wholes([entry.characters_out for entry in entries]),
        "at_ms": wholes([entry.timestamp for entry in entries]),
        "binding": ["recorded"] * len(at),
    }
