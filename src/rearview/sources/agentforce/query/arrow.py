"""Arrow streams, as Query V3 sends them: read whole or not at all, and put into the types that are kept."""

from collections.abc import Sequence

import pyarrow as pa

from rearview.sources.agentforce.query.api import Column
from rearview.sources.agentforce.query.columns import places, schema_of
from rearview.sources.agentforce.query.unusable import Unusable


def table_of(body: bytes, columns: Sequence[Column]) -> pa.Table:
    """Return the rows of an Arrow stream under these columns."""
    table = _whole(body)
    order = places([column.name for column in columns], table.column_names)
    if order is None:
        raise Unusable.other_columns()
    arrays = [_kept(table.column(place), column.type) for place, column in zip(order, columns, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema_of(columns))


def _whole(body: bytes) -> pa.Table:
    # The mark at a stream's end can't be asked for: the engine of Data 360 doesn't write it. A stream that is cut exactly
    # between two batches therefore reads well; that its rows are missing shows when all rows of the query are counted.
    source = pa.BufferReader(body)
    try:
        with pa.ipc.open_stream(source) as stream:
            table = stream.read_all()
        if source.tell() != len(body):
            raise Unusable.not_arrow()
        table.validate(full=True)
    except (ValueError, OSError, MemoryError, pa.ArrowException) as error:
        raise Unusable.not_arrow() from error
    return table


def _kept(values: pa.ChunkedArray, kept: pa.DataType) -> pa.ChunkedArray:
    try:
        return values if values.type == kept else values.cast(kept)
    except pa.ArrowException as error:
        raise Unusable.other_columns() from error
