"""Finds the session of rows that don't name it, through the rows that they hang on.

Those lie in cells of the lake, or still under work beside the cell that is to be committed. A cell in its place holds
the sessions of its own rows; for one under work they are found in turn, as many levels up as it takes. Only what the
cell's rows name is looked for, so memory is bounded by them. No query is sent, and nothing is kept for another cell.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from rearview.errors import UnreadableError
from rearview.lake.columns import cell_columns, run_columns
from rearview.lake.grid import HOUR_MS, Cell, Window
from rearview.lake.ledger import Ledger
from rearview.lake.runs import Run
from rearview.lake.staging import Staging
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.storage import layout
from rearview.sources.agentforce.catalog.ways import SESSION_ID, owns_session, session_field, ways
from rearview.sources.agentforce.lineage.ids import key_fields, keys, named, plain
from rearview.sources.agentforce.lineage.index import PAIRS, Index, distinct, places, whole

BEFORE_MS = 6 * HOUR_MS
AFTER_MS = HOUR_MS
"""How long before a row, and after it, what it hangs on may have happened."""

Read = Callable[[Sequence[str]], Iterable[pa.Table]]
"""Reads columns of some rows, a little at a time."""


@dataclass(frozen=True, slots=True)
class Filler:
    """Gives rows of one table their sessions; those that have one keep it."""

    ways: tuple[tuple[str, Index | None], ...]
    """Fields with the sessions of what they name, the first to be tried first; None where they name the session."""

    def __call__(self, rows: pa.Table) -> pa.Table:
        """Return rows with the column `session_id`."""
        place = rows.schema.get_field_index(SESSION_ID)
        found = pa.nulls(rows.num_rows, pa.string()) if place < 0 else whole(rows[SESSION_ID])
        for field, index in self.ways:
            if found.null_count and field in rows.column_names:
                values = pc.if_else(found.is_valid(), None, whole(rows[field]))
                found = pc.coalesce(found, plain(values) if index is None else index.find(values))
        if place < 0:
            return rows.append_column(SESSION_ID, found)
        return rows.set_column(place, SESSION_ID, found)


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where to look for what rows hang on."""

    root: Path
    """The lake."""
    ledger: Ledger
    """Its cells."""
    staged: Sequence[Staging] = ()
    """Cells that are complete and not yet in their place."""

    def fill(self, staging: Staging) -> Filler | None:
        """Return what gives the rows of a staged cell their sessions; None where they need none."""
        ticket = staging.ticket
        if not owns_session(ticket.table):
            return None
        return self.filler(ticket.table, ticket.window, partial(run_columns, _runs(staging)))

    def filler(self, table: str, window: Window | None, read: Read) -> Filler:
        """Return what gives some rows of a window their sessions."""
        fields = dict.fromkeys(way.field for way in ways(table) if way.to != "sessions")
        wanted = {
            field: named(distinct(whole(rows[field]) for rows in read([field]))).drop_null()
            for field in fields
        }
        indexes = (
            None if way.to == "sessions" else self._index(way.to, way.column, wanted[way.field], window)
            for way in ways(table)
        )
        return Filler(tuple((way.field, index) for way, index in zip(ways(table), indexes, strict=True)))

    def knows(self, table: str, window: Window | None) -> bool:
        """Whether there is a cell in its place in which rows of a window may find what they hang on."""
        return any(self._cells(way.to, window) for way in ways(table))

    def _index(self, table: str, column: str, wanted: pa.Array, window: Window | None) -> Index:
        """Return the sessions of those rows near a window that hold a wanted value."""
        if not len(wanted):
            return Index.of([])
        cells = [self._of_cell(cell, column, wanted) for cell in self._cells(table, window)]
        beside = [self._of_staging(staging, column, wanted) for staging in self._under_work(table, window)]
        return Index.of(_sifted(chain.from_iterable([*beside, *cells]), wanted))

    def _of_cell(self, cell: Cell, column: str, wanted: pa.Array) -> Iterator[pa.Table]:
        """Yield keys with their sessions from a cell in its place, which holds them; a damaged one harms only itself."""
        session = session_field(cell.table) or SESSION_ID
        names = key_fields(cell.table, column)
        among = (column, wanted) if len(names) == 1 else None
        with suppress(UnreadableError):
            for rows in cell_columns(self.root / cell.path, _once([*names, session]), among=among):
                yield _pairs(keys(cell.table, column, rows), rows[session])

    def _of_staging(self, staging: Staging, column: str, wanted: pa.Array) -> Iterator[pa.Table]:
        """Yield keys with their sessions from a cell under work, where these may have to be found first."""
        table, session = staging.ticket.table, session_field(staging.ticket.table)
        names = [*key_fields(table, column), *([session] if session else [way.field for way in ways(table)])]
        parts: Iterable[pa.Table] = (
            rows.append_column("key", keys(table, column, rows))
            for rows in run_columns(_runs(staging), _once(names))
        )
        if session is None:
            held = _sifted(parts, wanted)
            fill = self.filler(
                table, staging.ticket.window, lambda fields: (part.select(fields) for part in held)
            )
            parts, session = map(fill, held), SESSION_ID
        for rows in parts:
            yield _pairs(rows["key"], rows[session])

    def _under_work(self, table: str, window: Window | None) -> list[Staging]:
        own = [staging for staging in self.staged if staging.ticket.table == table]
        return [staging for staging in own if _near(window, staging.ticket.window)]

    def _cells(self, table: str, window: Window | None) -> list[Cell]:
        """Return the cells near a window that aren't about to be replaced."""
        replaced = {staging.ticket.cell for staging in self.staged}
        entries = self.ledger.tables.get(table, {}).items()
        return [cell for cell, entry in entries if cell not in replaced and _near(window, entry.window)]


def _runs(staging: Staging) -> list[Run]:
    return staging.runs(layout(CATALOG[staging.ticket.table]).order)


def _near(window: Window | None, other: Window | None) -> bool:
    """Whether rows of a window may hang on rows of another; those without a time may on any, and any on them."""
    if window is None or other is None:
        return True
    return other.overlaps(Window(window.start_ms - BEFORE_MS, window.end_ms + AFTER_MS))


def _sifted(parts: Iterable[pa.Table], wanted: pa.Array) -> list[pa.Table]:
    """Return the rows whose key is wanted, perhaps with as many others: fewer aren't worth looking up."""
    sifted: list[pa.Table] = []
    held: list[pa.Table] = []
    for part in parts:
        held.append(part)
        if sum(rows.num_rows for rows in held) > len(wanted):
            rows = pa.concat_tables(held).combine_chunks()
            sifted.append(rows.filter(places(whole(rows["key"]), wanted).is_valid()))
            held = []
    return sifted + held


def _pairs(keys: pa.Array, sessions: pa.ChunkedArray) -> pa.Table:
    return pa.table([keys, plain(whole(sessions)).dictionary_encode()], schema=PAIRS)


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
