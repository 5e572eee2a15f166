"""Rows of canonical tables without what is private in them, batch by batch."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from rearview.render.redaction import Redaction


def without_private(redaction: Redaction, table: str, batches: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Yield the rows of a table as a redaction leaves them."""
    for batch in batches:
        yield _changed(redaction, table, batch)


def _changed(redaction: Redaction, table: str, batch: pa.Table) -> pa.Table:
    for place, column in enumerate(batch.schema):
        values = redaction.column(table, column.name, batch[column.name].to_pylist())
        if values is not None:
            batch = batch.set_column(place, column, pa.array(values, column.type))
    return batch
