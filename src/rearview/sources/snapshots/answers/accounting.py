"""What a run was charged: by model, agent, tool, turn, or charge by charge.

Owns how charges are gathered. A cost that nobody recorded is unknown, never zero: calls without one are counted.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rearview.sources.snapshots.answers.scope import agent_of
from rearview.sources.snapshots.answers.turns import money
from rearview.sources.snapshots.format import AccountingEntry
from rearview.sources.snapshots.number import whole
from rearview.sources.snapshots.places import Places, StepPlace
from rearview.sources.snapshots.totals import Amounts

By: TypeAlias = Literal["model", "provider", "agent", "tool", "turn"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One charge, and the step that it paid for."""

    step: StepPlace
    entry: AccountingEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSum:
    """What was charged for some calls: those of models, and in a ledger those of a tool, which take no tokens."""

    name: str
    calls: int
    failed: int
    tokens_in: int
    tokens_out: int
    tokens_cache_read: int
    tokens_cache_write: int
    cache_share: float | None
    """Of the tokens that models read, how many came from a cache."""
    cost_usd: float | None
    cost_share: float | None
    unpriced: int
    """Calls that took tokens, and whose cost wasn't recorded: a price is missing."""
    unanswered: int
    """Calls that took neither tokens nor money: attempts that failed."""
    latency_ms: int
    slowest_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolSum:
    """What was charged for some tool calls."""

    name: str
    provider: str | None
    calls: int
    failed: int
    chars_in: int
    chars_out: int
    latency_ms: int
    slowest_ms: int | None


class Tally:
    """The sum of some charges, which grows as they come in."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.amounts = Amounts()
        self.calls = 0
        self.failed = 0
        self.latency_ms = 0
        self.slowest_ms: int | None = None

    def add(self, entry: AccountingEntry) -> None:
        """Take one charge in."""
        self.amounts.charge(entry)
        self.calls += 1
        self.failed += entry.status == "failed"
        latency = whole(entry.latency)
        if latency is not None:
            self.latency_ms += latency
            self.slowest_ms = max(latency, self.slowest_ms or 0)

    def row(self, paid: float | None = None) -> ModelSum:
        """Return the sum, and which share it is of all that was paid."""
        own = self.amounts
        return ModelSum(
            name=self.name,
            calls=self.calls,
            failed=self.failed,
            tokens_in=own.tokens_in,
            tokens_out=own.tokens_out,
            tokens_cache_read=own.tokens_cache_read,
            tokens_cache_write=own.tokens_cache_write,
            cache_share=cache_share(own),
            cost_usd=money(own),
            cost_share=own.known_cost_usd / paid if paid and own.cost_usd is not None else None,
            unpriced=own.unpriced,
            unanswered=own.unanswered,
            latency_ms=self.latency_ms,
            slowest_ms=self.slowest_ms,
        )


def charges(places: Places) -> list[Charge]:
    """Return the charges of a part of a run, in order of the file."""
    return [Charge(step=step, entry=entry) for step in places.steps for entry in step.op.accounting]


def models(found: Iterable[Charge], by: By) -> list[ModelSum]:
    """Return what model calls were charged, gathered, the dearest first; turns stay in their order."""
    calls = [charge for charge in found if charge.entry.type == "llm"]
    tallies: dict[str, Tally] = {}
    for charge in calls:
        key = _KEYS[by](charge)
        if key not in tallies:
            tallies[key] = Tally(_turn(charge) if by == "turn" else key)
        tallies[key].add(charge.entry)
    paid = sums(charge.entry for charge in calls).cost_usd
    rows = [tally.row(paid) for tally in tallies.values()]
    return rows if by == "turn" else dearest_first(rows)


def dearest_first(rows: Iterable[ModelSum]) -> list[ModelSum]:
    """Return sums in the order in which they matter."""
    return sorted(rows, key=lambda row: (-(row.cost_usd or 0), -row.tokens_in, -row.calls, row.name))


def tools(found: Iterable[Charge]) -> list[ToolSum]:
    """Return what tool calls were charged, by tool, the most called first."""
    groups = _gathered((charge for charge in found if charge.entry.type == "tool"), _tool)
    return sorted((_tool_sum(name, group) for name, group in groups.items()), key=lambda row: -row.calls)


def sums(entries: Iterable[AccountingEntry]) -> Amounts:
    """Return the sum of some charges."""
    amounts = Amounts()
    for entry in entries:
        amounts.charge(entry)
    return amounts


def cache_share(amounts: Amounts) -> float | None:
    """Return how much of what models read came from a cache; unknown where they read nothing."""
    read = amounts.tokens_in + amounts.tokens_cache_read + amounts.tokens_cache_write
    return amounts.tokens_cache_read / read if read else None


def served(entry: AccountingEntry) -> str:
    """Return which model was asked, and by which it was served where a router chose that."""
    asked = "/".join(filter(None, (entry.provider, entry.model))) or "unknown"
    chosen = "/".join(filter(None, (entry.actual_provider, entry.actual_model)))
    return f"{asked} > {chosen}" if chosen and chosen != asked else asked


def _gathered(found: Iterable[Charge], key: Callable[[Charge], str]) -> dict[str, list[Charge]]:
    groups: dict[str, list[Charge]] = {}
    for charge in found:
        groups.setdefault(key(charge), []).append(charge)
    return groups


def _tool_sum(name: str, group: list[Charge]) -> ToolSum:
    entries = [charge.entry for charge in group]
    latencies = _latencies(entries)
    return ToolSum(
        name=name,
        provider=entries[0].mcp_server,
        calls=len(entries),
        failed=sum(entry.status == "failed" for entry in entries),
        chars_in=sum(whole(entry.characters_in) or 0 for entry in entries),
        chars_out=sum(whole(entry.characters_out) or 0 for entry in entries),
        latency_ms=sum(latencies),
        slowest_ms=max(latencies, default=None),
    )


def _latencies(entries: Iterable[AccountingEntry]) -> list[int]:
    return [latency for entry in entries if (latency := whole(entry.latency)) is not None]


def _tool(charge: Charge) -> str:
    return charge.entry.command or "unknown"


def _turn(charge: Charge) -> str:
    turn = charge.step.turn
    return f"{agent_of(turn.session)} {turn.mark}"


_KEYS: dict[By, Callable[[Charge], str]] = {
    "model": lambda charge: served(charge.entry),
    "provider": lambda charge: charge.entry.provider or "unknown",
    "agent": lambda charge: agent_of(charge.step.turn.session),
    "turn": lambda charge: charge.step.turn_id,
}
