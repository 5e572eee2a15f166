"""SQL over a lake: its canonical tables, and every table of Data 360 by its API name.

Owns which engine and which dialect a statement is for. It only reads, and nothing but the lake.
"""

import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from threading import Event
from typing import Any, Literal

from rearview.engines.statement import parse
from rearview.errors import ArgumentError, StatementError
from rearview.library.held import Held, held_in
from rearview.library.mirror import lake_of
from rearview.library.sql import data360, duck, hyper
from rearview.library.sql.asked import Asked
from rearview.library.sql.cells import Row, distinct, rows
from rearview.library.sql.running import Running
from rearview.library.sql.tables import ShownColumn, ShownTable, chosen, dmos
from rearview.library.sql.wording import is_query_of
from rearview.model.tables import TABLES

__all__ = [
    "DIALECTS",
    "ENGINES",
    "Answer",
    "Dialect",
    "Row",
    "ShownColumn",
    "ShownTable",
    "list_tables",
    "query",
]

Dialect = Literal["duckdb", "data360"]
DIALECTS: tuple[Dialect, ...] = ("duckdb", "data360")
ENGINES = ("duckdb", "hyper")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer to a statement."""

    columns: tuple[str, ...]
    """The names of its columns, of which none occurs twice."""
    rows: Generator[Row]
    """Its rows, computed as they are taken; closed, it ends the query."""
    notes: tuple[str, ...]
    """What there is to mind about it."""


def query(
    path: Path | str,
    text: str,
    *,
    engine: str = "duckdb",
    dialect: Dialect | None = None,
    timeout_s: float | None = None,
    unwanted: Event | None = None,
) -> Answer:
    """Ask a lake one statement; where no dialect is named, one that names tables of Data 360 only is in theirs.

    It ends when time is up, and when somebody sets `unwanted`.
    """
    asked = _asked(text, held_in(lake_of(Path(path))), engine, dialect)
    running = iter(
        Running(items=asked.answer, end=asked.end, timeout_s=timeout_s, unwanted=unwanted or Event())
    )
    columns = distinct(next(running))
    return Answer(columns=columns, rows=_rows(columns, running), notes=asked.notes)


def list_tables(path: Path | str, *names: str) -> list[ShownTable]:
    """Return the tables of these names that a lake's SQL knows, or all of them."""
    return chosen(names, held_in(lake_of(Path(path))))


def _asked(text: str, held: Held, engine: str, dialect: Dialect | None) -> Asked:
    if engine not in ENGINES:
        raise ArgumentError.unknown_name(engine, of="engine", known=ENGINES)
    if not text.strip():
        raise StatementError.nothing()
    now_ms = time.time_ns() // 1_000_000
    if engine == "hyper":
        return hyper.asked(text, held, now_ms=now_ms)
    if (dialect or _dialect(text, held)) == "data360":
        return data360.asked(text, held, now_ms=now_ms)
    return duck.asked(parse(text), held)


def _dialect(text: str, held: Held) -> Dialect:
    """Tell which dialect a statement is in: by the tables that it names."""
    if not is_query_of(text, dmos(held)):
        return "duckdb"
    try:
        statement = parse(text)
    except StatementError:
        return "data360"
    read = {name.casefold() for name in statement.tables} - statement.made
    return "duckdb" if read & TABLES.keys() else "data360"


def _rows(columns: tuple[str, ...], batches: Generator[Any]) -> Generator[Row]:
    with closing(batches):
        yield from chain.from_iterable(rows(columns, batch) for batch in batches)
