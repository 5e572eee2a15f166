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
from rearview.lake.writer import Committed, Writer

AT_ONCE = 64 << 20
"""How many bytes of rows are put into a cell at once."""


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
    there = writer.ledger.entry(cell) is not None
    number = 0
    for rows in _staying(writer.root / cell.path, coming.schema, *going) if there else ():
        staging.put(number, rows, layout)
        number += 1
    staging.put(number, coming, layout)
    return writer.commit(staging, layout)


def _staying(path: Path, schema: pa.Schema, column: str, going: pa.Array) -> Iterator[pa.Table]:
    """Yield the rows of a cell that stay, a bounded number at a time."""
    held: list[pa.Table] = []
    for rows in cell_rows(path):
        stay = rows.filter(pc.invert(pc.is_in(rows[column], going))).select(schema.names).cast(schema)
        held.append(stay)
        if sum(table.nbytes for table in held) >= AT_ONCE:
            yield pa.concat_tables(held)
            held = []
    if held:
        yield pa.concat_tables(held)
