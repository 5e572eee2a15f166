"""What a tree amounts to, so that two can be compared as wholes."""

from dataclasses import dataclass
from itertools import chain
from math import fsum

from rearview.model.session import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A tree in numbers, sub-agents included."""

    session_id: str
    agent: str | None
    agent_version: str | None
    outcome: str | None
    duration_ms: int | None
    """Of the session that the tree is about."""
    sessions: int
    turns: int
    steps: int
    model_calls: int
    tool_calls: int
    failed_steps: int
    tokens_in: int | None
    tokens_out: int | None
    cost_usd: float | None
    """Of the calls whose price is known; null where none is."""


def totals(tree: Tree) -> Totals:
    """Return what a tree amounts to."""
    root, steps = tree.root, list(tree.steps())
    turns = [turn for session in tree.sessions for turn in session.turns]
    held = (*(session.usage for session in tree.sessions), *(turn.usage for turn in turns))
    usage = list(chain(*held, *(step.usage for step in steps)))
    prices = [charge.cost_usd for charge in usage if charge.cost_usd is not None]
    return Totals(
        session_id=root.session_id,
        agent=root.agent,
        agent_version=root.agent_version,
        outcome=root.outcome,
        duration_ms=root.duration_ms,
        sessions=len(tree.sessions),
        turns=sum(turn.kind == "turn" for turn in turns),
        steps=len(steps),
        model_calls=sum(step.kind == "llm" for step in steps),
        tool_calls=sum(step.kind == "tool" for step in steps),
        failed_steps=sum(step.status == "failed" for step in steps),
        tokens_in=_sum([charge.tokens_in for charge in usage]),
        tokens_out=_sum([charge.tokens_out for charge in usage]),
        cost_usd=fsum(prices) if prices else None,
    )


def _sum(amounts: list[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
