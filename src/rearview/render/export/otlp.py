"""Spans as OTLP, the form in which OpenTelemetry sends traces: as JSON, and as the bytes of protobuf.

Both say the same. Bytes come as whole requests, each small enough to be sent; one after the other they are one too,
since that is how protobuf joins messages.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from math import isfinite
from typing import TYPE_CHECKING, Any

from rearview import __version__
from rearview.model.session import Tree
from rearview.render.export.attribute import Mapped, by_sort, read
from rearview.render.export.genai import GENAI, SCHEMA_URL
from rearview.render.export.openinference import OPENINFERENCE
from rearview.render.export.span import Attributes, Span, Value
from rearview.render.export.spans import spans
from rearview.render.export.written import written

if TYPE_CHECKING:
    from opentelemetry.proto.common.v1.common_pb2 import AnyValue
    from opentelemetry.proto.trace.v1.trace_pb2 import Span as Message

SPANS = 1_000
BYTES = 4 << 20
"""Where a request ends at the latest: it has so many spans, or so many bytes but for its last span."""

INTERNAL, CLIENT = 1, 3
FAILED = 2
_OWN = {"name": "rearview", "version": __version__}
_LARGEST = 2**63
_NO_NUMBERS = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}
"""What JSON has no number for, as OTLP spells it."""
_GENAI, _BOTH = by_sort(GENAI), by_sort(GENAI, OPENINFERENCE)


def json(tree: Tree) -> Iterator[bytes]:
    """Yield a tree as OTLP/JSON with the attributes of OpenTelemetry, a span a line."""
    return _json(tree, _GENAI)


def protobuf(tree: Tree) -> Iterator[bytes]:
    """Yield a tree as OTLP requests with the attributes of OpenTelemetry."""
    return _protobuf(tree, _GENAI)


def openinference_json(tree: Tree) -> Iterator[bytes]:
    """Yield a tree as OTLP/JSON with the attributes of OpenInference too."""
    return _json(tree, _BOTH)


def openinference_protobuf(tree: Tree) -> Iterator[bytes]:
    """Yield a tree as OTLP requests with the attributes of OpenInference too."""
    return _protobuf(tree, _BOTH)


def _resource(tree: Tree) -> Attributes:
    """Return what all spans have in common: which service they are of; the conventions name one that isn't known."""
    return {"service.name": tree.root.agent or "unknown_service"}


def _status(span: Span) -> tuple[int, str] | None:
    return None if span.error is None else (FAILED, span.error)


def _kind(span: Span) -> int:
    return CLIENT if span.sort == "chat" else INTERNAL


def _json(tree: Tree, mapped: Mapped) -> Iterator[bytes]:
    resource = written({"attributes": _pairs(_resource(tree))})
    url = written(SCHEMA_URL)
    yield b'{"resourceSpans":[{"resource":%s,"schemaUrl":%s,"scopeSpans":[{' % (resource, url)
    yield b'"scope":%s,"schemaUrl":%s,"spans":[' % (written(_OWN), url)
    for number, span in enumerate(spans(tree)):
        yield (b",\n" if number else b"\n") + written(_as_json(span, mapped))
    yield b"\n]}]}]}\n"


def _as_json(span: Span, mapped: Mapped) -> dict[str, Any]:
    """Return a span as OTLP/JSON has it: ids in hexadecimal, long numbers as text."""
    told: dict[str, Any] = {
        "traceId": span.place.trace_id,
        "spanId": span.place.span_id,
        "name": span.name,
        "kind": _kind(span),
        "startTimeUnixNano": str(span.start_ns),
        "endTimeUnixNano": str(span.end_ns),
        "attributes": _pairs(read(mapped, span)),
    }
    if span.parent_id is not None:
        told["parentSpanId"] = span.parent_id
    if span.link is not None:
        told["links"] = [{"traceId": span.link.trace_id, "spanId": span.link.span_id}]
    if span.events:
        told["events"] = [
            {"name": event.name, "timeUnixNano": str(event.at_ns), "attributes": _pairs(event.attributes)}
            for event in span.events
        ]
    status = _status(span)
    if status is not None:
        told["status"] = {"code": status[0], "message": status[1]}
    return told


def _pairs(attributes: Attributes) -> list[dict[str, Any]]:
    return [{"key": key, "value": _value(value)} for key, value in attributes.items()]


def _value(value: Value) -> dict[str, Any]:
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue" if _fits(value) else "stringValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value if isfinite(value) else _NO_NUMBERS[str(value)]}
    return {"arrayValue": {"values": [{"stringValue": part} for part in value]}}


def _fits(value: int) -> bool:
    """Whether a whole number is one of 64 bits."""
    return -_LARGEST <= value < _LARGEST


def _protobuf(tree: Tree, mapped: Mapped) -> Iterator[bytes]:
    from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

    coming = spans(tree)
    while True:
        request = TracesData()
        resource = request.resource_spans.add(schema_url=SCHEMA_URL)
        _fill(resource.resource.attributes, _resource(tree))
        scope = resource.scope_spans.add(schema_url=SCHEMA_URL, scope=_OWN)
        size = 0
        for span in islice(coming, SPANS):
            message = scope.spans.add()
            _write(message, span, mapped)
            size += message.ByteSize()
            if size >= BYTES:
                break
        if not scope.spans:
            return
        yield request.SerializeToString()


def _write(message: "Message", span: Span, mapped: Mapped) -> None:
    message.trace_id = bytes.fromhex(span.place.trace_id)
    message.span_id = bytes.fromhex(span.place.span_id)
    message.name = span.name
    message.kind = _kind(span)  # type: ignore[assignment]
    message.start_time_unix_nano = span.start_ns
    message.end_time_unix_nano = span.end_ns
    _fill(message.attributes, read(mapped, span))
    if span.parent_id is not None:
        message.parent_span_id = bytes.fromhex(span.parent_id)
    if span.link is not None:
        message.links.add(
            trace_id=bytes.fromhex(span.link.trace_id), span_id=bytes.fromhex(span.link.span_id)
        )
    for event in span.events:
        _fill(message.events.add(name=event.name, time_unix_nano=event.at_ns).attributes, event.attributes)
    status = _status(span)
    if status is not None:
        message.status.code, message.status.message = status  # type: ignore[assignment]


def _fill(pairs: Any, attributes: Attributes) -> None:
    for key, value in attributes.items():
        pair = pairs.add()
        pair.key = key
        _put(pair.value, value)


def _put(message: "AnyValue", value: Value) -> None:
    if isinstance(value, str):
        message.string_value = value
    elif isinstance(value, bool):
        message.bool_value = value
    elif isinstance(value, int) and _fits(value):
        message.int_value = value
    elif isinstance(value, float):
        message.double_value = value
    else:
        _put_other(message, value)


def _put_other(message: "AnyValue", value: int | Sequence[str]) -> None:
    if isinstance(value, int):
        message.string_value = str(value)
    else:
        for part in value:
            message.array_value.values.add(string_value=part)
