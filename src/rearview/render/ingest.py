"""What came of ingesting snapshots: files, sessions, rows, what was odd, and what couldn't be read.

Owns which of it is said, and how. Yields lines or rows; it must never print.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.text import Text

from rearview.render.amount import counted, duration, size
from rearview.render.facts import WARNING, Fact, across, facts
from rearview.render.table import Value, table
from rearview.sources.snapshots.ingest.report import Failure, Report

COLUMNS = ("table", "rows", "new", "changed", "gone", "cells", "bytes")
SHOWN = 5
"""How many files that couldn't be read are named; JSON has them all."""
_FIGURES = ("rows", "new", "changed", "gone")
_ALWAYS = 2
_ODD = {
    "unknown_version": "of a version that isn't known, read as far as it is understood",
    "child_under_roots_name": "with a sub-agent's session under its root's name: the root hadn't ended",
    "after_the_end": "followed by bytes that belong to nothing",
    "ill_typed": "with values of another kind than belongs there",
    "unfinished_line": "whose last line is unfinished",
    "unreadable_lines": "with lines that can't be read",
    "other_session": "with lines of another session",
    "missing_ledger": "that name a sub-agent's session which isn't there",
    "unreadable_ledger": "with a sub-agent's session that can't be read",
    "unsafe_path": "that name files in a way which may lead anywhere",
}
"""What is odd about runs, by the kind of the note; what is not named here is nothing to speak of."""


def show(report: Report, lake: Path, *, width: int) -> Iterator[Text]:
    """Yield the lines about a run on a lake."""
    title = "INTERRUPTED" if report.interrupted else "INGESTED" if report.did_something else "NOTHING NEW"
    told = f"{title}: {counted(report.sessions, 'session')} of {counted(report.runs, 'run')} into {lake}"
    yield from across(told if report.did_something else f"{title} for {lake}", width=width, style="bold")
    if report.tables:
        yield Text()
        yield from _tables(report, width)
    yield Text()
    yield from facts(_told(report), width=width)
    odd = [
        ("", f"{counted(count, 'run')} {_ODD[kind]}") for kind, count in report.notes.items() if kind in _ODD
    ]
    if odd:
        yield Text()
        yield from facts([("Odd", odd[0][1]), *odd[1:]], width=width)
    yield from _failures("REJECTED, and not tried again until changed", report.rejected, width)
    yield from _failures("FAILED, and tried again by the next run", report.failed, width)


def rows(report: Report) -> Iterator[dict[str, Any]]:
    """Yield what the run did to each table, for programs."""
    for name, of in report.tables.items():
        yield {"table": name, **{figure: getattr(of, figure) for figure in COLUMNS[1:]}}


def nothing(report: Report) -> str:
    """Say that there is nothing to read."""
    places = ", ".join(report.parameters["paths"])
    return f"there are no snapshots in {places}: no file there is named <session id>.json.gz or session/<id>.jsonl."


def _tables(report: Report, width: int) -> Iterator[Text]:
    """Yield the figures of each table; kinds of change that there were none of are left out."""
    shown = [
        figure
        for place, figure in enumerate(_FIGURES)
        if place < _ALWAYS or any(getattr(of, figure) for of in report.tables.values())
    ]
    cells: list[tuple[Value, ...]] = [
        (name, *(getattr(of, figure) for figure in shown)) for name, of in report.tables.items()
    ]
    yield from table(["Table", *(figure.capitalize() for figure in shown)], cells, width=width)


def _told(report: Report) -> Iterator[Fact]:
    read = report.runs + report.same
    told = [f"{counted(report.files, 'file')}"]
    told += [f"{report.unchanged:,} unchanged"] if report.unchanged else []
    told += [f"{report.same:,} touched, but the same"] if report.same else []
    yield "Files", ", ".join(told)
    if report.taken_up:
        yield "Taken up", "what an earlier run had read and didn't get to"
    if report.refused_before:
        yield "Left out", f"{counted(report.refused_before, 'file')} that couldn't be read before, unchanged"
    seconds = max(report.ended_ms - report.started_ms, 1) / 1000
    rate = f"; {counted(round(read / seconds), 'run')} a second" if read else ""
    yield "Took", f"{duration(report.ended_ms - report.started_ms)}; {size(report.bytes)} read{rate}"


def _failures(title: str, failed: Sequence[Failure], width: int) -> Iterator[Text]:
    """Yield which files couldn't be read, and why."""
    if not failed:
        return
    yield Text()
    yield from across(f"{counted(len(failed), 'file')} {title}", width=width, style=WARNING)
    for failure in failed[:SHOWN]:
        yield from (Text("  ") + line for line in across(failure.reason, width=width - 2))
    if len(failed) > SHOWN:
        yield from across(f"  and {len(failed) - SHOWN:,} more; --format json lists all", width=width)
