"""The tables that a lake of spans has: the spans as they were sent, and the canonical tables that follow from them.

Owns their columns, how their rows lie, and the order in which they are written: a session becomes visible last.
"""

import pyarrow as pa

from rearview.lake.layout import Layout
from rearview.sources.cells import layout_of, schema_of
from rearview.sources.otel.rows import SOURCE, Columns

SPANS = "spans"
CANONICAL = ("logs", "assessments", "usage", "messages", "steps", "turns", "sessions")
SHELVES = (SPANS, *CANONICAL)
"""Every table, in the order in which they are written."""

SPAN_SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("session_id", pa.string()),
        ("trace_id", pa.string()),
        ("span_id", pa.string()),
        ("parent_id", pa.string()),
        ("name", pa.string()),
        ("kind", pa.int32()),
        ("started_ms", pa.int64()),
        ("start_ns", pa.uint64()),
        ("end_ns", pa.uint64()),
        ("status", pa.int32()),
        ("said", pa.string()),
        ("attributes", pa.string()),
        ("events", pa.string()),
        ("links", pa.string()),
        ("resource", pa.string()),
        ("scope", pa.string()),
    ]
)
"""What a span is, column by column; attributes, events, links and the resource are JSON."""
_SPAN_LAYOUT = Layout(
    table=SPANS,
    key="id",
    time="started_ms",
    order=("session_id", "started_ms", "id"),
    lookup=("session_id", "trace_id"),
)

SCHEMAS = {SPANS: SPAN_SCHEMA, **{table: schema_of(table) for table in CANONICAL}}
LAYOUTS = {SPANS: _SPAN_LAYOUT, **{table: layout_of(table) for table in CANONICAL}}


def as_table(table: str, columns: Columns) -> pa.Table:
    """Return rows of a canonical table as they are kept."""
    schema = SCHEMAS[table]
    height = len(columns["session_id"])
    return pa.Table.from_arrays(
        [
            pa.repeat(SOURCE, height) if field.name == "source" else pa.array(columns[field.name], field.type)
            for field in schema
        ],
        schema=schema,
    )
