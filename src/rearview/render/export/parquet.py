"""Canonical rows as Parquet, one table a file. No more than a batch is held, however many there are."""

from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from rearview.render.export.rows import schema_of

COMPRESSION = "zstd"


class _Outlet:
    """A file that hands on what is written to it."""

    closed = False

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, chunk: bytes) -> int:
        """Take what is written."""
        self._held.append(bytes(chunk))
        return len(chunk)

    def flush(self) -> None:
        """Hold nothing back that could be flushed."""

    def taken(self) -> Iterator[bytes]:
        """Yield what was written since the last time."""
        held, self._held = self._held, []
        return iter(held)


def show(table: str, batches: Iterable[pa.Table]) -> Iterator[bytes]:
    """Yield the Parquet file of a table."""
    outlet = _Outlet()
    with pq.ParquetWriter(pa.PythonFile(outlet, "w"), schema_of(table), compression=COMPRESSION) as writer:
        for batch in batches:
            writer.write_table(batch)
            yield from outlet.taken()
    yield from outlet.taken()
