"""The turns of a run, and the work beside them: what each did, how long it took and what it took."""

from dataclasses import dataclass

from rearview.model.tables import TurnKind
from rearview.sources.snapshots.answers.operations import exact
from rearview.sources.snapshots.answers.scope import agent_of
from rearview.sources.snapshots.number import duration, whole
from rearview.sources.snapshots.places import Places, StepPlace, TurnPlace
from rearview.sources.snapshots.steps import status
from rearview.sources.snapshots.totals import Amounts, SessionTotals, totals
from rearview.sources.snapshots.turns import kind, label


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRow:
    """One turn; what sub-agents took that it called is in the inclusive amounts alone."""

    session_id: str
    agent: str
    depth: int
    turn: str
    turn_id: str
    kind: TurnKind
    label: str | None
    started_ms: int | None
    ended_ms: int | None
    duration_ms: int | None
    operations: int
    llm: int
    tools: int
    agents: int
    retries: int
    """Model calls beyond the first try."""
    failed: int
    tokens_in: int
    tokens_out: int
    tokens_cache_read: int
    tokens_cache_write: int
    cost_usd: float | None
    unpriced: int
    """Model calls that took tokens, and whose cost wasn't recorded."""
    inclusive_tokens_in: int
    inclusive_tokens_out: int
    inclusive_cost_usd: float | None
    inclusive_unpriced: int


def turns(places: Places, whole_run: Places) -> list[TurnRow]:
    """Return the turns of a part of a run."""
    called = {held.session.session_id: held for held in totals(whole_run)}
    steps: dict[str, list[StepPlace]] = {turn.turn_id: [] for turn in places.turns}
    for step in places.steps:
        steps[step.turn_id].append(step)
    return [_row(turn, steps[turn.turn_id], called) for turn in places.turns]


def _row(turn: TurnPlace, steps: list[StepPlace], called: dict[str, SessionTotals]) -> TurnRow:
    own, inclusive = Amounts(), Amounts()
    for step in steps:
        for entry in step.op.accounting:
            own.charge(entry)
        if step.child_id in called:
            inclusive.add(called[step.child_id].inclusive)
    inclusive.add(own)
    kinds = [step.op.kind for step in steps]
    return TurnRow(
        session_id=turn.session.session_id,
        agent=agent_of(turn.session),
        depth=turn.session.depth,
        turn=turn.mark,
        turn_id=turn.turn_id,
        kind=kind(turn.node),
        label=label(turn.node),
        started_ms=whole(turn.node.started_at),
        ended_ms=whole(turn.node.ended_at),
        duration_ms=duration(turn.node.started_at, turn.node.ended_at),
        operations=len(steps),
        llm=kinds.count("llm"),
        tools=kinds.count("tool"),
        agents=kinds.count("session"),
        retries=sum((step.attempt or 1) > 1 for step in steps),
        failed=sum(status(step.op) == "failed" for step in steps),
        tokens_in=own.tokens_in,
        tokens_out=own.tokens_out,
        tokens_cache_read=own.tokens_cache_read,
        tokens_cache_write=own.tokens_cache_write,
        cost_usd=money(own),
        unpriced=own.unpriced,
        inclusive_tokens_in=inclusive.tokens_in,
        inclusive_tokens_out=inclusive.tokens_out,
        inclusive_cost_usd=money(inclusive),
        inclusive_unpriced=inclusive.unpriced,
    )


def money(amounts: Amounts) -> float | None:
    """Return what was paid as far as that is known, without the noise of binary fractions."""
    return None if amounts.cost_usd is None else exact(amounts.cost_usd)
