"""Canonical rows as CSV, one table a file, harmless to a spreadsheet."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from rearview.model.tables import TABLES
from rearview.render import forms


def show(table: str, batches: Iterable[pa.Table]) -> Iterator[bytes]:
    """Yield the rows of a table below the names of its columns."""
    columns = [column.name for column in TABLES[table].columns]
    return forms.csv(columns, (row for batch in batches for row in batch.to_pylist()))
