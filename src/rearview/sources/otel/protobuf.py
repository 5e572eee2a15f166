"""OTLP as protobuf: the bytes of a request, or of a file, to spans.

A file may hold one request after the other, which is the same to protobuf, or each with its length before it.
"""

from collections.abc import Iterable
from contextlib import suppress
from sys import intern
from typing import TYPE_CHECKING, Any

from rearview.sources.otel.span import Attributes, Batch, Event, Span
from rearview.sources.otel.unreadable import Unreadable

if TYPE_CHECKING:
    from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

_TRACE, _SPAN = 16, 8
_CONTINUES, _SEVEN = 0x80, 7
_RESOURCE_SPANS = 0x0A
"""What every request begins with: its first field, which has a length."""
_LONGEST = 10


def read(body: bytes) -> Batch:
    """Return the spans of a request."""
    return _spans(_parsed(body))


def count(body: bytes) -> tuple[int, int]:
    """Return how many spans of a request can be kept, and how many can't."""
    ids = [
        len(span.trace_id) == _TRACE and len(span.span_id) == _SPAN
        for resource in _parsed(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    return sum(ids), len(ids) - sum(ids)


def records(signal: str, body: bytes) -> int:
    """Return how many log records or metrics a request has."""
    from google.protobuf.message import DecodeError
    from opentelemetry.proto.logs.v1.logs_pb2 import LogsData
    from opentelemetry.proto.metrics.v1.metrics_pb2 import MetricsData

    try:
        if signal == "logs":
            logs = LogsData.FromString(body)
            return sum(len(scope.log_records) for of in logs.resource_logs for scope in of.scope_logs)
        metrics = MetricsData.FromString(body)
    except DecodeError as error:
        raise Unreadable.protobuf() from error
    return sum(len(scope.metrics) for of in metrics.resource_metrics for scope in of.scope_metrics)


def requests(data: bytes) -> list[bytes]:
    """Return the requests of a file."""
    if not data:
        return []
    with suppress(Unreadable):
        if _parsed(data).resource_spans:
            return [data]
    return _delimited(data)


def looks_so(head: bytes) -> bool:
    """Whether bytes begin as requests do, with their length before them or without."""
    start = 0 if head[:1] == bytes([_RESOURCE_SPANS]) else _length(head, 0)[1]
    return head[start : start + 1] == bytes([_RESOURCE_SPANS])


def _parsed(body: bytes) -> "TracesData":
    # These take longer to import than it takes to see that a file is something else.
    from google.protobuf.message import DecodeError
    from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

    data = TracesData()
    try:
        data.ParseFromString(body)
    except DecodeError as error:
        raise Unreadable.protobuf() from error
    return data


def _delimited(data: bytes) -> list[bytes]:
    found, place = [], 0
    while place < len(data):
        size, start = _length(data, place)
        if not start or start + size > len(data):
            raise Unreadable.protobuf()
        found.append(data[start : start + size])
        place = start + size
    return found


def _length(data: bytes, place: int) -> tuple[int, int]:
    """Return the number that stands at a place, and where it ends; 0 if there is none."""
    size = 0
    for number, byte in enumerate(data[place : place + _LONGEST]):
        size |= (byte & ~_CONTINUES) << (_SEVEN * number)
        if not byte & _CONTINUES:
            return size, place + number + 1
    return 0, 0


def _spans(data: "TracesData") -> Batch:
    spans: list[Span] = []
    rejected = 0
    for of in data.resource_spans:
        resource = _attributes(of.resource.attributes)
        for scope in of.scope_spans:
            name = scope.scope.name
            for span in scope.spans:
                if len(span.trace_id) == _TRACE and len(span.span_id) == _SPAN:
                    spans.append(_span(span, resource, name))
                else:
                    rejected += 1
    return Batch(spans, rejected)


def _span(span: Any, resource: Attributes, scope: str) -> Span:
    parent, status, events, links = span.parent_span_id, span.status, span.events, span.links
    return Span(
        span.trace_id.hex(),
        span.span_id.hex(),
        parent.hex() if parent else None,
        span.name,
        span.kind,
        span.start_time_unix_nano,
        span.end_time_unix_nano,
        status.code,
        status.message,
        _attributes(span.attributes),
        tuple(Event(event.name, event.time_unix_nano, _attributes(event.attributes)) for event in events)
        if events
        else (),
        tuple(_link(link) for link in links) if links else (),
        resource,
        scope,
    )


def _link(link: Any) -> Attributes:
    return {
        "trace_id": link.trace_id.hex(),
        "span_id": link.span_id.hex(),
        "attributes": _attributes(link.attributes),
    }


def _attributes(pairs: Iterable[Any]) -> Attributes:
    found = {}
    for pair in pairs:
        value = pair.value
        # The usual first: nearly all values are texts or numbers, and asking which it is takes longest.
        found[intern(pair.key)] = value.string_value or value.int_value or _value(value)
    return found


def _value(value: Any) -> Any:
    which = value.WhichOneof("value")
    if which is None:
        return None
    if which == "array_value":
        return [_value(part) for part in value.array_value.values]
    if which == "kvlist_value":
        return {pair.key: _value(pair.value) for pair in value.kvlist_value.values}
    told = getattr(value, which)
    return told.hex() if which == "bytes_value" else told
