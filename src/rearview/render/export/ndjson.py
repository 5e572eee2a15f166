"""Canonical rows as JSON, one a line; each names its table first, since rows of all tables stand in one file."""

from collections.abc import Iterable, Iterator

import pyarrow as pa

from rearview.render.export.written import written


def show(table: str, batches: Iterable[pa.Table]) -> Iterator[bytes]:
    """Yield the rows of a table."""
    for batch in batches:
        for row in batch.to_pylist():
            yield written({"table": table, **row}) + b"\n"
