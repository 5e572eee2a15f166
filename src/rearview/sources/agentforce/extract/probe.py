"""What an org really has: its tables and columns, compared with the catalog and with what a lake holds.

The catalog says what to look for, the org what there is. SQL is written in the org's own spelling; the lake keeps the
catalog's. Nothing is read but columns: every question here ends in LIMIT 0.
"""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pyarrow as pa

from rearview.errors import DriftError, QueryError
from rearview.sources.agentforce.catalog import CATALOG, Dmo, Link
from rearview.sources.agentforce.catalog.storage import ARROW
from rearview.sources.agentforce.query import Api, Column
from rearview.sources.agentforce.query.sql import quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceColumn:
    """A column that the org has."""

    name: str
    """What the lake calls it: as the catalog does, if it is known there."""
    asked: str
    """What the org calls it."""
    type: pa.DataType


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceTable:
    """A table that the org has."""

    dmo: Dmo
    api_name: str
    """Its name in the org's spelling, as far as that is known."""
    bare: bool = False
    """Whether it is found only without quotes, which is where an org doesn't mind the case."""
    columns: tuple[SourceColumn, ...]
    """Those of the catalog first, in its order; then what is new, in the org's."""

    @property
    def sql(self) -> str:
        """The table's name as a statement writes it."""
        return self.api_name if self.bare else quoted(self.api_name)

    @property
    def missing(self) -> tuple[str, ...]:
        """The catalog's fields that the org lacks: they are null in the lake."""
        there = {column.name for column in self.columns}
        return tuple(known.name for known in self.dmo.fields if known.name not in there)

    @property
    def new(self) -> tuple[str, ...]:
        """The columns that the catalog doesn't know."""
        known = {known.name for known in self.dmo.fields}
        return tuple(column.name for column in self.columns if column.name not in known)

    @property
    def schema(self) -> pa.Schema:
        """The columns that its cells have: all of the catalog's, and what is new."""
        found = {column.name: column.type for column in self.columns}
        known = {known.name: found.get(known.name, ARROW[known.type]) for known in self.dmo.fields}
        return pa.schema([*known.items(), *((name, found[name]) for name in self.new)])

    def has(self, name: str) -> bool:
        """Whether the org has a column of the catalog."""
        return any(column.name == name for column in self.columns)

    def asked(self, name: str) -> str:
        """Return a column that the org has, as a statement writes it."""
        return quoted(next(column.asked for column in self.columns if column.name == name))

    def shaped(self, rows: pa.Table) -> pa.Table:
        """Return rows that came from the org with the columns of a cell: what it lacks is null."""
        came = {name.casefold(): place for place, name in enumerate(rows.column_names)}
        there = {column.name for column in self.columns}
        return pa.table(
            [
                rows.column(came[known.name.casefold()])
                if known.name in there
                else pa.nulls(rows.num_rows, known.type)
                for known in self.schema
            ],
            schema=self.schema,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What an org has of the catalog."""

    tables: Mapping[str, SourceTable]
    """By folder, in the catalog's order: each after those it hangs on."""
    missing: Mapping[str, str] = field(default_factory=dict)
    """By folder: why a table can't be read."""

    def anchor(self, folder: str) -> Link | None:
        """Return the link to the parent whose time a table without one of its own goes by; None if it has none."""
        table = self.tables[folder]
        if table.dmo.time is not None:
            return None
        return next((link for link in table.dmo.parents if self._is_dated(table, link)), None)

    def windowed(self, folder: str) -> bool:
        """Whether a table is read window by window; else all of it is one cell."""
        return self.tables[folder].dmo.time is not None or self.anchor(folder) is not None

    def _is_dated(self, table: SourceTable, link: Link) -> bool:
        parent = self.tables.get(link.to)
        return parent is not None and parent.dmo.time is not None and table.has(link.field)


def probe(api: Api, folders: Iterable[str] = CATALOG, *, jobs: int = 4) -> Source:
    """Ask an org for its tables and their columns."""
    wanted = set(folders)
    dmos = [dmo for folder, dmo in CATALOG.items() if folder in wanted]
    with ThreadPoolExecutor(jobs, thread_name_prefix="probe") as pool:
        found = dict(
            zip((dmo.folder for dmo in dmos), pool.map(lambda dmo: _look(api, dmo), dmos), strict=True)
        )
    return Source(
        tables={folder: table for folder, table in found.items() if isinstance(table, SourceTable)},
        missing={folder: reason for folder, reason in found.items() if isinstance(reason, str)},
    )


def drift(source: Source, lake_schemas: Mapping[str, pa.Schema]) -> dict[str, DriftError]:
    """Return the tables that can't go into a lake any more: a column's type isn't the one that its cells hold."""
    found: dict[str, DriftError] = {}
    for folder, kept in lake_schemas.items():
        table = source.tables.get(folder)
        for column in table.columns if table else ():
            place = kept.get_field_index(column.name)
            if place >= 0 and kept.field(place).type != column.type:
                found.setdefault(
                    folder,
                    DriftError.column(folder, column.name, kept=kept.field(place).type, now=column.type),
                )
    return found


def _look(api: Api, dmo: Dmo) -> SourceTable | str:
    """Return a table with its columns, or why there is none."""
    for api_name, bare in _spellings(dmo.api_name):
        try:
            columns = _columns(api, api_name if bare else quoted(api_name))
        except QueryError as error:
            if error.reason == "no permission":
                return f"the user may not read {dmo.api_name}"
            if error.reason != "missing table":
                raise
        else:
            return _table(dmo, api_name, columns, bare=bare)
    return f"the org has no {dmo.api_name}, which comes with {dmo.needs}"


def _spellings(api_name: str) -> Iterator[tuple[str, bool]]:
    """Yield what a table may be called, and whether that goes without quotes: the catalog's spelling first."""
    yield api_name, False
    for written, other in (("AIAgent", "AiAgent"), ("AiAgent", "AIAgent")):
        if written in api_name:
            yield api_name.replace(written, other), False
    # Without quotes an org takes any case; some don't, and fold the name to one that isn't there.
    yield api_name, True


def _columns(api: Api, name: str) -> tuple[Column, ...]:
    sql = f"SELECT * FROM {name} LIMIT 0"  # noqa: S608 - a name of the catalog
    return api.result(api.wait(api.start(sql).query_id)).columns


def _table(dmo: Dmo, api_name: str, columns: Iterable[Column], *, bare: bool) -> SourceTable | str:
    """Put an org's columns in the catalog's order and spelling."""
    known = {known.name.casefold(): (place, known.name) for place, known in enumerate(dmo.fields)}
    end = len(known)
    placed = sorted(
        ((*known.get(column.name.casefold(), (end, column.name)), column) for column in columns),
        key=lambda item: item[0],
    )
    table = SourceTable(
        dmo=dmo,
        api_name=api_name,
        bare=bare,
        columns=tuple(
            SourceColumn(name=name, asked=column.name, type=column.type) for _, name, column in placed
        ),
    )
    lacks = [name for name in (dmo.key, dmo.time) if name in table.missing]
    return f"{api_name} has no {' and no '.join(map(str, lacks))}, by which it is read" if lacks else table
