"""One query that was asked in the browser: as much of its answer as is shown, and all of it as a file.

A query only reads, takes no longer than is allowed, and ends when nobody waits for it any more.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Event
from time import perf_counter
from typing import Any

import msgspec

from rearview.library.sql import Row, query
from rearview.render import forms
from rearview.render.html.viewer.charts import Chart
from rearview.viewer.sql.drawn import drawn

SHOWN = 1_000
"""So many rows are shown."""
KEPT = 100_000
"""So many go into a file."""
TIMEOUT_S = 30.0
_CELL = 2_000
"""So much of one value is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A value as it is shown."""

    words: str | None
    is_number: bool = False
    cut: int = 0
    """How many characters of it aren't shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """As much of an answer as is shown."""

    columns: tuple[str, ...]
    numbers: frozenset[str]
    """The columns that hold numbers."""
    rows: tuple[tuple[Cell, ...], ...]
    more: bool
    """Whether there are rows that aren't shown."""
    notes: tuple[str, ...]
    took_ms: int
    chart: Chart | None
    sessions: tuple[str | None, ...]
    """The session that each row names, where a column says so."""


def answered(lake: Path, text: str, unwanted: Event) -> Answered:
    """Run a query, and take as many rows as are shown."""
    began = perf_counter()
    answer = query(lake, text, timeout_s=TIMEOUT_S, unwanted=unwanted)
    with closing(answer.rows):
        found = list(islice(answer.rows, SHOWN + 1))
    rows = found[:SHOWN]
    return Answered(
        columns=answer.columns,
        numbers=frozenset(name for name in answer.columns if _holds_numbers(rows, name)),
        rows=tuple(tuple(_cell(row[name]) for name in answer.columns) for row in rows),
        more=len(found) > SHOWN,
        notes=answer.notes,
        took_ms=round((perf_counter() - began) * 1000),
        chart=drawn(answer.columns, rows),
        sessions=tuple(_session(row) for row in rows),
    )


def filed(lake: Path, text: str) -> Iterator[bytes]:
    """Run a query, and yield its answer as csv; what is wrong with the query is said before anything is yielded."""
    answer = query(lake, text, timeout_s=TIMEOUT_S)
    return _filed(answer.columns, answer.rows)


def _filed(columns: Sequence[str], rows: Any) -> Iterator[bytes]:
    with closing(rows):
        yield from forms.csv(columns, islice(rows, KEPT))


def _holds_numbers(rows: Sequence[Row], name: str) -> bool:
    held = [row[name] for row in rows if row[name] is not None]
    return bool(held) and all(_is_number(value) for value in held)


def _cell(value: object) -> Cell:
    if value is None:
        return Cell(words=None)
    words = _words(value)
    return Cell(words=words[:_CELL], is_number=_is_number(value), cut=max(0, len(words) - _CELL))


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    return msgspec.json.encode(value, enc_hook=str).decode()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _session(row: Row) -> str | None:
    found = row.get("session_id")
    return found if isinstance(found, str) and found else None
