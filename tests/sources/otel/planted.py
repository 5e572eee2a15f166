"""Spans as their writers send them, for tests to plant."""

from typing import Any

from google.protobuf import json_format
from msgspec import json
from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
BEGAN_NS = 1_769_595_300_000_000_000
STEP_NS = 1_000_000_000


def span(
    number: int,
    name: str,
    attributes: dict[str, Any] | None = None,
    *,
    above: int | None = None,
    trace: str = TRACE,
    **more: Any,
) -> dict[str, Any]:
    """Return a span in OTLP/JSON; it begins a second after the one of the number before, and takes one."""
    return {
        "traceId": trace,
        "spanId": f"{number:016x}",
        **({} if above is None else {"parentSpanId": f"{above:016x}"}),
        "name": name,
        "kind": 1,
        "startTimeUnixNano": str(BEGAN_NS + number * STEP_NS),
        "endTimeUnixNano": str(BEGAN_NS + (number + 1) * STEP_NS),
        "attributes": pairs(attributes or {}),
        **more,
    }


def event(name: str, **attributes: Any) -> dict[str, Any]:
    """Return an event; the dots of its attributes are written as two underscores."""
    told = {key.replace("__", "."): value for key, value in attributes.items()}
    return {"name": name, "timeUnixNano": str(BEGAN_NS), "attributes": pairs(told)}


def pairs(attributes: dict[str, Any]) -> list[dict[str, Any]]:
    """Return attributes in OTLP/JSON."""
    return [{"key": key, "value": _value(value)} for key, value in attributes.items()]


def document(*spans: dict[str, Any], **resource: Any) -> bytes:
    """Return a request in OTLP/JSON."""
    told = {key.replace("__", "."): value for key, value in resource.items()}
    scope = {"scope": {"name": "planted"}, "spans": list(spans)}
    return json.encode({"resourceSpans": [{"resource": {"attributes": pairs(told)}, "scopeSpans": [scope]}]})


def protobuf(body: bytes) -> bytes:
    """Return a document as protobuf."""
    told = json.decode(body)
    for of in told["resourceSpans"]:
        for scope in of["scopeSpans"]:
            for one in scope["spans"]:
                for name in ("traceId", "spanId", "parentSpanId"):
                    if name in one:  # protobuf's own JSON has ids in base 64
                        one[name] = json.decode(json.encode(bytes.fromhex(one[name])))
    data: bytes = json_format.ParseDict(told, TracesData()).SerializeToString()
    return data


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, list):
        return {"arrayValue": {"values": [_value(part) for part in value]}}
    if isinstance(value, dict):
        return {"kvlistValue": value}
    return {"stringValue": value}


AGENT = {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "guide"}
CHAT = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": "gpt-5-mini",
    "gen_ai.response.model": "gpt-5-mini-2026",
    "gen_ai.response.finish_reasons": ["stop"],
    "gen_ai.usage.input_tokens": 100,
    "gen_ai.usage.output_tokens": 20,
    "gen_ai.usage.cache_read.input_tokens": 40,
}
TOOL = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "search"}


def talk(session: str = "talk") -> list[dict[str, Any]]:
    """Return two turns of a session: one asks a model and a tool, the other hands over to a second agent, which fails."""
    named = {"gen_ai.conversation.id": session}
    other = TRACE[::-1]
    said = '[{"role":"user","parts":[{"type":"text","content":"Where to?"}]}]'
    return [
        span(1, "invoke_agent guide", {**AGENT, **named, "gen_ai.input.messages": said}),
        span(2, "chat gpt-5-mini", CHAT, above=1),
        span(3, "execute_tool search", {**TOOL, "gen_ai.tool.call.arguments": '{"q":"sea"}'}, above=1),
        span(4, "GET", {"http.request.method": "GET"}, above=3),
        span(5, "invoke_agent guide", {**AGENT, **named}, trace=other),
        span(6, "execute_tool ask_driver", {"gen_ai.operation.name": "execute_tool"}, above=5, trace=other),
        span(
            7,
            "invoke_agent driver",
            {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "driver"},
            above=6,
            trace=other,
            status={"code": 2, "message": "no fuel"},
            events=[event("exception", exception__type="Empty", exception__message="no fuel")],
        ),
        span(8, "chat gpt-5-mini", CHAT, above=7, trace=other),
    ]
