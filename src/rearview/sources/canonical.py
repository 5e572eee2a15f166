"""How the tables of each source become the canonical tables: as recipes, the same on every engine.

A recipe is data wherever it can be: views, and how each column that no view can tell is derived. It must not know an
engine or a lake; whoever has one shows it its views.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

import narwhals as nw

from rearview.engines.view import PARTITION, Kind, View, ViewColumn
from rearview.errors import ArgumentError
from rearview.model.tables import TABLES, Type

Frame = nw.LazyFrame[Any]

SOURCES = {
    "agentforce": "rearview.sources.agentforce.views",
    "otel": "rearview.sources.otel.views",
    "snapshots": "rearview.sources.snapshots.views",
}
"""Every source by its name, and the module that holds its recipes."""

_TYPES: dict[Type, nw.dtypes.DType] = {
    "text": nw.String(),
    "int": nw.Int64(),
    "float": nw.Float64(),
    "bool": nw.Boolean(),
}


class Shelf(Protocol):
    """What recipes are made from: the files of one source, seen by one engine."""

    def view(self, view: View) -> Frame:
        """Return files as a view shows them."""
        ...

    def holes(self, view: View, column: str) -> Frame | None:
        """Return those rows that lack a value in a column of a view; None if there is none, by what files say."""
        ...

    def few(self, rows: Frame) -> Frame | None:
        """Return rows that are few, found once and not each time they are read; None if there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """Columns that no view can tell, and how they are found."""

    columns: tuple[str, ...]
    how: str
    """What they are derived from, in a sentence."""
    add: Callable[[Frame, Shelf], Frame]
    """Adds them to the rows of a view, of which it may neither lose nor double one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Rows of a canonical table that come from one table of a source."""

    view: View
    derived: tuple[Derived, ...] = ()
    """In the order in which they are added: what stands later may lean on what stands before."""
    found: Callable[[Frame, Shelf], Frame | None] | None = None
    """Finds the session of rows whose cell doesn't know it; None if it is known of none. Rows without any are no part of a session, and left out."""
    where: nw.Expr | None = None
    """Which rows count, where not all do."""

    def make(self, shelf: Shelf, wanted: Collection[str]) -> Frame:
        """Return the rows, with those of the wanted columns that they have."""
        frame = self._rows(shelf)
        if self.where is not None:
            frame = frame.filter(self.where)
        for derived in self.derived:
            if not set(wanted).isdisjoint(derived.columns):
                frame = derived.add(frame, shelf)
        return frame

    def _rows(self, shelf: Shelf) -> Frame:
        """Return the rows of the view that belong to sessions."""
        frame = shelf.view(self.view)
        lost = None if self.found is None else shelf.holes(self.view, "session_id")
        if self.found is None or lost is None:
            return frame
        found = self.found(lost, shelf)
        rows = frame if found is None else nw.concat([frame, found.select(frame.columns)])
        return rows.filter(~nw.col("session_id").is_null())


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How one canonical table is made."""

    source: str
    """What its rows say they come from, where they don't say so themselves."""
    table: str
    parts: tuple[Part, ...]

    def make(self, shelf: Shelf, wanted: Collection[str] | None = None) -> Frame:
        """Return the canonical table, and `date`; columns that are neither wanted nor plainly there are null."""
        names = [column.name for column in TABLES[self.table].columns]
        frames = [part.make(shelf, names if wanted is None else wanted) for part in self.parts]
        return nw.concat([self._canonical(frame) for frame in frames])

    def _canonical(self, frame: Frame) -> Frame:
        """Return exactly the columns of the table, and the day."""
        held, constants = set(frame.columns), {"source": self.source}
        columns = (
            (nw.col(name) if name in held else nw.lit(constants.get(name), _TYPES[type_]).alias(name)).cast(
                _TYPES[type_]
            )
            for name, type_ in View(table=self.table, of=self.table).schema.items()
        )
        return frame.select(*columns, nw.col(PARTITION))


def recipes(source: str) -> Mapping[str, Recipe]:
    """Return how each canonical table is made from the tables of a source."""
    if source not in SOURCES:
        raise ArgumentError.unknown_name(source, of="source", known=list(SOURCES))
    found: Mapping[str, Recipe] = import_module(SOURCES[source]).RECIPES
    return found


def view_of(folder: str, kinds: Mapping[Kind, Mapping[str, str]]) -> View:
    """Return a view of a source's table: by kind, each of its columns with the source's column that fills it."""
    return View(
        of=folder,
        columns=tuple(
            ViewColumn(name=name, column=column, kind=kind)
            for kind, columns in kinds.items()
            for name, column in columns.items()
        ),
    )
