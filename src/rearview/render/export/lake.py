"""Many sessions of a lake, never all of them in memory: their rows batch by batch, or the ids of their trees.

Rows come in no order, and of one table after the other.
"""

from collections.abc import Iterator

import narwhals as nw
import polars as pl  # where a frame becomes output
import pyarrow as pa

from rearview.library import Lake
from rearview.render.export.rows import schema_of
from rearview.sources.canonical import Frame

ROWS = 10_000
"""How many rows a batch has at most."""


def batches(lake: Lake, table: str) -> Iterator[pa.Table]:
    """Yield the rows of a canonical table."""
    schema = schema_of(table)
    for batch in _streamed(lake.frame(table).select(schema.names)):
        yield batch.to_arrow().cast(schema)


def roots(lake: Lake) -> Iterator[str]:
    """Yield the ids of the outermost sessions: those that nobody called, or that called one of the lake's."""
    sessions = lake.frame("sessions", ("root_session_id",))
    outermost = nw.coalesce("root_session_id", "session_id").alias("session_id")
    for batch in _streamed(sessions.select(outermost).unique()):
        yield from batch["session_id"]


def _streamed(frame: Frame) -> Iterator[pl.DataFrame]:
    native: pl.LazyFrame = frame.to_native()
    return iter(native.collect_batches(chunk_size=ROWS, maintain_order=False, engine="streaming"))
