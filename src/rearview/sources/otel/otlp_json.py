"""OTLP as JSON: one document, or one a line, to spans.

It is read as leniently as can be done without changing what it says: numbers may be texts, kinds may be named, and a list
of keys and values may be an object, as the Agentforce Session Trace has it.
"""

import re
from typing import Any

import msgspec

from rearview.sources.otel.span import KINDS, STATUSES, Attributes, Batch, Event, Span
from rearview.sources.otel.unreadable import Unreadable

_DIGITS = 32
"""How long an id is at most: some recorders give spans ids of the length that traces have."""
_LARGEST, _LATEST = 2**63, 2**64
_HEX = re.compile(rf"[0-9a-f]{{1,{_DIGITS}}}")
_VALUES = frozenset({"stringValue", "boolValue", "intValue", "doubleValue", "bytesValue"})


def read(body: bytes) -> Batch:
    """Return the spans of a document."""
    data = _decoded(body)
    found = _get(data, "resourceSpans", "resource_spans")
    if found is None:
        raise Unreadable.no_traces()
    spans: list[Span] = []
    rejected = 0
    for of in _dicts(found):
        resource = _attributes(_dict(of.get("resource")).get("attributes"))
        for scope in _dicts(_get(of, "scopeSpans", "scope_spans")):
            name = str(_dict(scope.get("scope")).get("name") or "")
            for told in _dicts(scope.get("spans")):
                span = _span(told, resource, name)
                if span is None:
                    rejected += 1
                else:
                    spans.append(span)
    return Batch(spans, rejected)


def records(signal: str, body: bytes) -> int:
    """Return how many log records or metrics a document has."""
    outer, inner, own = _RECORDS[signal]
    scopes = [scope for of in _dicts(_decoded(body).get(outer)) for scope in _dicts(of.get(inner))]
    return sum(len(_list(scope.get(own))) for scope in scopes)


_RECORDS = {
    "logs": ("resourceLogs", "scopeLogs", "logRecords"),
    "metrics": ("resourceMetrics", "scopeMetrics", "metrics"),
}


def documents(data: bytes) -> list[bytes]:
    """Return the documents of a file: all of it, or its lines."""
    lines = [line for line in data.splitlines() if line.strip()]
    if len(lines) > 1 and _is_whole(lines[0]):
        return lines
    return [data] if lines else []


def _is_whole(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except msgspec.DecodeError:
        return False


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable.json(error) from error
    if not isinstance(data, dict):
        raise Unreadable.no_traces()
    return data


def _span(told: dict[str, Any], resource: Attributes, scope: str) -> Span | None:
    trace, own = _id(told.get("traceId")), _id(told.get("spanId"))
    if trace is None or own is None:
        return None
    status = _dict(told.get("status"))
    return Span(
        trace,
        own,
        _id(told.get("parentSpanId")),
        _text(told.get("name")),
        _number(told.get("kind"), KINDS, "SPAN_KIND_"),
        _moment(told.get("startTimeUnixNano")),
        _moment(told.get("endTimeUnixNano")),
        _number(status.get("code"), STATUSES, "STATUS_CODE_"),
        _text(status.get("message")),
        _attributes(told.get("attributes")),
        tuple(
            Event(
                _text(event.get("name")),
                _moment(event.get("timeUnixNano")),
                _attributes(event.get("attributes")),
            )
            for event in _dicts(told.get("events"))
        ),
        tuple(
            {
                "trace_id": link.get("traceId"),
                "span_id": link.get("spanId"),
                "attributes": _attributes(link.get("attributes")),
            }
            for link in _dicts(told.get("links"))
        ),
        resource,
        scope,
    )


def _attributes(told: Any) -> Attributes:
    if isinstance(told, dict):
        return {str(key): _value(value) for key, value in told.items()}
    return {
        pair["key"]: _value(pair.get("value")) for pair in _dicts(told) if isinstance(pair.get("key"), str)
    }


def _value(told: Any) -> Any:
    """Return a value in its wrapping; one without any stands for itself."""
    if not isinstance(told, dict) or len(told) != 1:
        return told if not isinstance(told, dict) or told else None
    ((kind, value),) = told.items()
    if kind == "stringValue":
        return value
    if kind == "intValue":
        number = _integer(value)
        return number if -_LARGEST <= number < _LARGEST else str(number)
    if kind == "arrayValue":
        return [_value(part) for part in _list(_dict(value).get("values", value))]
    if kind == "kvlistValue":
        return _attributes(_dict(value).get("values", value))
    return value if kind in _VALUES else told


def _id(told: Any) -> str | None:
    """Return an id, whichever case it is in, and without the dashes of a UUID; None where it says nothing."""
    text = told.replace("-", "").lower() if isinstance(told, str) else ""
    return text if _HEX.fullmatch(text) and text.strip("0") else None


def _number(told: Any, names: tuple[str, ...], prefix: str) -> int:
    if isinstance(told, str):
        name = told.removeprefix(prefix)
        return names.index(name) if name in names else _integer(told)
    return _integer(told)


def _moment(told: Any) -> int:
    """Return a moment, as a number that OTLP can hold; any other is none."""
    moment = _integer(told)
    return moment if 0 <= moment < _LATEST else 0


def _integer(told: Any) -> int:
    try:
        return int(told)
    except (TypeError, ValueError, OverflowError):
        return 0


def _text(told: Any) -> str:
    return told if isinstance(told, str) else ""


def _get(of: dict[str, Any], *names: str) -> Any:
    return next((of[name] for name in names if of.get(name) is not None), None)


def _dict(told: Any) -> dict[str, Any]:
    return told if isinstance(told, dict) else {}


def _list(told: Any) -> list[Any]:
    return told if isinstance(told, list) else []


def _dicts(told: Any) -> list[dict[str, Any]]:
    return [one for one in _list(told) if isinstance(one, dict)]
