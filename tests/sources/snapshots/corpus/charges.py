"""Writes charges down as recorders do: they stand in trees, and once more in the ledger of charges beside them."""

from typing import Any

from tests.sources.snapshots.corpus.story import Charge, ModelCall, Operation, Session, Story, ToolCall
from tests.sources.snapshots.corpus.sums import is_charged

Written = dict[str, Any]


def accounting(story: Story, session: Session, op: Operation) -> list[Written]:
    """Return the charges for an operation, in the form that the ledger of charges has too."""
    if isinstance(op, ModelCall) and is_charged(story, op):
        entry = _model_charge(op)
    elif isinstance(op, ToolCall) and op.ending != "open":
        entry = _tool_charge(op)
    else:
        return []
    names = {"agentId": session.agent, "callPath": call_path(story, session.path)}
    ids = {"txnId": session.session_id, "originTxnId": story.root.session_id}
    return [{**entry, **names, **ids}]


def _model_charge(op: ModelCall) -> Written:
    failure, charge = op.failure, op.charge or Charge()
    return known(
        type="llm",
        timestamp=op.ended,
        status=op.ending,
        latency=op.latency,
        provider=op.provider,
        model=op.model,
        actualProvider=op.served[0] if op.served else None,
        actualModel=op.served[1] if op.served else None,
        costUsd=charge.cost,
        stopReason=None if failure else charge.stop,
        tokens=_tokens(charge, op.began),
        error=(failure.code or failure.words) if failure else None,
    )


def _tokens(charge: Charge, chance: int) -> Written:
    """Return the tokens, those that a cache held under the older name or the newer."""
    went_in = charge.fresh + (charge.cache_read + charge.cache_write if charge.counts_cached_in else 0)
    total = charge.fresh + charge.written + charge.cache_read + charge.cache_write
    held = "cachedTokens" if chance % 2 else "cacheReadInputTokens"
    return {
        "inputTokens": went_in,
        "outputTokens": charge.written,
        held: charge.cache_read,
        "cacheWriteInputTokens": charge.cache_write,
        "totalTokens": total,
    }


def _tool_charge(op: ToolCall) -> Written:
    failure = op.failure
    return known(
        type="tool",
        timestamp=op.began,
        status=op.ending,
        latency=op.latency,
        mcpServer=op.namespace,
        command=op.name,
        charactersIn=op.given_bytes,
        charactersOut=len(op.result),
        error=failure.words if failure and failure.where == "charge" else None,
    )


def call_path(story: Story, agents: tuple[str, ...]) -> str:
    """Return a call path: older recorders wrote each call before the agent that it called."""
    if not story.old_names:
        return ":".join(agents)
    first, *others = agents
    return "->".join([first, *(step for agent in others for step in (f"agent__{agent}", agent))])


def known(**fields: Any) -> Written:
    """Return the fields that have a value; the recorder leaves the others out."""
    return {name: value for name, value in fields.items() if value is not None}
