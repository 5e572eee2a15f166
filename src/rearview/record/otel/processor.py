"""A span processor: an agent that is instrumented already records into a lake from its own process, without a server.

    provider.add_span_processor(RearviewSpanProcessor("./otel_data"))

It needs the OpenTelemetry SDK, which such an agent has. Whatever goes wrong in recording, the agent goes on.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
from opentelemetry.sdk.trace import ReadableSpan, SpanProcessor

from rearview.errors import RearviewError
from rearview.record.otel.keeper import Keeper
from rearview.sources.otel.ingest.incoming import Request

_HELD = 512
"""How many spans are held back at most."""
_INDENT = "rearview: "


class RearviewSpanProcessor(SpanProcessor):
    """Writes each trace to a lake when it ends, and all that there is when the process does."""

    def __init__(self, lake: str | Path = "./otel_data") -> None:
        self._held: list[ReadableSpan] = []
        self._using = Lock()
        self._keeper: Keeper | None = None
        try:
            self._keeper = Keeper(Path(lake))
        except RearviewError as error:
            _warn(error)

    def on_end(self, span: ReadableSpan) -> None:
        """Take a span; the last of a trace is the one that nothing in this process is above."""
        with self._using:
            self._held.append(span)
            is_time = len(self._held) >= _HELD or span.parent is None or span.parent.is_remote
        if is_time:
            self._keep()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Return when all that ended is safe; whether it is."""
        return self._keep(timeout_millis / 1000)

    def shutdown(self) -> None:
        """Put all that ended into the lake."""
        self._keep(wait_s=30)
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            keeper.close()
            if keeper.trouble is not None:
                _warn(keeper.trouble)

    def _keep(self, wait_s: float | None = None) -> bool:
        with self._using:
            spans, self._held = self._held, []
        if self._keeper is None:
            return False
        if not spans:
            return True
        try:
            done = self._keeper.keep([Request("json", msgspec.json.encode(_document(spans), enc_hook=str))])
            if wait_s is not None:
                done.result(wait_s)
        except (RearviewError, TimeoutError, ValueError, TypeError) as error:
            _warn(error)
            return False
        return True


def _document(spans: Sequence[ReadableSpan]) -> dict[str, Any]:
    """Return spans as OTLP/JSON; those of a process are mostly of one resource."""
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": _pairs(span.resource.attributes)},
                "scopeSpans": [
                    {
                        "scope": {
                            "name": span.instrumentation_scope.name if span.instrumentation_scope else ""
                        },
                        "spans": [_span(span)],
                    }
                ],
            }
            for span in spans
        ]
    }


def _span(span: ReadableSpan) -> dict[str, Any]:
    own = span.get_span_context()
    return {
        "traceId": f"{own.trace_id:032x}" if own else "",
        "spanId": f"{own.span_id:016x}" if own else "",
        "parentSpanId": f"{span.parent.span_id:016x}" if span.parent else "",
        "name": span.name,
        "kind": span.kind.value + 1,  # the SDK counts from 0, OTLP from 1
        "startTimeUnixNano": span.start_time,
        "endTimeUnixNano": span.end_time,
        "attributes": _pairs(span.attributes),
        "events": [
            {"name": event.name, "timeUnixNano": event.timestamp, "attributes": _pairs(event.attributes)}
            for event in span.events
        ],
        "links": [
            {
                "traceId": f"{link.context.trace_id:032x}",
                "spanId": f"{link.context.span_id:016x}",
                "attributes": _pairs(link.attributes),
            }
            for link in span.links
        ],
        "status": {"code": span.status.status_code.value, "message": span.status.description or ""},
    }


def _pairs(attributes: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return [{"key": key, "value": _value(value)} for key, value in (attributes or {}).items()]


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value if value - value == 0 else str(value)}
    if isinstance(value, Mapping):
        return {"kvlistValue": {"values": _pairs(value)}}
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return {"arrayValue": {"values": [_value(part) for part in value]}}
    return {"stringValue": value.hex() if isinstance(value, bytes) else str(value)}


def _warn(error: Exception) -> None:
    print(f"{_INDENT}spans aren't recorded: {error}", file=sys.stderr)  # noqa: T201 - all that a library can do
