"""Every promise that a lake makes, checked against what lies on the disk.

A lake that a run left in the middle of a commit is whole: it shows the old cell or the new one, and what the next
run will finish is a note, not a breach. Nothing is changed here, and nothing is held in memory but one cell's ids.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rearview.errors import BrokenLakeError
from rearview.lake import ledger as ledgers
from rearview.lake.grid import Cell, iso
from rearview.lake.layout import METADATA
from rearview.lake.ledger import Ledger
from rearview.lake.parquet import Footer, read_footer
from rearview.lake.scan import contents, identity_of
from rearview.lake.staging import STAGING, Ticket, tickets

Promise = Literal["readable", "whole", "placed", "unique", "counted", "agreed"]

PROMISES: dict[Promise, str] = {
    "readable": "every cell can be read to its last page",
    "whole": "nothing half-written is visible, and nothing lies among the cells that is none",
    "placed": "every row lies in the window and the partition of its cell",
    "unique": "no two rows of a table have the same key",
    "counted": "every cell has as many rows as were recorded",
    "agreed": "the watermark and the cells say the same",
}

KEYS_AT_ONCE = 4_000_000
"""How many keys of a table are compared in one pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A promise that isn't kept."""

    promise: Promise
    where: Path
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was checked and what was found."""

    root: Path
    tables: int
    cells: int
    rows: int
    breaches: tuple[Breach, ...]
    under_work: tuple[str, ...]
    """Cells that a run left under work; the next run goes on with them."""


def verify(root: Path, *, keys_at_once: int = KEYS_AT_ONCE) -> Verdict:
    """Check every promise of a lake."""
    identity_of(root)
    found, breaches = _survey(root)
    under_work = {ticket.cell: ticket for ticket in tickets(root / METADATA / STAGING)}
    for cell, footer in found.items():
        breaches += _check_cell(root, cell, footer)
    hurt = {breach.where for breach in breaches if breach.promise == "readable"}
    whole = {cell: footer for cell, footer in found.items() if root / cell.path not in hurt}
    tables = sorted({cell.table for cell in found})
    for table in tables:
        own = {cell: footer for cell, footer in whole.items() if cell.table == table}
        breaches += _check_keys(root, table, own, keys_at_once)
    breaches += _check_watermark(root, found, under_work)
    return Verdict(
        root=root,
        tables=len(tables),
        cells=len(found),
        rows=sum(footer.rows for footer in found.values()),
        breaches=tuple(breaches),
        under_work=tuple(sorted(str(cell.path) for cell in under_work)),
    )


def _survey(root: Path) -> tuple[dict[Cell, Footer], list[Breach]]:
    """Read what every cell says of itself."""
    found: dict[Cell, Footer] = {}
    breaches: list[Breach] = []
    for file, cell in contents(root):
        try:
            footer = read_footer(file) if cell is not None else None
        except (OSError, BrokenLakeError) as error:
            breaches.append(Breach(promise="readable", where=file, what=_first_line(error)))
            continue
        if cell is None or footer is None:
            breaches.append(Breach(promise="whole", where=file, what="is no cell of this lake"))
        else:
            found[cell] = footer
    return found, breaches


def _check_cell(root: Path, cell: Cell, footer: Footer) -> Iterator[Breach]:
    """Read every page of a cell; count its rows and look at their times."""
    file = root / cell.path
    rows, timeless, moments = 0, 0, set[int]()
    try:
        with pq.ParquetFile(file, page_checksum_verification=True) as parquet:
            for batch in parquet.iter_batches():
                rows += batch.num_rows
                times = _times(batch, footer.time)
                if times is not None:
                    timeless += times.null_count
                    moments |= {ms for ms in pc.min_max(times).as_py().values() if ms is not None}
    except (pa.ArrowException, OSError) as error:
        yield Breach(promise="readable", where=file, what=_first_line(error))
        return
    if rows != footer.rows:
        yield Breach(promise="counted", where=file, what=f"has {rows:,} rows; {footer.rows:,} were recorded")
    for what in _misplaced(cell, footer, moments, timeless):
        yield Breach(promise="placed", where=file, what=what)


def _misplaced(cell: Cell, footer: Footer, moments: set[int], timeless: int) -> Iterator[str]:
    """Compare a cell's window with its name, and the times of its rows with its window."""
    window = footer.window
    if cell.start_ms != (None if window is None else window.start_ms):
        yield f"covers {window}, which isn't what its name says"
    elif window is None:
        if moments:
            yield f"is for rows without a time and has one of {iso(min(moments))}"
    else:
        if timeless:
            yield f"has {timeless:,} rows without a time"
        outside = sorted(ms for ms in moments if ms not in window)
        if outside:
            yield f"covers {window} and has a row of {iso(outside[0])}"


def _check_watermark(
    root: Path, found: Mapping[Cell, Footer], under_work: Mapping[Cell, Ticket]
) -> Iterator[Breach]:
    """Compare the watermark with the cells; a commit that the next run finishes is no breach."""
    path = root / METADATA / ledgers.NAME
    try:
        ledger = Ledger.load(path.read_bytes()) if path.exists() else Ledger({})
    except (BrokenLakeError, OSError) as error:
        yield Breach(promise="agreed", where=path, what=_first_line(error))
        return
    for table in ledger.tables:
        for cell, _ in ledger.of(table):
            if cell not in found:
                yield Breach(promise="agreed", where=root / cell.path, what="is recorded and isn't there")
    for cell, footer in found.items():
        half_committed = cell in under_work and under_work[cell].is_done_by(footer.entry)
        if ledger.entry(cell) != footer.entry and not half_committed:
            what = "says other than the watermark what it covers and how many rows it has"
            yield Breach(promise="agreed", where=root / cell.path, what=what)


def _check_keys(root: Path, table: str, found: Mapping[Cell, Footer], at_once: int) -> Iterator[Breach]:
    """Look for a key that two rows have, in as many passes as memory asks for."""
    keyed = [(root / cell.path, footer.key) for cell, footer in found.items() if footer.key is not None]
    if not keyed:
        return
    passes = 1 + sum(footer.rows for footer in found.values()) // at_once
    keys = pl.concat(
        [pl.scan_parquet(file).select(pl.col(key).cast(pl.String).alias("key")) for file, key in keyed]
    )
    for number in range(passes):
        share = keys.filter(pl.col("key").hash() % passes == number)
        counted = share.group_by("key").agg(pl.len().alias("rows")).filter(pl.col("rows") > 1)
        twice = counted.sort("key").collect(engine="streaming")
        if twice.height:
            examples = ", ".join(repr(key) for key in twice["key"].head(3))
            what = f"has {twice.height:,} keys more than once, such as {examples}"
            yield Breach(promise="unique", where=root / table, what=what)


def _times(batch: pa.RecordBatch, name: str | None) -> pa.Array | None:
    """Return a batch's times as milliseconds; None where it has none that can be compared."""
    column = batch.column(name) if name is not None and name in batch.schema.names else None
    if column is not None and pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("ms", column.type.tz), safe=False).cast(pa.int64())
    return column if column is not None and pa.types.is_integer(column.type) else None


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
