"""Rows of a canonical table, held as columns.

The tables of a snapshot are made column by column, since thousands of snapshots a second leave no time for an object a
row; whoever wants rows gets them from the columns, so that what a field means is written once.
"""

from typing import Any, TypeAlias

from rearview.model.casting import cast
from rearview.model.tables import TABLES

SOURCE = "snapshots"

Columns: TypeAlias = dict[str, list[Any]]
"""The values of each column, row by row; a column that isn't there is null in every row."""


def rows_of(table: str, columns: Columns) -> tuple[Any, ...]:
    """Return the rows of a table, one object each."""
    (number,) = {len(values) for values in columns.values()}
    return tuple(cast(TABLES[table].row, columns, number))
