"""Spans as rows of a lake, and back: nothing of a span is lost on the way."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from rearview.lake.columns import cell_columns
from rearview.sources.otel.ingest.shelves import SPAN_SCHEMA
from rearview.sources.otel.span import Event, Span

_LARGEST = 2**64 - 1
_KIND = 2**31
_AT_ONCE = 4096
"""How many spans are JSON in memory at once."""
_encode = msgspec.json.Encoder(enc_hook=str).encode
_events = msgspec.json.Decoder(tuple[Event, ...]).decode
_decode = msgspec.json.decode


def spans_table(spans: Iterable[tuple[Span, str]]) -> pa.Table:
    """Return spans, each with its session, as rows."""
    resources: dict[int, str] = {}
    rows = (_row(span, session, resources) for span, session in spans)
    return pa.Table.from_batches(iter(lambda: _batch(islice(rows, _AT_ONCE)), None), SPAN_SCHEMA)


def spans_of(path: Path, sessions: pa.Array) -> Iterator[Span]:
    """Yield the spans of some sessions, out of a cell."""
    for rows in cell_columns(path, SPAN_SCHEMA.names, among=("session_id", sessions)):
        for row in rows.filter(pc.is_in(rows["session_id"], sessions)).to_pylist():
            yield _span(row)


def _batch(rows: Iterable[tuple[Any, ...]]) -> pa.RecordBatch | None:
    columns = list(zip(*rows, strict=True))
    arrays = [pa.array(values, field.type) for values, field in zip(columns, SPAN_SCHEMA, strict=False)]
    return pa.RecordBatch.from_arrays(arrays, schema=SPAN_SCHEMA) if columns else None


def _row(span: Span, session: str, resources: dict[int, str]) -> tuple[Any, ...]:
    # Spans of one request share their resource.
    resource = resources.get(id(span.resource))
    if resource is None:
        resource = resources[id(span.resource)] = _encode(span.resource).decode()
    return (
        span.id,
        session,
        span.trace_id,
        span.span_id,
        span.parent_id,
        span.name,
        span.kind if -_KIND <= span.kind < _KIND else 0,
        span.start_ms,
        span.start_ns,
        span.end_ns,
        span.status if -_KIND <= span.status < _KIND else 0,
        span.said,
        _encode(span.attributes).decode(),
        _encode(span.events).decode() if span.events else "[]",
        _encode(span.links).decode() if span.links else "[]",
        resource,
        span.scope,
    )


def _span(row: dict[str, Any]) -> Span:
    return Span(
        row["trace_id"],
        row["span_id"],
        row["parent_id"],
        row["name"],
        row["kind"],
        row["start_ns"],
        row["end_ns"],
        row["status"],
        row["said"],
        _decode(row["attributes"]),
        _events(row["events"]),
        tuple(_decode(row["links"])),
        _decode(row["resource"]),
        row["scope"],
    )
