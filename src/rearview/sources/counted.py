"""What a run did to the tables of a lake, counted cell by cell, whatever the rows were made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from rearview.lake.writer import Committed


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReport:
    """What a run did to one table."""

    rows: int = 0
    """How many rows lie in the cells that it wrote."""
    new: int = 0
    changed: int = 0
    gone: int = 0
    """How many rows weren't there before, are other than before, and are there no more."""
    cells: int = 0
    bytes: int = 0
    """The size of the cells as files."""


def with_cell(tables: Mapping[str, TableReport], table: str, done: Committed) -> dict[str, TableReport]:
    """Return what was done to the tables, a cell of one of them included."""
    of = tables.get(table, TableReport())
    return {
        **tables,
        table: TableReport(
            rows=of.rows + done.entry.rows,
            new=of.new + done.new,
            changed=of.changed + done.changed,
            gone=of.gone + done.gone,
            cells=of.cells + 1,
            bytes=of.bytes + done.bytes,
        ),
    }
