"""Sorted runs: the Arrow files in which the rows of a cell lie until all of them have come.

A run is there whole or not at all. It isn't compressed: that took a third of the time of an extraction, and a run
lives for minutes. It is cut into batches small enough that a merge can hold a few of every run.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from rearview.lake.disk import Disk
from rearview.lake.sort import Key, key_of

BATCH_BYTES = 512 << 10
"""How large a batch becomes at most."""
BATCH_ROWS = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Sorted rows in a file."""

    path: Path
    schema: pa.Schema
    span: tuple[Key, Key] | None
    """The keys of the first row and the last; None where there is no row."""

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the rows in order, a little at a time."""
        with pa.OSFile(str(self.path)) as file:
            # Buffers are small: handing them to threads takes as long as what the threads would do.
            reader = pa.ipc.open_file(file, options=pa.ipc.IpcReadOptions(use_threads=False))
            for number in range(reader.num_record_batches):
                yield reader.get_batch(number)


def open_run(path: Path, order: Sequence[str]) -> Run:
    """Look at a run: of its rows, only the columns they are sorted by, and only the first and the last."""
    with pa.OSFile(str(path)) as file:
        schema = pa.ipc.open_file(file).schema
        fields = sorted(schema.get_field_index(name) for name in order if name in schema.names)
        reader = pa.ipc.open_file(file, options=pa.ipc.IpcReadOptions(included_fields=fields))
        count = reader.num_record_batches
        if not count:
            return Run(path=path, schema=schema, span=None)
        first, last = (pa.Table.from_batches([reader.get_batch(place)]) for place in (0, count - 1))
    span = (key_of(first, order), key_of(last.slice(last.num_rows - 1), order))
    return Run(path=path, schema=schema, span=span)


def write_run(disk: Disk, path: Path, table: pa.Table) -> None:
    """Store sorted rows: encoded in memory first, so that threads that store runs don't wait for each other."""
    encoded = pa.BufferOutputStream()
    with _writer(encoded, table.schema) as writer:
        _write(writer, table)
    disk.store(path, memoryview(encoded.getvalue()))


def write_runs(disk: Disk, path: Path, schema: pa.Schema, tables: Iterator[pa.Table]) -> None:
    """Store any number of tables that together are sorted, as one run."""
    aside = path.with_name(path.name + ".new")
    with disk.create(aside) as file:
        with _writer(file, schema) as writer:
            for table in tables:
                _write(writer, table)
        file.sync()
    disk.rename(aside, path)


def _writer(file: object, schema: pa.Schema) -> pa.RecordBatchFileWriter:
    options = pa.ipc.IpcWriteOptions(use_threads=False)
    return pa.ipc.new_file(file, schema, options=options)


def _write(writer: pa.RecordBatchFileWriter, table: pa.Table) -> None:
    """Write rows in batches of bounded size."""
    if table.num_rows:
        width: int = max(1, table.nbytes // table.num_rows)
        writer.write_table(table.combine_chunks(), max(1, min(BATCH_ROWS, BATCH_BYTES // width)))
