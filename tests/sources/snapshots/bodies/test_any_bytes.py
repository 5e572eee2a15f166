"""Whatever was captured, reading it never fails."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import json

from rearview.sources.snapshots.bodies.body import Body, captured, decode
from rearview.sources.snapshots.bodies.reading import conversation
from rearview.sources.snapshots.format import EncodedBody
from tests.sources.snapshots.bodies import (
    test_ai_sdk,
    test_anthropic,
    test_google,
    test_mcp,
    test_ollama,
    test_openai_chat,
    test_openai_responses,
)
from tests.sources.snapshots.bodies.build import http, ndjson, sse

BODIES: list[Body] = [
    *(
        http(module.REQUEST)
        for module in (
            test_ai_sdk,
            test_anthropic,
            test_google,
            test_ollama,
            test_openai_chat,
            test_openai_responses,
        )
    ),
    http(test_mcp.CALL),
    http(test_mcp.response(1, result={"content": [{"type": "text", "text": "x"}]})),
    http(test_openai_responses.RESPONSE),
    test_anthropic.STREAM,
    test_openai_chat.STREAM,
    sse(*test_openai_responses.EVENTS, test_openai_responses.DONE),
    sse(*test_google.CHUNKS),
    ndjson(*test_ollama.LINES),
]
NAMES = sorted(
    {
        "choices", "delta", "message", "messages", "content", "type", "text", "role", "tool_calls", "function",
        "arguments", "index", "id", "usage", "error", "response", "output", "item", "output_index", "candidates",
        "parts", "functionCall", "contents", "done", "jsonrpc", "result", "method", "params", "input", "summary",
        "content_block", "source", "modelId", "image_url", "resource", "finish_reason", "status", "model", "name",
    }
)  # fmt: skip
WORDS = [
    "message", "message_start", "content_block_start", "content_block_delta", "text", "tool_use", "tool_result",
    "thinking", "response.completed", "response.output_item.added", "response.output_text.delta", "error", "image",
    "response.function_call_arguments.delta", "tool-call", "tool-result", "tools/call", "reasoning", "resource",
]  # fmt: skip

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(WORDS)
)
values: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(st.sampled_from(NAMES), values, min_size=1, max_size=5)


def survives(request: Body | None, response: Body | None) -> None:
    """Read two bodies, either way round."""
    for pair in ((request, response), (response, request)):
        told = conversation(*pair)
        assert told is None or isinstance(told.messages, tuple)


@settings(deadline=None)
@given(st.binary(), st.binary(), st.sampled_from(["http", "sse", "jsonrpc", "json", ""]))
def test_any_bytes(one: bytes, other: bytes, form: str) -> None:
    """Bytes that nobody wrote are no conversation, and no failure."""
    survives(decode(form, one), decode(form, other))
    captured(EncodedBody(format=form, encoding="base64", value=one.decode(errors="replace")))


@settings(max_examples=200, deadline=None)
@given(st.lists(objects, min_size=1, max_size=3), st.sampled_from([http, sse, ndjson]))
def test_any_documents(documents: list[dict[str, Any]], frame: Any) -> None:
    """Documents that look like every provider's at once fail nowhere."""
    body = http(documents[0]) if frame is http else frame(*documents)
    survives(body, body)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(BODIES), st.sampled_from(BODIES), st.data())
def test_any_damage(one: Body, other: Body, data: st.DataObject) -> None:
    """Bodies with a piece torn out of them, or others' bytes in its place, fail nowhere."""
    start = data.draw(st.integers(0, len(one.content)))
    length = data.draw(st.integers(0, 200))
    patch = data.draw(
        st.binary(max_size=4) | st.sampled_from([b'":', b"{", b"]", b"\\ud83d", b"NaN", b"\n\n"])
    )
    torn = one.content[:start] + patch + one.content[start + length :]
    survives(decode(one.format, torn), other)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(BODIES), objects)
def test_any_field(body: Body, fields: dict[str, Any]) -> None:
    """Bodies with a field of another type fail nowhere."""
    document = (
        json.decode(body.content) if body.content.startswith(b"{") and b"\n" not in body.content else {}
    )
    survives(http(document | fields), body)


@pytest.mark.parametrize("body", BODIES)
def test_each_body_is_understood(body: Body) -> None:
    """The bodies that are damaged here are understood when they aren't."""
    told = conversation(body, None) or conversation(None, body)
    assert told is not None
    assert told.messages
