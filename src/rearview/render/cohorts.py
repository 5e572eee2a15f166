"""Two cohorts side by side, measure by measure: the difference, its interval, and whether it is more than chance.

Yields lines; it must never print.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rich.text import Text

from rearview.analyses.analysis import Column as Head
from rearview.library.units import Unit, unit_in
from rearview.render.answer import UNKNOWN, heading_of, written
from rearview.render.facts import FAILED, across, facts
from rearview.render.grid import Column, grid
from rearview.render.plain import plain

Row = Mapping[str, Any]
_Written = Callable[[float | None, Unit], str]

_FLOAT = Head(name="difference", type="float", meaning="")
_LARGE = 100
"""From here on fractions of an amount say nothing."""
_CHANCE = {True: "yes", False: "no", None: "too few"}


def show(
    cohorts: tuple[str, str], rows: Sequence[Row], verdicts: Sequence[tuple[str, bool]], *, width: int
) -> Iterator[Text]:
    """Yield the comparison, then whether each allowance was kept."""
    yield Text("COHORTS COMPARED", "bold")
    yield Text("═" * min(width, 80), "dim")
    sizes = [max((row[f"{side}_n"] for row in rows), default=0) for side in ("before", "after")]
    named = zip("AB", cohorts, sizes, strict=True)
    yield from facts(
        [(letter, f"{plain(cohort)} ({size:,} sessions)") for letter, cohort, size in named], width=width
    )
    yield Text()
    yield from grid(
        [
            Column(heading="Measure", cells=[heading_of(row["measure"]) for row in rows]),
            *(_amounts(heading, column, rows) for heading, column in (("A", "before"), ("B", "after"))),
            _amounts("Difference", "difference", rows, how=signed),
            Column(heading="Interval (95 %)", cells=[interval(row) for row in rows], right=True),
            Column(
                heading="Beyond chance",
                cells=[_CHANCE[row["beyond_chance"]] for row in rows],
                styles=["bold" if row["beyond_chance"] else "dim" for row in rows],
            ),
        ],
        width=width,
    )
    if verdicts:
        yield Text()
    for said, kept in verdicts:
        yield from across(said, width=width, style="" if kept else FAILED)


def _amounts(heading: str, column: str, rows: Sequence[Row], *, how: _Written | None = None) -> Column:
    cells = [(how or amount)(row[column], _unit(row)) for row in rows]
    return Column(heading=heading, cells=cells, right=True)


def interval(row: Row) -> str:
    """Return within which bounds the difference lies, in 95 of 100 cases."""
    if row["low"] is None or row["high"] is None:
        return UNKNOWN
    return f"{signed(row['low'], _unit(row))} … {signed(row['high'], _unit(row))}"


def signed(value: float | None, unit: Unit) -> str:
    """Return how much more or less something is."""
    text = amount(value, unit)
    return f"+{text}" if value is not None and value > 0 else text


def amount(value: float | None, unit: Unit) -> str:
    """Return an amount as it reads in a comparison."""
    if value is not None and unit == "amount" and abs(value) >= _LARGE:
        return f"{value:,.0f}"
    return written(value, unit)


def _unit(row: Row) -> Unit:
    return unit_in(_FLOAT, row["measure"])
