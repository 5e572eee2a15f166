"""What a run would read: which cells, why, and what that is estimated to take.

Owns what is said of a plan. Yields lines, rows or documents; it must never print.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from rich.text import Text

from rearview.lake.grid import iso
from rearview.lake.ledger import Ledger
from rearview.render.amount import counted, decimal
from rearview.render.facts import Fact, across, facts, span
from rearview.render.listing import defined
from rearview.render.table import Value, table
from rearview.sources.agentforce.extract.plan import Plan, Reason, Unit
from rearview.sources.agentforce.extract.tiling import expected_rows

COLUMNS = ("table", "from", "until", "reason", "expected_rows")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with what it was made from."""

    plan: Plan
    ledger: Ledger
    missing: Mapping[str, str]
    """Tables that can't be read, each with the reason."""


def show(planned: Planned, *, width: int) -> Iterator[Text]:
    """Yield the lines about a plan."""
    units = list(planned.plan.units)
    tables = list(dict.fromkeys(unit.table for unit in units))
    cells = f"{counted(len(units), 'cell')} of {counted(len(tables), 'table')}"
    yield from across(f"PLAN: {cells}; nothing was fetched", width=width, style="bold")
    if units:
        yield Text()
        reasons = [reason for reason in get_args(Reason) if any(unit.reason == reason for unit in units)]
        headings = ("Table", "Cells", *(reason.capitalize() for reason in reasons), "Expected rows")
        cells_of = [_of_table(name, units, reasons, planned.ledger) for name in sorted(tables)]
        yield from table(headings, cells_of, width=width)
    yield Text()
    yield from facts(_told(planned), width=width)
    if planned.missing:
        yield Text()
        yield from across("TABLES THAT ARE MISSING", width=width, style="bold")
        yield from defined(list(planned.missing.items()), width=width)


def rows(planned: Planned) -> Iterator[dict[str, Any]]:
    """Yield each cell in the order in which it would be read, for programs."""
    for unit in planned.plan.units:
        window = unit.window
        yield {
            "table": unit.table,
            "from": None if window is None else iso(window.start_ms),
            "until": None if window is None else iso(window.end_ms),
            "reason": unit.reason,
            "expected_rows": expected_rows(planned.ledger, unit.cell, window),
        }


def document(planned: Planned) -> dict[str, Any]:
    """Return all of it for programs."""
    estimate = planned.plan.estimate(planned.ledger)
    return {
        "cells": list(rows(planned)),
        "settled": planned.plan.settled,
        "missing": dict(planned.missing),
        "estimate": {"rows": estimate.rows, "unknown_cells": estimate.unknown, "credits": estimate.credits},
    }


def _of_table(name: str, units: list[Unit], reasons: list[Reason], ledger: Ledger) -> tuple[Value, ...]:
    """Return the line of one table: its cells by why they are read, and the rows if those of any are known."""
    mine = [unit for unit in units if unit.table == name]
    counts = Counter(unit.reason for unit in mine)
    known = [rows for unit in mine if (rows := expected_rows(ledger, unit.cell, unit.window)) is not None]
    return (name, len(mine), *(counts[reason] or None for reason in reasons), sum(known) if known else None)


def _told(planned: Planned) -> Iterator[Fact]:
    windows = [unit.window for unit in planned.plan.units if unit.window is not None]
    if windows:
        begin, end = min(window.start_ms for window in windows), max(window.end_ms for window in windows)
        yield "Windows", f"{span(begin, end)} UTC"
    if planned.plan.settled:
        yield (
            "Left out",
            f"{counted(planned.plan.settled, 'cell')}, settled: nothing in them changes any more",
        )
    estimate = planned.plan.estimate(planned.ledger)
    if estimate.rows or not estimate.unknown:
        yield "Rows", f"about {estimate.rows:,}"
        yield (
            "Credits",
            f"about {decimal(estimate.credits)}, at the published rate for rows processed (an estimate)",
        )
    if estimate.unknown:
        cells = counted(estimate.unknown, "cell")
        yield "Unknown", f"the rows of {cells}: the lake has seen nothing like them; 'rearview count' counts"
