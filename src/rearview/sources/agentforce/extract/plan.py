"""Which cells a run reads, and in which order. Pure: it knows a ledger, a source and what time it is.

A cell keeps the window it was first read with; new ones are tiled into the time between. Whatever one table of a lake
covers, all of them are to cover: so a cell that failed, and a table that an org got later, are found again.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rearview.lake.grid import DAY_MS, Cell, Window
from rearview.lake.ledger import Entry, Ledger
from rearview.lake.settle import LADDER, Ladder
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.gateway import NEEDS as AUDIT
from rearview.sources.agentforce.extract.credits import of_rows
from rearview.sources.agentforce.extract.period import DAYS
from rearview.sources.agentforce.extract.probe import Source
from rearview.sources.agentforce.extract.tiling import expected_rows, tiles, width_ms

Reason = Literal["new", "due", "open", "again", "staged"]
"""Why a cell is read: for the first time, as its rung says, as its window isn't over, as asked, or half read already."""

TRUST_LAYER = tuple(folder for folder, dmo in CATALOG.items() if dmo.needs == AUDIT)
"""The tables that judge what models wrote, and those that lead from there to a session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One cell to read."""

    table: str
    window: Window | None
    """None for the cell of rows without a time."""
    reason: Reason

    @property
    def cell(self) -> Cell:
        """The cell's name."""
        return Cell(self.table, None if self.window is None else self.window.start_ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cells that are committed together: no other cell of the plan reaches into their span of time."""

    window: Window | None
    units: tuple[Unit, ...]
    """In the order in which they are committed: children before parents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a plan will fetch, as far as the lake has seen the like."""

    rows: int
    unknown: int
    """How many cells are of tables of which nothing is known yet; they aren't in the rows."""

    @property
    def credits(self) -> float:
        """The credits that this is estimated to take."""
        return of_rows(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run reads."""

    groups: tuple[Group, ...]
    """In order of time; the cells of rows without a time come last."""
    settled: int = 0
    """How many cells of the period are left out because they won't change any more."""

    @property
    def units(self) -> Iterator[Unit]:
        """All its cells in their order."""
        return (unit for group in self.groups for unit in group.units)

    def estimate(self, ledger: Ledger) -> Estimate:
        """Return how many rows are to be expected, by what a lake has seen."""
        known = [expected_rows(ledger, unit.cell, unit.window) for unit in self.units]
        counted = [count for count in known if count is not None]
        return Estimate(rows=sum(counted), unknown=len(known) - len(counted))


def full(
    source: Source,
    ledger: Ledger,
    *,
    since_ms: int,
    until_ms: int,
    now_ms: int,
    tables: Collection[str] = CATALOG,
    width: int | None = None,
    ladder: Ladder = LADDER,
    again: bool = False,
) -> Plan:
    """Plan to read a period: what of it isn't settled, or with `again` all of it."""
    chosen = _Choice(source, ledger, now_ms=now_ms, ladder=ladder, width=width, tables=tables)
    span = Window(since_ms, min(until_ms, now_ms))
    cells = [(table, window) for table in chosen.windowed for window in chosen.windows(table, [span])]
    kept = [ledger.entry(Cell(table, window.start_ms)) for table, window in cells]
    units = [
        Unit(table=table, window=window, reason=chosen.reason(entry) or "again")
        for (table, window), entry in zip(cells, kept, strict=True)
        if again or entry is None or entry.state(ladder) != "settled"
    ]
    return _plan([*units, *chosen.timeless(again=again)], settled=len(cells) - len(units))


def incremental(
    source: Source,
    ledger: Ledger,
    *,
    now_ms: int,
    tables: Collection[str] = CATALOG,
    width: int | None = None,
    ladder: Ladder = LADDER,
) -> Plan:
    """Plan to read what is new since a lake was filled, what is due again, and what never arrived."""
    chosen = _Choice(source, ledger, now_ms=now_ms, ladder=ladder, width=width, tables=tables)
    covered = _covered(ledger, ledger.tables)
    last = covered.pop() if covered else Window(now_ms - DAYS * DAY_MS, now_ms)
    return chosen.plan([*covered, Window(last.start_ms, max(last.end_ms, now_ms))])


def quality(
    source: Source,
    ledger: Ledger,
    *,
    now_ms: int,
    width: int | None = None,
    ladder: Ladder = LADDER,
) -> Plan:
    """Plan to read the tables of the Trust Layer for the time that a lake's sessions cover."""
    chosen = _Choice(source, ledger, now_ms=now_ms, ladder=ladder, width=width, tables=TRUST_LAYER)
    return chosen.plan(_covered(ledger, ledger.tables.keys() - set(TRUST_LAYER)))


class _Choice:
    """What a plan is chosen from."""

    def __init__(
        self,
        source: Source,
        ledger: Ledger,
        *,
        now_ms: int,
        ladder: Ladder,
        width: int | None,
        tables: Collection[str],
    ) -> None:
        self._ledger = ledger
        self._now_ms = now_ms
        self._ladder = ladder
        self._width = width
        self._tables = [table for table in source.tables if table in tables]
        self.windowed = [table for table in self._tables if source.windowed(table)]

    def windows(self, table: str, spans: Sequence[Window]) -> set[Window]:
        """Return the windows of a table that spans of time lie in: the cells there are, and new ones between."""
        kept = [entry.window for _, entry in self._ledger.of(table) if entry.window is not None]
        width = self._width or width_ms(self._ledger, table)
        return {window for span in spans for window in tiles(span, kept, width)}

    def reason(self, entry: Entry | None) -> Reason | None:
        """Return why a cell must be read by now; None if it needn't."""
        if entry is None:
            return "new"
        due = entry.due_ms(self._ladder)
        if due is None or due > self._now_ms:
            return None
        return "open" if entry.window and self._now_ms < entry.window.end_ms else "due"

    def timeless(self, *, again: bool = False) -> Iterator[Unit]:
        """Yield the cells of rows without a time that must be read by now."""
        for table in self._tables:
            reason = self.reason(self._ledger.entry(Cell(table, None))) or ("again" if again else None)
            if reason is not None:
                yield Unit(table=table, window=None, reason=reason)

    def plan(self, spans: Sequence[Window]) -> Plan:
        """Plan what is missing of spans of time, and whatever is due."""
        units = [*self.timeless()]
        for table in self.windowed:
            due = (entry.window for _, entry in self._ledger.of(table) if entry.window and self.reason(entry))
            for window in self.windows(table, spans).union(due):
                reason = self.reason(self._ledger.entry(Cell(table, window.start_ms)))
                if reason is not None:
                    units.append(Unit(table=table, window=window, reason=reason))
        return _plan(units)


def _covered(ledger: Ledger, tables: Iterable[str]) -> list[Window]:
    """Return the spans of time that some table covers, joined where they touch."""
    joined: list[Window] = []
    for span in sorted(span for table in tables for span in ledger.covered(table)):
        if joined and span.start_ms <= joined[-1].end_ms:
            joined[-1] = Window(joined[-1].start_ms, max(joined[-1].end_ms, span.end_ms))
        else:
            joined.append(span)
    return joined


def _plan(units: Iterable[Unit], *, settled: int = 0) -> Plan:
    """Put cells into groups that don't reach into each other, in order of time."""
    timed = [(unit.window, unit) for unit in units if unit.window is not None]
    timeless = [unit for unit in units if unit.window is None]
    groups: list[tuple[Window, list[Unit]]] = []
    for window, unit in sorted(timed, key=lambda item: item[0]):
        if groups and groups[-1][0].overlaps(window):
            before, inside = groups.pop()
            groups.append((Window(before.start_ms, max(before.end_ms, window.end_ms)), [*inside, unit]))
        else:
            groups.append((window, [unit]))
    made = [Group(window=window, units=_children_first(inside)) for window, inside in groups]
    last = [Group(window=None, units=_children_first(timeless))] if timeless else []
    return Plan(groups=(*made, *last), settled=settled)


_PLACES = {folder: place for place, folder in enumerate(CATALOG)}


def _children_first(units: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple(sorted(units, key=lambda unit: (-_PLACES[unit.table], unit.cell.start_ms or 0)))
