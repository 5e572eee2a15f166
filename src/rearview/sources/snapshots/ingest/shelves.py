"""The tables that a lake of snapshots has: the canonical ones as they are, and the bodies that models were sent.

Owns their columns, how their rows lie, and the order in which they are written: a session becomes visible last, when
all that it holds is there.
"""

import pyarrow as pa

from rearview.lake.layout import Layout
from rearview.sources.cells import layout_of, schema_of

PAYLOADS = "payloads"
CANONICAL = ("logs", "usage", "messages", "steps", "turns", "sessions")
SHELVES = (PAYLOADS, *CANONICAL)
"""Every table, in the order in which they are written."""

BODY_COLUMNS = (
    *("source", "session_id", "step_id", "turn_id"),
    *("at_ms", "direction", "capture", "format", "body"),
)


def _schema(table: str) -> pa.Schema:
    if table == PAYLOADS:
        whole = {"at_ms": pa.int64()}
        return pa.schema([(name, whole.get(name, pa.string())) for name in BODY_COLUMNS])
    return schema_of(table)


def _layout(table: str) -> Layout:
    if table == PAYLOADS:
        return Layout(table=table, time="at_ms", order=("session_id", "at_ms"), lookup=("session_id",))
    return layout_of(table)


SCHEMAS = {table: _schema(table) for table in SHELVES}
LAYOUTS = {table: _layout(table) for table in SHELVES}
PARCEL_SCHEMAS = {
    table: pa.schema([*schema, ("unit", pa.int32()), ("day", pa.int32())])
    for table, schema in SCHEMAS.items()
}
"""The same, with the number of the run that a row is from and its day, as long as rows are under way."""
