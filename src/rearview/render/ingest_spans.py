"""What came of ingesting spans: files, spans, sessions, rows, and what couldn't be read.

Owns which of it is said, and how. Yields lines or rows; it must never print.
"""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.text import Text

from rearview.render.amount import counted, duration, size
from rearview.render.facts import WARNING, Fact, across, facts
from rearview.render.table import Value, table
from rearview.sources.otel.ingest.report import Report

COLUMNS = ("table", "rows", "new", "changed", "gone", "cells", "bytes")
SHOWN = 5
"""How many files that couldn't be read are named; JSON has them all."""
_SHOWN_FIGURES = ("rows", "new", "changed", "gone")


def show(report: Report, lake: Path, *, width: int) -> Iterator[Text]:
    """Yield the lines about a run on a lake."""
    title = "INTERRUPTED" if report.interrupted else "INGESTED" if report.did_something else "NOTHING NEW"
    told = f"{title}: {counted(report.spans, 'span')}, {counted(report.sessions, 'new session')} into {lake}"
    yield from across(told if report.did_something else f"{title} for {lake}", width=width, style="bold")
    if report.tables:
        yield Text()
        cells: list[tuple[Value, ...]] = [
            (name, *(getattr(of, figure) for figure in _SHOWN_FIGURES)) for name, of in report.tables.items()
        ]
        heads = ["Table", *(figure.capitalize() for figure in _SHOWN_FIGURES)]
        yield from table(heads, cells, width=width)
    yield Text()
    yield from facts(list(_told(report)), width=width)
    if report.rejected:
        yield Text()
        title = f"{counted(len(report.rejected), 'file')} REJECTED, and not tried again until changed"
        yield from across(title, width=width, style=WARNING)
        for refused in report.rejected[:SHOWN]:
            yield from (
                Text("  ") + line for line in across(f"{refused.path}: {refused.reason}", width=width - 2)
            )
        if len(report.rejected) > SHOWN:
            more = len(report.rejected) - SHOWN
            yield from across(f"  and {more:,} more; --format json lists all", width=width)


def rows(report: Report) -> Iterator[dict[str, Any]]:
    """Yield what the run did to each table, for programs."""
    for name, of in report.tables.items():
        yield {"table": name, **asdict(of)}


def nothing(report: Report) -> str:
    """Say that there is nothing to read."""
    return f"there are no files in {', '.join(report.parameters['paths'])}."


def _told(report: Report) -> Iterator[Fact]:
    unchanged = f", {report.unchanged:,} unchanged" if report.unchanged else ""
    yield "Files", f"{counted(report.files, 'file')}{unchanged}"
    if report.taken_up:
        yield "Taken up", f"{counted(report.taken_up, 'span')} that were safe, and not in the lake yet"
    if report.without_ids:
        yield "Left out", f"{counted(report.without_ids, 'span')} without ids, which nothing tells apart"
    seconds = max(report.ended_ms - report.started_ms, 1) / 1000
    rate = f"; {counted(round(report.spans / seconds), 'span')} a second" if report.spans else ""
    yield "Took", f"{duration(report.ended_ms - report.started_ms)}; {size(report.bytes)} read{rate}"
