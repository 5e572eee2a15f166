"""The facts of the sessions of one day, derived from the cells that tell of them. It keeps nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa

from rearview.analyses import ask
from rearview.engines.engine import Engine
from rearview.engines.view import PARTITION, View
from rearview.library.facts.cells import Cells
from rearview.library.facts.index import TIMELESS
from rearview.library.facts.reach import SESSIONS
from rearview.library.facts.sources import Place
from rearview.library.question import read_by
from rearview.library.shelf import Shelf
from rearview.sources.canonical import Frame, recipes


@dataclass(frozen=True, kw_only=True)
class Deriver:
    """Derives facts from the cells of a lake as they are now."""

    engine: Engine[Any]
    source: str
    cells: Cells

    def facts(self, day: str, places: Iterable[Place]) -> pa.Table:
        """Return the facts of the sessions whose cells are of that day."""
        chosen = sorted(places)
        shelf = Shelf(self.engine, lambda folder: self._files(folder, chosen))
        made = recipes(self.source)
        own = _on(day)

        def frame(table: str, columns: Collection[str]) -> Frame:
            rows = made[table].make(shelf, columns)
            if table == SESSIONS:
                return rows.filter(own)
            begun = made[SESSIONS].make(shelf, ()).filter(own)
            return rows.join(begun.select("session_id"), on="session_id", how="semi")

        frames = {table: frame(table, columns) for table, columns in _read().items()}
        table: pa.Table = self.engine.collect(ask("facts", frames).to_native())
        return table

    def _files(self, folder: str, chosen: Sequence[Place]) -> list[Path]:
        return [file for name, day in chosen if name == folder for file in self.cells[folder][day]]


@cache
def folders(source: str) -> frozenset[str]:
    """Return the tables of a source from which facts are derived."""
    watched = _Watched()
    for table, columns in _read().items():
        recipes(source)[table].make(watched, columns)
    return frozenset(watched.seen)


@cache
def _read() -> dict[str, set[str]]:
    """Return the columns of canonical tables that are read for facts."""
    return read_by("facts", {})


class _Watched:
    """A shelf without files that notes which tables recipes look at, for rows that lack a session too."""

    def __init__(self) -> None:
        from rearview.engines import open_engine

        self.seen: set[str] = set()
        self._engine = open_engine("polars", [])

    def view(self, view: View) -> Frame:
        """Return no rows."""
        self.seen.add(view.of)
        rows: Frame = nw.from_native(self._engine.view(view, []))
        return rows

    def few(self, rows: Frame) -> Frame:
        """Return no rows, as if there were any."""
        return rows

    def holes(self, view: View, _column: str) -> Frame:
        """Return no rows, as if there were any."""
        return self.view(view)


def _on(day: str) -> nw.Expr:
    cell = nw.col(PARTITION)
    return cell.is_null() if day == TIMELESS else cell == nw.lit(date.fromisoformat(day))
