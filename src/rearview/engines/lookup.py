"""A few rows out of many files, and what they mean, fast enough to wait for: by Polars, whatever engine answers questions.

Reading is narrowed to the groups of rows that can hold what is looked for. Frames over what was found are planned
once, before there is a row, and computed again and again: planning takes longer than computing where rows are few.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial, reduce
from operator import or_
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from rearview.engines.polars import Polars, shown, translated
from rearview.engines.view import PARTITION, View

Found = pl.DataFrame
"""Rows as their files have them."""
Form = tuple[tuple[str, tuple[tuple[str, pl.DataType], ...]], ...]
"""Which tables there are, each with its columns and their types."""
Among = Mapping[str, Sequence[str]] | None
"""What rows are looked for by: one of some values in a column, or in another; all rows, where no column is named."""


class Lookup:
    """Reads a few rows of files inside the folders it was opened on."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._engine = Polars(folders)

    def rows(self, *asked: tuple[Sequence[Path], Among]) -> list[Found]:
        """Return the rows of some tables: for each the files that may hold them, and what they are looked for by."""
        frames = [self._narrowed(files, among) for files, among in asked]
        with translated():
            return pl.collect_all(frames)

    def _narrowed(self, files: Sequence[Path], among: Among) -> pl.LazyFrame:
        frame = self._engine.scan(files)
        spelled = {name.casefold(): name for name in frame.collect_schema().names()}
        frame = frame.drop(PARTITION)
        if among is None:
            return frame
        held = [
            pl.col(spelled[name.casefold()]).is_in(values)
            for name, values in among.items()
            if values and name.casefold() in spelled
        ]
        return frame.filter(reduce(or_, held)) if held else frame.clear()


def united(parts: Sequence[Found]) -> Found:
    """Return rows of one table, below each other."""
    return pl.concat(parts, how="diagonal_relaxed")


def values(rows: Found, column: str) -> list[Any]:
    """Return the distinct values of a column, none of them null; nothing, where rows don't have it."""
    held = next((name for name in rows.columns if name.casefold() == column.casefold()), None)
    return [] if held is None else rows[held].drop_nulls().unique(maintain_order=True).to_list()


def marked(rows: Found, column: str, value: str) -> Found:
    """Return rows with one value in a column, whatever stood there."""
    return rows.with_columns(pl.lit(value).alias(column))


def form(tables: Mapping[str, Found]) -> Form:
    """Return which tables there are, each with its columns and their types."""
    return tuple((name, tuple(rows.schema.items())) for name, rows in sorted(tables.items()))


class Stage:
    """Tables of some form, to be filled later, over which frames can be planned now."""

    def __init__(self, form: Form) -> None:
        self._forms = dict(form)
        self._rows: Mapping[str, Found] = {}

    def view(self, view: View) -> pl.LazyFrame:
        """Return a table as a view will show it."""
        types = dict(self._forms.get(view.of, ()))
        rows = (
            register_io_source(partial(self._fill, view.of), schema=pl.Schema(types))
            if types
            else pl.LazyFrame()
        )
        return shown(view, rows, types)

    def compute(
        self, tables: Mapping[str, Found], frames: Sequence[pl.LazyFrame]
    ) -> list[list[dict[str, Any]]]:
        """Fill the tables and return the rows of frames that were planned over them."""
        self._rows = tables
        with translated():
            # As planned: to look for a better plan takes longer than to compute this one.
            made = pl.collect_all(frames, engine="in-memory", optimizations=pl.QueryOptFlags.none())
        return [frame.to_dicts() for frame in made]

    def _fill(
        self, name: str, columns: list[str] | None, predicate: pl.Expr | None, *_: Any
    ) -> Iterator[Found]:
        rows = self._rows[name] if columns is None else self._rows[name].select(columns)
        yield rows if predicate is None else rows.filter(predicate)
