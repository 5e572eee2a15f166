"""What the sessions of a snapshot took: tokens, money, tools and agents, counted anew from their charges.

Owns the difference between what a session took itself and what it took with all that it called, and between both and
the totals that the recorder wrote. A cost that nobody recorded is unknown, never zero: calls without one are counted.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields

from rearview.sources.snapshots.charge import tokens_of
from rearview.sources.snapshots.format import AccountingEntry, Totals
from rearview.sources.snapshots.number import amount, whole
from rearview.sources.snapshots.places import Places, SessionPlace

_ROUNDING = 0.00005
"""The recorder rounds money to four decimals."""
_NOISE = 1e-9


@dataclass(slots=True, kw_only=True)
class Amounts:
    """Sums over the charges and steps of one session, or of several."""

    tokens_in: int = 0
    """Read by models and not taken from a cache."""
    tokens_out: int = 0
    tokens_cache_read: int = 0
    tokens_cache_write: int = 0
    known_cost_usd: float = 0.0
    """What the calls cost whose cost was recorded."""
    calls: int = 0
    """Model calls that were charged."""
    priced: int = 0
    """Those of them whose cost was recorded."""
    unpriced: int = 0
    """Those that took tokens, and whose cost wasn't recorded: a price is missing."""
    unanswered: int = 0
    """Those that took neither tokens nor money: attempts that failed."""
    corrected: int = 0
    """Those that counted cached tokens twice, and were corrected."""
    tools_run: int = 0
    agents_run: int = 0
    """Sessions, this one included."""
    absent: int = 0
    """Sub-agents whose sessions the file names and doesn't hold; nothing of theirs is counted."""

    @property
    def cost_usd(self) -> float | None:
        """What it cost as far as that was recorded; None where it wasn't at all."""
        return self.known_cost_usd if self.priced else None

    def add(self, other: "Amounts") -> None:
        """Add what another took."""
        for held in fields(self):
            setattr(self, held.name, getattr(self, held.name) + getattr(other, held.name))

    def charge(self, entry: AccountingEntry) -> None:
        """Add a charge; a tool's is in characters, which nobody pays for."""
        if entry.type != "llm":
            return
        count, cost = tokens_of(entry), amount(entry.cost_usd)
        took = (count.tokens_in, count.tokens_out, count.tokens_cache_read, count.tokens_cache_write)
        self.tokens_in += count.tokens_in or 0
        self.tokens_out += count.tokens_out or 0
        self.tokens_cache_read += count.tokens_cache_read or 0
        self.tokens_cache_write += count.tokens_cache_write or 0
        self.known_cost_usd += cost or 0.0
        self.calls += 1
        self.priced += cost is not None
        self.unpriced += cost is None and any(took)
        self.unanswered += cost is None and not any(took)
        self.corrected += count.corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An amount that the recorder's totals state otherwise, by more than rounding explains."""

    amount: str
    """Its name in `Amounts`."""
    recorded: float
    recounted: float | None
    """None where it can't be told: no call's cost was recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTotals:
    """What one session took."""

    session: SessionPlace
    own: Amounts
    """By its own steps."""
    inclusive: Amounts
    """With all that it called, at any depth."""
    recorded: Totals | None
    """As the recorder wrote it, which is inclusive; never to be added up."""
    differences: tuple[Difference, ...]
    """Between the recorded totals and the inclusive amounts."""


def totals(places: Places) -> list[SessionTotals]:
    """Return what each session of a file took, parents before children."""
    own = _own(places)
    inclusive = _inclusive(places, own)
    return [
        SessionTotals(
            session=place,
            own=own[place.session_id],
            inclusive=inclusive[place.session_id],
            recorded=place.node.totals,
            differences=tuple(_differences(place.node.totals, inclusive[place.session_id])),
        )
        for place in places.sessions
    ]


def _own(places: Places) -> dict[str, Amounts]:
    own = {place.session_id: Amounts(agents_run=1) for place in places.sessions}
    for step in places.steps:
        amounts = own[step.session_id]
        amounts.tools_run += step.op.kind == "tool"
        for entry in step.op.accounting:
            amounts.charge(entry)
    for absent in places.absent:
        own[absent.caller.session_id].absent += 1
    return own


def _inclusive(places: Places, own: dict[str, Amounts]) -> dict[str, Amounts]:
    """Add every session to the one that called it; children stand after their parents, so backwards sums are whole."""
    sums: defaultdict[str, Amounts] = defaultdict(Amounts)
    for place in reversed(places.sessions):
        sums[place.session_id].add(own[place.session_id])
        if place.depth > 0 and place.parent_id is not None:
            sums[place.parent_id].add(sums[place.session_id])
    return sums


def _differences(recorded: Totals | None, counted: Amounts) -> Iterator[Difference]:
    if recorded is None:
        return
    for name in ("tokens_in", "tokens_out", "tokens_cache_read", "tokens_cache_write", "tools_run"):
        written, recounted = whole(getattr(recorded, name)), getattr(counted, name)
        if written not in (None, recounted):
            yield Difference(amount=name, recorded=written, recounted=recounted)
    agents = whole(recorded.agents_run)
    # The recorder counts placeholders as agents.
    if agents is not None and not 0 <= agents - counted.agents_run <= counted.absent:
        yield Difference(amount="agents_run", recorded=agents, recounted=counted.agents_run)
    cost = amount(recorded.cost_usd)
    if cost is not None and _differs(cost, counted):
        yield Difference(amount="cost_usd", recorded=cost, recounted=counted.cost_usd)


def _differs(cost: float, counted: Amounts) -> bool:
    """Whether a recorded cost isn't what was counted; zero is no true account of calls whose prices are missing."""
    if counted.priced == 0 and counted.unpriced > 0:
        return True
    return abs(cost - counted.known_cost_usd) > _ROUNDING + _NOISE
