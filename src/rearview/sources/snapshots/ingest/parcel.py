"""Rows on their way from the process that read them into a lake: packed, as they also lie on the disk until they are there.

Owns the form, in which they take a quarter of the room; parcels of one table can be laid end to end.
"""

from collections.abc import Iterable
from typing import TypeAlias

import pyarrow as pa

Parcel: TypeAlias = bytes
_OPTIONS = {"compression": "lz4", "use_threads": False}


def packed(table: pa.Table) -> Parcel:
    """Pack rows."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema, options=pa.ipc.IpcWriteOptions(**_OPTIONS)) as writer:
        writer.write_table(table)
    return bytes(memoryview(sink.getvalue()))


def unpacked(parcels: Iterable[Parcel], schema: pa.Schema) -> pa.Table:
    """Unpack the rows of parcels, those laid end to end too."""
    tables = [schema.empty_table()]
    for parcel in parcels:
        reader = pa.BufferReader(parcel)
        while reader.tell() < len(parcel):
            tables.append(pa.ipc.open_stream(reader).read_all())
    return pa.concat_tables(tables)
