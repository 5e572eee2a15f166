"""Calls of tools over MCP."""

from typing import Any

import pytest

from rearview.sources.snapshots.bodies.body import decode
from rearview.sources.snapshots.bodies.conversation import (
    Answered,
    Asked,
    Conversation,
    Message,
    ToolCall,
    ToolResult,
    Unshown,
)
from rearview.sources.snapshots.bodies.reading import conversation
from tests.sources.snapshots.bodies.build import answered, asked, cut, held, http, sse


def request(number: int | str, **params: Any) -> dict[str, Any]:
    """Return a call of a tool."""
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": params}


def response(number: int | str, **fields: Any) -> dict[str, Any]:
    """Return what came back."""
    return {"jsonrpc": "2.0", "id": number} | fields


CALL = request(7, name="search_code", arguments={"query": "price", "limit": 2.50})
PROGRESS = {"jsonrpc": "2.0", "method": "notifications/progress", "params": {"progress": 1}}


def test_a_call_and_its_result() -> None:
    """A call is what an assistant says, a result what a tool says."""
    back = response(7, result={"content": [{"type": "text", "text": "No hits."}], "isError": False})
    assert held(CALL, http(back)) == Conversation(
        dialect="mcp",
        asked=Asked(
            messages=(
                Message(
                    role="assistant",
                    parts=(ToolCall(id="7", name="search_code", arguments='{"query":"price","limit":2.5}'),),
                ),
            )
        ),
        answered=Answered(messages=(Message(role="tool", parts=(ToolResult(id="7", text="No hits."),)),)),
    )


def test_arguments_are_shown_as_they_were_written() -> None:
    """Arguments are not written anew."""
    body = decode(
        "jsonrpc",
        b'{"jsonrpc":"2.0","id":"x","method":"tools/call","params":{"name":"t","arguments":{"n": 2.50}}}',
    )
    told = conversation(body, None)
    assert told is not None
    assert told.messages[0].parts == (ToolCall(id="x", name="t", arguments='{"n": 2.50}'),)


def test_a_result_of_many_kinds() -> None:
    """Texts stand below each other, with those of files; everything else is named."""
    content = [
        {"type": "text", "text": "One"},
        {"type": "image", "data": "iVBO", "mimeType": "image/png"},
        {"type": "audio", "data": "UklG", "mimeType": "audio/wav"},
        {"type": "resource", "resource": {"uri": "memo://a.txt", "text": "Two"}},
        {"type": "resource", "resource": {"uri": "memo://b.bin", "blob": "AAA="}},
        {"type": "resource_link", "uri": "memo://c.txt", "name": "c.txt"},
    ]
    told = answered(http(response("x", result={"content": content, "isError": True})))
    assert told.messages[0].parts == (
        ToolResult(
            id="x",
            text="One\nTwo",
            failed=True,
            unshown=(
                Unshown(kind="image", name="image/png"),
                Unshown(kind="audio", name="audio/wav"),
                Unshown(kind="resource", name="memo://b.bin"),
                Unshown(kind="resource_link", name="c.txt"),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("result", "text"),
    [
        ({"structuredContent": {"hits": 0}}, '{"hits":0}'),
        ({"content": [], "structuredContent": {"hits": 0}}, ""),
        ({"content": [{"type": "hologram"}]}, '[{"type":"hologram"}]'),
        ({"content": {"odd": 1}}, '{"odd":1}'),
    ],
)
def test_results_in_other_forms(result: dict[str, Any], text: str) -> None:
    """A result in another form is shown as the JSON that it is."""
    told = answered(http(response(1, result=result)))
    assert told.messages[0].parts == (ToolResult(id="1", text=text),)


def test_an_error() -> None:
    """An error is a result that failed."""
    told = answered(http(response(7, error={"code": -32602, "message": "Unknown tool: x"})))
    assert told.error == "-32602: Unknown tool: x"
    assert told.messages[0].parts == (ToolResult(id="7", text=told.error, failed=True),)


def test_a_stream() -> None:
    """A server may stream: notifications come before the result and say nothing."""
    back = response(7, result={"content": [{"type": "text", "text": "No hits."}]})
    told = answered(sse(PROGRESS, back))
    assert told == Answered(messages=(Message(role="tool", parts=(ToolResult(id="7", text="No hits."),)),))
    assert answered(cut(sse(PROGRESS, back), 9)) == Answered(messages=(), cut=True)


def test_several_at_once() -> None:
    """Several calls may be sent as one, and several results come back as one."""
    calls = [request(1, name="a"), request(2, name="b", arguments={})]
    told = held(calls, http([response(2, result={"content": []}), response(1, result={"content": []})]))
    assert told.messages == (
        Message(
            role="assistant", parts=(ToolCall(id="1", name="a"), ToolCall(id="2", name="b", arguments="{}"))
        ),
        Message(role="tool", parts=(ToolResult(id="2"),)),
        Message(role="tool", parts=(ToolResult(id="1"),)),
    )


@pytest.mark.parametrize("method", ["initialize", "tools/list"])
def test_the_protocols_other_messages(method: str) -> None:
    """What isn't a tool's call or its result isn't a conversation."""
    asking = http({"jsonrpc": "2.0", "id": 1, "method": method, "params": {}})
    assert conversation(asking, http(response(1, result={"tools": []}))) is None


@pytest.mark.parametrize("params", [7, {"name": 7}, None])
def test_a_call_in_another_shape(params: Any) -> None:
    """A call in another shape isn't taken apart."""
    assert conversation(http(CALL | {"params": params}), None) is None


def test_a_result_in_another_shape() -> None:
    """A result in another shape isn't either."""
    assert conversation(None, http(response(1, result=7))) is None
    assert asked(CALL).model is None
