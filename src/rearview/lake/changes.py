"""What reading a cell again brought: how many of its rows are new, changed and gone.

Rows are known by their key and compared by their content; of each, only a hash of both is kept. A column that isn't
there counts as one of nulls, and the order of columns doesn't count, so a source that adds an empty column changes no
row. Columns of our own say nothing of the source and are left out.
"""

import zlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import xor
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from rearview.errors import BrokenLakeError
from rearview.lake.parquet import Footer, read_footer

BATCH_ROWS = 4096
AT_ONCE = 250_000
"""How many rows are compared in one pass: a comparison takes a dozen times the memory of the hashes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """How a cell differs from the one whose place it takes."""

    new: int
    changed: int
    gone: int


class Comparison:
    """A cell that is being written, beside the file whose place it will take."""

    def __init__(self, place: Path, *, key: str | None, own: Collection[str]) -> None:
        footer = _footer(place)
        self.own = frozenset(own).union(footer.own if footer else ())
        """The columns that aren't the source's."""
        self._key = key
        self._place = place if footer else None
        self._rows = 0
        self._seen: list[pl.DataFrame] = []

    def see(self, rows: pa.Table) -> None:
        """Take note of rows that are written."""
        self._rows += rows.num_rows
        if self._place is not None:
            self._seen.append(self._hashed(rows))

    def changes(self, *, at_once: int = AT_ONCE) -> Changes:
        """Compare what was seen with the file; where none can be read, every row is new."""
        try:
            before = [] if self._place is None else self._before(self._place)
        except (pa.ArrowException, OSError):
            before = []
        if not before:
            return Changes(new=self._rows, changed=0, gone=0)
        return _compare(_joined(before), _joined(self._seen), at_once)

    def _before(self, place: Path) -> list[pl.DataFrame]:
        with pq.ParquetFile(place) as file:
            names = [name for name in file.schema_arrow.names if name not in self.own]
            batches = file.iter_batches(BATCH_ROWS, columns=names, use_threads=False)
            return [self._hashed(pa.Table.from_batches([batch])) for batch in batches]

    def _hashed(self, rows: pa.Table) -> pl.DataFrame:
        """Return the hashes of the rows' content, and of their keys; without a key, a row is known by its content."""
        names = [name for name in rows.column_names if name not in self.own]
        row = reduce(xor, map(_hash, names))
        key = row if self._key is None or self._key not in names else pl.col(self._key).hash()
        return pl.DataFrame(rows.select(names)).select(key=key, row=row)


def _footer(place: Path) -> Footer | None:
    """Return what the file in a cell's place says of itself; a damaged one is replaced as if it weren't there."""
    try:
        return read_footer(place) if place.exists() else None
    except BrokenLakeError:
        return None


def _hash(name: str) -> pl.Expr:
    """Hash a column so that nulls count for nothing and columns don't count for one another."""
    column = pl.col(name)
    nothing = pl.lit(0, pl.UInt64)
    return pl.when(column.is_not_null()).then(column.hash(zlib.crc32(name.encode()))).otherwise(nothing)


def _joined(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema={"key": pl.UInt64, "row": pl.UInt64}), *parts])


def _compare(before: pl.DataFrame, after: pl.DataFrame, at_once: int) -> Changes:
    """Compare the hashes of two cells, a share of the keys at a time."""
    passes = 1 + max(before.height, after.height) // at_once
    new = kept = same = gone = 0
    for number in range(passes):
        old, now = (frame.filter(pl.col("key") % passes == number) for frame in (before, after))
        kept_here = now.join(old, on="key", how="semi")
        kept += kept_here.height
        same += kept_here.join(old, on=["key", "row"], how="semi").height
        new += now.height - kept_here.height
        gone += old.join(now, on="key", how="anti").height
    return Changes(new=new, changed=kept - same, gone=gone)
