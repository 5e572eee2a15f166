"""What a run did: rows, changes, what is still coming in, what is missing, what failed, and what to type next.

Owns which of it is said, and how. Yields lines, rows or documents; it must never print.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from rich.text import Text

from rearview.lake.grid import iso
from rearview.render.amount import counted, decimal, duration, size
from rearview.render.facts import FAILED, WARNING, Fact, across, facts, moment, span
from rearview.render.listing import defined
from rearview.render.table import Value, table
from rearview.sources.agentforce.extract.report import Failure, Report, TableReport

COLUMNS = (
    *("table", "rows", "new", "changed", "gone", "rejected", "cells", "bytes"),
    *("settling_until", "missing_columns", "new_columns"),
)
SHOWN = 10
"""How many failures are listed; JSON has them all."""
_FIGURES = ("rows", "new", "changed", "gone", "rejected")
_ALWAYS = 2
_APIS = {"v3": "Query V3", "connect": "Connect"}
_INDENT = "  "


def show(report: Report, lake: str, *, again: str, width: int, verbose: bool = False) -> Iterator[Text]:
    """Yield the lines about a run on a lake, and what to type if it isn't complete."""
    rows_ = sum(of.rows for of in report.tables.values())
    yield from across(f"{_headline(report)}: {counted(rows_, 'row')} in {lake}", width=width, style="bold")
    written = {name: of for name, of in report.tables.items() if of.cells}
    if written:
        yield Text()
        yield from _tables(written, width)
    yield Text()
    yield from facts(_told(report), width=width)
    for title, named in _missing(report, verbose=verbose):
        yield Text()
        yield from across(title, width=width, style="bold")
        yield from defined(named, width=width)
    yield from _failures(report, width)
    if not (report.complete or report.interrupted):  # an interruption says itself how to go on
        yield Text()
        yield from across("To fetch what is missing, type the same again:", width=width)
        yield Text(again)


def rows(report: Report) -> Iterator[dict[str, Any]]:
    """Yield what the run did to each table, for programs."""
    for name, of in report.tables.items():
        yield {
            "table": name,
            **{figure: getattr(of, figure) for figure in (*_FIGURES, "cells", "bytes")},
            "settling_until": None if of.settling_until_ms is None else iso(of.settling_until_ms),
            "missing_columns": of.missing_columns,
            "new_columns": of.new_columns,
        }


def _headline(report: Report) -> str:
    if report.interrupted:
        return "INTERRUPTED"
    return "EXTRACTED" if report.complete else "INCOMPLETE"


def _tables(tables: Mapping[str, TableReport], width: int) -> Iterator[Text]:
    """Yield the figures of each table; kinds of change that there were none of are left out."""
    shown = [
        figure
        for place, figure in enumerate(_FIGURES)
        if place < _ALWAYS or any(getattr(of, figure) for of in tables.values())
    ]
    cells: list[tuple[Value, ...]] = [
        (name, *(getattr(of, figure) for figure in shown)) for name, of in tables.items()
    ]
    if len(cells) > 1:
        cells.append(("in all", *(sum(getattr(of, figure) for of in tables.values()) for figure in shown)))
    yield from table(["Table", *(figure.capitalize() for figure in shown)], cells, width=width)


def _told(report: Report) -> Iterator[Fact]:
    settling: dict[int, list[str]] = defaultdict(list)
    for name, of in report.tables.items():
        if of.settling_until_ms is not None:
            settling[of.settling_until_ms].append(name)
    for place, (until, names) in enumerate(sorted(settling.items())):
        told = names[0] if len(names) == 1 else counted(len(names), "table")
        yield "" if place else "Settling", f"{told}, until {moment(until)} UTC"
    if report.skipped:
        yield (
            "Left out",
            f"{counted(report.skipped, 'cell')}, settled before: nothing in them changes any more",
        )
    retries = f", {report.retries:,} of them again" if report.retries else ""
    received = f"{size(report.bytes_received)} received by {_APIS[report.api]}"
    took = duration(report.ended_ms - report.started_ms)
    yield "Took", f"{took}; {counted(report.requests, 'request')}{retries}; {received}"
    processed = f"{report.rows_processed:,} rows processed"
    yield "Credits", f"about {decimal(report.credits)}, at the published rate for {processed} (an estimate)"


def _missing(report: Report, *, verbose: bool) -> Iterator[tuple[str, list[Fact]]]:
    """Yield what the org hasn't got, and what it has beyond what is known, each under its title."""
    yield from _titled("TABLES THAT ARE MISSING", list(report.missing.items()))
    for title, which in (
        ("COLUMNS THAT ARE MISSING, null in the lake", "missing_columns"),
        ("COLUMNS THAT ARE NEW, kept as they are", "new_columns"),
    ):
        found = [(name, getattr(of, which)) for name, of in report.tables.items() if getattr(of, which)]
        named = [(name, ", ".join(columns) if verbose else _counted(columns)) for name, columns in found]
        yield from _titled(title, named)


def _titled(title: str, named: list[Fact]) -> Iterator[tuple[str, list[Fact]]]:
    if named:
        yield title, named


def _counted(columns: tuple[str, ...]) -> str:
    """Name a column, and count the others."""
    first, *others = columns
    return f"{first} and {counted(len(others), 'other')}; --verbose names all" if others else first


def _failures(report: Report, width: int) -> Iterator[Text]:
    """Yield what couldn't be read, and what to do about it."""
    if report.failures:
        yield Text()
        yield from across(f"FAILED: {counted(len(report.failures), 'cell')}", width=width, style=FAILED)
    for failure in report.failures[:SHOWN]:
        yield from across(_cell(failure), width=width)
        reason = across(f"{failure.reason}\nHint: {failure.hint}", width=width - len(_INDENT))
        yield from (Text(_INDENT) + line for line in reason)
    if len(report.failures) > SHOWN:
        more = f"and {len(report.failures) - SHOWN:,} more; --format json lists all"
        yield from across(more, width=width)
    told = list(_left(report))
    if told:
        yield Text()
        yield from facts(told, width=width, style=WARNING)


def _left(report: Report) -> Iterator[Fact]:
    if report.unknown:
        yield "Not found", ", ".join(report.unknown)
    for name, of in report.tables.items():
        if of.rejected:
            yield "Rejected", f"{counted(of.rejected, 'row')} of {name}; see metadata/rejected/{name}.jsonl"
    if report.undone:
        yield "Not read", counted(report.undone, "cell")
    if report.ended_by:
        yield "Ended by", report.ended_by


def _cell(failure: Failure) -> str:
    window = failure.window
    return failure.table if window is None else f"{failure.table} {span(window.start_ms, window.end_ms)}"
