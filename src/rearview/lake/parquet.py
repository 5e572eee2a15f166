"""One cell as one Parquet file: how it is written, and the footer that says what it is.

Rows lie in groups small enough that looking up one session reads little, with a bloom filter on what rows are looked
up by, a page index and page checksums. The footer carries the cell's ledger entry, so that a file says by itself
which window it covers and when it was read, and a lake whose bookkeeping was lost can be understood again.
"""

from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import reduce
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rearview.errors import BrokenLakeError
from rearview.lake.disk import Disk
from rearview.lake.grid import Window
from rearview.lake.layout import Layout
from rearview.lake.ledger import Entry

GROUP_ROWS = 16_384
GROUP_BYTES = 32 << 20
"""Where a group ends at the latest, by the bytes of its texts: a few groups are in memory at once."""
COMPRESSION = "zstd"
LEVEL = 1
"""Of zstd: level 3 makes files 5 % smaller for 40 % more time, and the encoder is what a run waits for."""
FALSE_POSITIVES = 0.01

_FOOTER = b"rearview"


class Footer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a cell's file says of itself."""

    read_ms: int
    rows: int
    start_ms: int | None = None
    end_ms: int | None = None
    unfinished: bool = False
    key: str | None = None
    time: str | None = None
    own: tuple[str, ...] = ()
    """The columns that aren't the source's: they were added when the cell was written."""

    @property
    def window(self) -> Window | None:
        """The span of time that the cell covers."""
        return None if self.start_ms is None or self.end_ms is None else Window(self.start_ms, self.end_ms)

    @property
    def entry(self) -> Entry:
        """The cell's entry in the ledger."""
        return Entry(window=self.window, read_ms=self.read_ms, rows=self.rows, unfinished=self.unfinished)


def write_cell(
    disk: Disk,
    path: Path,
    schema: pa.Schema,
    groups: Iterator[pa.Table],
    *,
    layout: Layout,
    entry: Entry,
    own: Collection[str] = (),
) -> Entry:
    """Write the row groups of a cell to a file that nobody sees yet; return the entry, its rows counted."""
    rows = 0
    coming = _ahead(groups)
    first = next(coming, schema.empty_table())
    with disk.create(path) as file:
        writer = pq.ParquetWriter(file, schema, **_options(first, layout))
        try:
            for group in chain([first] if first.num_rows else [], coming):
                writer.write_table(group, row_group_size=GROUP_ROWS)
                rows += group.num_rows
            entry = replace(entry, rows=rows)
            footer = _footer(layout, entry, own=[name for name in schema.names if name in own])
            writer.add_key_value_metadata({_FOOTER: msgspec.json.encode(footer)})
        except BaseException:
            file.close()  # the writer still writes its end when it is closed: let that go nowhere
            raise
        finally:
            writer.close()
        file.sync()
    return entry


def row_groups(tables: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Cut a stream of rows into row groups, the same ones however the stream was cut before."""
    held: list[pa.Table] = []
    rows = size = 0
    for table in tables:
        held.append(table)
        rows, size = rows + table.num_rows, size + table.nbytes
        while rows >= GROUP_ROWS or size >= GROUP_BYTES:
            whole = pa.concat_tables(held)
            count = GROUP_ROWS if size < GROUP_BYTES else _first_group(whole)
            if count > rows:
                held = [whole]
                break
            group, held = whole.slice(0, count).combine_chunks(), [whole.slice(count)]
            rows, size = rows - count, held[0].nbytes
            del whole  # while a group waits to be written, only what is left over is held
            yield group
    if rows:
        yield pa.concat_tables(held).combine_chunks()


def _first_group(rows: pa.Table) -> int:
    """Return how many of the first rows make a group; more than there are if they don't fill one."""
    ends = pc.cumulative_sum(_weights(rows.slice(0, GROUP_ROWS)))
    return min(GROUP_ROWS, 1 + int(pc.sum(pc.less(ends, GROUP_BYTES)).as_py()))


def _weights(rows: pa.Table) -> pa.ChunkedArray:
    """Return how many bytes the texts of each row have; all else is small."""
    texts = [column for column in rows.columns if _is_text(column.type)]
    lengths = (pc.fill_null(pc.binary_length(column).cast(pa.int64()), 0) for column in texts)
    return reduce(pc.add, lengths, pa.chunked_array([pa.repeat(pa.scalar(0, pa.int64()), rows.num_rows)]))


def _is_text(kind: pa.DataType) -> bool:
    return any(
        is_it(kind)
        for is_it in (
            pa.types.is_string,
            pa.types.is_large_string,
            pa.types.is_binary,
            pa.types.is_large_binary,
        )
    )


def read_footer(path: Path) -> Footer | None:
    """Return what a file says of itself; None where it isn't a cell of a lake."""
    try:
        stored = (pq.read_metadata(path).metadata or {}).get(_FOOTER)
        return None if stored is None else msgspec.json.decode(stored, type=Footer)
    except (pa.ArrowException, OSError, msgspec.MsgspecError) as error:
        raise BrokenLakeError.unreadable_footer(path, error) from error


def _footer(layout: Layout, entry: Entry, *, own: Iterable[str]) -> Footer:
    window = entry.window
    return Footer(
        read_ms=entry.read_ms,
        rows=entry.rows,
        start_ms=None if window is None else window.start_ms,
        end_ms=None if window is None else window.end_ms,
        unfinished=entry.unfinished,
        key=layout.key,
        time=layout.time,
        own=tuple(own),
    )


def _options(first: pa.Table, layout: Layout) -> dict[str, Any]:
    """Choose how a cell is encoded; its first group stands for the others."""
    schema = first.schema
    blooms = {
        name: {"ndv": GROUP_ROWS, "fpp": FALSE_POSITIVES} for name in layout.lookup if name in schema.names
    }
    order = [pq.SortingColumn(schema.get_field_index(name)) for name in layout.order if name in schema.names]
    return {
        "compression": COMPRESSION,
        "compression_level": LEVEL,
        "use_dictionary": [name for name in schema.names if _repeats(first[name])] or False,
        "write_page_index": True,
        "write_page_checksum": True,
        "bloom_filter_options": blooms or None,
        "sorting_columns": order or None,
    }


def _repeats(column: pa.ChunkedArray) -> bool:
    """Whether values occur twice or more: then a dictionary makes a column smaller, else larger and slower to write."""
    try:
        distinct: int = pc.count_distinct(column).as_py()
    except pa.ArrowNotImplementedError:  # nested columns and dictionaries, which the encoder knows best
        return True
    return 2 * distinct <= len(column)


def _ahead(groups: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Make the next group while the one before is written: each keeps a core busy."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, groups, None)
        while (group := coming.result()) is not None:
            coming = thread.submit(next, groups, None)
            yield group
