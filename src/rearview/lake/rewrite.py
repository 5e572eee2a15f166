"""A cell written anew from itself: the rows of some sessions go, others come, the rest stay.

It holds a bounded number of rows at once. Which rows go is told by the values of one column; it knows nothing of them.
"""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from rearview.lake.columns import cell_rows
from rearview.lake.grid import DAY_MS, Cell, Window
from rearview.lake.layout import Layout
from rearview.lake.runs import BATCH_ROWS
from rearview.lake.sort import sort_rows
from rearview.lake.writer import Committed, Writer


def rewrite(
    writer: Writer,
    cell: Cell,
    coming: pa.Table,
    *,
    going: tuple[str, pa.Array],
    layout: Layout,
    read_ms: int,
) -> Committed:
    """Write a cell of a day anew: the rows that it keeps, and those that come; `going` names a column and values."""
    start = cell.start_ms
    staging = writer.begin(
        cell.table, None if start is None else Window(start, start + DAY_MS), read_ms=read_ms
    )
    if writer.ledger.entry(cell) is not None:
        staging.put_sorted(0, coming.schema, _staying(writer.root / cell.path, coming.schema, *going))
    staging.put_sorted(1, coming.schema, _parts(sort_rows(coming, layout.order)))
    return writer.commit(staging, layout)


def _staying(path: Path, schema: pa.Schema, column: str, going: pa.Array) -> Iterator[pa.Table]:
    """Yield the rows of a cell that stay, in order, a bounded number at a time."""
    for rows in cell_rows(path):
        yield rows.filter(pc.invert(pc.is_in(rows[column], going))).select(schema.names).cast(schema)


def _parts(rows: pa.Table) -> Iterator[pa.Table]:
    """Yield rows a few at a time: memory that is used over and over is quicker than as much that is new."""
    return (rows.slice(place, BATCH_ROWS) for place in range(0, rows.num_rows, BATCH_ROWS))
