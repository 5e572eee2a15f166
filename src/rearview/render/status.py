"""How a lake stands: what it covers, what is still coming in, what is late and missing, and what it has cost.

Owns which of it is said, and how. Yields lines, rows or documents; it must never print.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import fsum
from shlex import quote
from typing import Any

from rich.text import Text

from rearview.lake.grid import HOUR_MS, Window, iso
from rearview.lake.status import Status, TableStatus
from rearview.render.amount import counted, decimal
from rearview.render.facts import WARNING, Fact, across, facts, length, moment, span
from rearview.render.listing import defined
from rearview.render.snapshot import lake as snapshots
from rearview.render.table import table

COLUMNS = (
    *("lake", "table", "rows", "cells", "covered", "open", "settling", "unfinished", "late"),
    *("due", "settled", "under_work", "rejected"),
)
_HEADINGS = ("Table", "Rows", "Cells", "Open", "Settling", "Late")
_SPANS = 3
"""How many intervals of one table are told before the rest are counted."""


def show_all(found: Iterable[Status], *, width: int) -> Iterator[Text]:
    """Yield the lines about several lakes."""
    for place, status in enumerate(found):
        if place:
            yield Text()
        yield from show(status, width=width)


def show(status: Status, *, width: int) -> Iterator[Text]:
    """Yield the lines about one lake."""
    yield from across(f"LAKE {status.root}", width=width, style="bold")
    yield from across(str(status.identity), width=width)
    yield Text()
    yield from (snapshots.body if snapshots.is_of_snapshots(status) else _body)(status, width=width)


def _body(status: Status, *, width: int) -> Iterator[Text]:
    """Yield what a lake covers whose source is asked again and again, since rows come in late."""
    if status.tables:
        cells = [
            (of.table, of.rows, of.cells, of.open or None, of.settling or None, of.late or None)
            for of in status.tables
        ]
        yield from table(_HEADINGS, cells, width=width)
        yield Text()
    covered, otherwise = _covered(status.tables)
    yield from facts([("Covered", covered), *_expected(status), *_history(status)], width=width)
    if otherwise:
        yield Text()
        yield from across("COVERED OTHERWISE", width=width, style="bold")
        yield from facts(otherwise, width=width)
    if missing := _missing(status):
        yield Text()
        yield from across("TABLES THAT ARE MISSING", width=width, style="bold")
        yield from defined(missing, width=width)
    if wrong := list(_wrong(status)):
        yield Text()
        yield from facts(wrong, width=width, style=WARNING)


def rows(status: Status) -> Iterator[dict[str, Any]]:
    """Yield how each table stands, for programs."""
    unknown = dict.fromkeys(snapshots.AGES if snapshots.is_of_snapshots(status) else ())
    for of in status.tables:
        yield {
            "lake": str(status.root),
            "table": of.table,
            "rows": of.rows,
            "cells": of.cells,
            "covered": [[iso(window.start_ms), iso(window.end_ms)] for window in of.covered],
            "open": of.open,
            "settling": of.settling,
            "unfinished": of.unfinished,
            "late": of.late,
            "due": _iso(of.due_ms),
            "settled": _iso(of.settled_ms),
            "under_work": of.under_work,
            "rejected": of.rejected,
            **unknown,
        }


def document(status: Status) -> dict[str, Any]:
    """Return all of it for programs."""
    return {
        "lake": str(status.root),
        "identity": status.identity,
        "at": iso(status.at_ms),
        "ladder_ms": list(status.ladder),
        "runs": len(status.runs),
        "credits": None if snapshots.is_of_snapshots(status) else _credits(status),
        "tables": [{name: value for name, value in row.items() if name != "lake"} for row in rows(status)],
        "last_run": status.runs[-1] if status.runs else None,
    }


def _iso(at_ms: int | None) -> str | None:
    return None if at_ms is None else iso(at_ms)


def _covered(tables: Sequence[TableStatus]) -> tuple[str, list[Fact]]:
    """Return which time was read of most tables, and of those that differ."""
    groups: list[list[TableStatus]] = []
    for of in tables:
        alike = next((group for group in groups if _is_alike(of.covered, group[0].covered)), None)
        if alike is not None:
            alike.append(of)
        elif of.covered:
            groups.append([of])
    if not groups:
        return "no time yet", []
    groups.sort(key=len, reverse=True)
    # Tables are read one after the other: what holds for all of a group is what its first one covers.
    spans = [(group, _spans(min(of.covered for of in group))) for group in groups]
    return spans[0][1], [(of.table, told) for group, told in spans[1:] for of in group]


def _is_alike(some: Sequence[Window], other: Sequence[Window]) -> bool:
    """Whether two tables cover the same time, give or take what passes while a run reads one after the other."""
    return len(some) == len(other) and all(
        one.start_ms == two.start_ms and abs(one.end_ms - two.end_ms) <= HOUR_MS
        for one, two in zip(some, other, strict=True)
    )


def _spans(covered: Sequence[Window]) -> str:
    told = [f"{span(window.start_ms, window.end_ms)} UTC" for window in covered[-_SPANS:]]
    more = [f"and {counted(len(covered) - _SPANS, 'interval')} before"] if len(covered) > _SPANS else []
    return "\n".join([*told, *more])


def _expected(status: Status) -> Iterator[Fact]:
    """Say what is still coming in, and until when."""
    waiting = sum(of.open + of.settling for of in status.tables)
    settled = max((of.settled_ms for of in status.tables if of.settled_ms), default=None)
    if waiting and settled:
        yield "Settling", f"{counted(waiting, 'cell')}, until {moment(settled)} UTC"
    rungs = ", ".join(length(rung) for rung in status.ladder)
    yield "Read again", f"{rungs} after the end of a file's time"
    unfinished = sum(of.unfinished for of in status.tables)
    if unfinished:
        yield "Unfinished", f"{counted(unfinished, 'cell')} with sessions that haven't ended"
    due = min((of.due_ms for of in status.tables if of.due_ms and not of.late), default=None)
    if due and not any(of.late for of in status.tables):
        yield "Next due", f"{moment(due)} UTC"


def _history(status: Status) -> Iterator[Fact]:
    """Say what runs have told of themselves."""
    if not status.runs:
        yield "Runs", "none has ended yet"
        return
    last = status.runs[-1]
    yield "Runs", f"{len(status.runs):,}; the last ended {str(last.get('ended'))[:16].replace('T', ' ')} UTC"
    yield "Credits", f"about {decimal(_credits(status))} for all runs, at the published rate (an estimate)"


def _credits(status: Status) -> float:
    return fsum(run.get("credits", 0) for run in status.runs)


def _missing(status: Status) -> list[Fact]:
    """Return what the org hadn't got when it was asked last."""
    return list(status.runs[-1].get("missing", {}).items()) if status.runs else []


def _how_to_read_again(status: Status) -> str:
    if "sessions" in status.identity.filters:
        return "'rearview extract-tree' with any of its sessions reads all of them again"
    return f"Type: rearview extract-incremental --org … --output {quote(str(status.root))}"


def _wrong(status: Status) -> Iterator[Fact]:
    """Say what somebody has to do something about."""
    late = sum(of.late for of in status.tables)
    if late:
        told = f"{counted(late, 'cell')} should have been read again by now"
        yield "Late", f"{told}\n{_how_to_read_again(status)}"
    working = sum(of.under_work for of in status.tables)
    if working:
        yield "Under work", f"{counted(working, 'cell')}; the next run goes on with what is there"
    for of in status.tables:
        if of.rejected:
            yield (
                "Rejected",
                f"{counted(of.rejected, 'record')} of {of.table}; see metadata/rejected/{of.table}.jsonl",
            )
