"""Sorting more rows than memory holds: sorted runs on disk, merged a part at a time.

The merge holds `AT_ONCE` bytes of all its runs together, in small batches of each; more than `FAN_IN` runs are first
merged into fewer. Rows never become Python objects, only their keys do: each round takes, from every run at once,
the rows up to the smallest of the runs' last loaded keys, and sorts those.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from rearview.lake.disk import Disk

FAN_IN = 128
AT_ONCE = 16 << 20
BATCH_BYTES = AT_ONCE // FAN_IN
BATCH_ROWS = 4096

Key = tuple[tuple[bool, Any], ...]


def sort_rows(table: pa.Table, order: Sequence[str]) -> pa.Table:
    """Sort a table in memory, nulls last."""
    if not order or table.num_rows < 2:  # noqa: PLR2004 - fewer than two rows are sorted
        return table
    table = table.combine_chunks()  # rows are taken from one chunk seven times as fast as from many
    keys = pa.table({str(place): _comparable(table[name]) for place, name in enumerate(order)})
    places = pc.sort_indices(keys, sort_keys=[(name, "ascending") for name in keys.column_names])
    return table.take(places)


def write_run(disk: Disk, path: Path, table: pa.Table) -> None:
    """Store sorted rows, whole or not at all, in batches that a merge can hold many of."""
    write_runs(disk, path, table.schema, iter([table]))


def write_runs(disk: Disk, path: Path, schema: pa.Schema, tables: Iterator[pa.Table]) -> None:
    """Store tables that together are sorted as one run."""
    aside = path.with_name(path.name + ".new")
    with disk.create(aside) as file:
        with pa.ipc.new_file(file, schema) as writer:
            for table in tables:
                writer.write_table(table.combine_chunks(), max_chunksize=_batch_rows(table))
        file.sync()
    disk.rename(aside, path)


def run_schema(path: Path) -> pa.Schema:
    """Return the schema of a run."""
    with pa.OSFile(str(path)) as file:
        return pa.ipc.open_file(file).schema


def fewer_runs(disk: Disk, folder: Path, runs: list[Path], order: Sequence[str]) -> list[Path]:
    """Merge runs into longer ones in a folder until one merge can take them all."""
    level = 0
    while len(runs) > FAN_IN:
        longer = []
        for number, group in enumerate(_groups(runs, FAN_IN)):
            path = folder / f"run-{level}-{number:05}.arrow"
            write_runs(disk, path, run_schema(group[0]), merge(group, order))
            longer.append(path)
        runs, level = longer, level + 1
    return runs


def merge(runs: Sequence[Path], order: Sequence[str]) -> Iterator[pa.Table]:
    """Yield the rows of sorted runs in order, as tables of bounded size."""
    share = AT_ONCE // max(1, len(runs))
    heads = [head for head in (_Head(path, order, share) for path in runs) if head.advance()]
    while heads:
        limit = min(head.last for head in heads)
        yield sort_rows(pa.concat_tables([head.take(limit) for head in heads]), order)
        heads = [head for head in heads if head.rows or head.advance()]


def _groups(runs: list[Path], size: int) -> Iterator[list[Path]]:
    return (runs[place : place + size] for place in range(0, len(runs), size))


def _batch_rows(table: pa.Table) -> int:
    """How many rows of a table make a batch of bounded size."""
    width: int = max(1, table.nbytes // max(1, table.num_rows))
    return max(1, min(BATCH_ROWS, BATCH_BYTES // width))


def _comparable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column whose values Python can compare: moments as integers, whatever their zone is called."""
    if pa.types.is_temporal(column.type):
        return column.cast(pa.int64() if column.type.bit_width == pa.int64().bit_width else pa.int32())
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type)
    return column


class _Head:
    """The rows of one run that are loaded and not yet taken."""

    def __init__(self, path: Path, order: Sequence[str], share: int) -> None:
        self._reader = pa.ipc.open_file(pa.OSFile(str(path)))
        self._order = order
        self._share = share
        self._next = 0
        self._start = 0
        self._keys: list[Key] = []
        self._table = self._reader.schema.empty_table()

    @property
    def rows(self) -> int:
        """How many rows are loaded and not yet taken."""
        return len(self._keys) - self._start

    @property
    def last(self) -> Key:
        """The key of the last row that is loaded."""
        return self._keys[-1]

    def advance(self) -> bool:
        """Load the next rows, as many as the run's share allows and at least a batch; False when there are none."""
        batches: list[pa.RecordBatch] = []
        size = 0
        while self._next < self._reader.num_record_batches and (size < self._share or not batches):
            batch = self._reader.get_batch(self._next)
            self._next += 1
            if batch.num_rows:
                batches.append(batch)
                size += batch.nbytes
        if not batches:
            return False
        self._table, self._start = pa.Table.from_batches(batches), 0
        columns = [_comparable(self._table[name]).to_pylist() for name in self._order]
        self._keys = [tuple((value is None, value) for value in row) for row in zip(*columns, strict=True)]
        self._keys = self._keys or [()] * self._table.num_rows
        return True

    def take(self, limit: Key) -> pa.Table:
        """Take the loaded rows up to and including a key."""
        end = bisect_right(self._keys, limit, lo=self._start)
        taken = self._table.slice(self._start, end - self._start)
        self._start = end
        return taken
