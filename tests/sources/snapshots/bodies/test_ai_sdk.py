"""The messages of the library through which the recorder talks to models."""

from typing import Any

from rearview.sources.snapshots.bodies.conversation import (
    Answered,
    Message,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Unshown,
)
from tests.sources.snapshots.bodies.build import asked, held, http, ndjson

MESSAGES: list[dict[str, Any]] = [
    {"role": "system", "content": "Be brief."},
    {
        "role": "user",
        "content": [
            {"type": "text", "text": "What is this?"},
            {"type": "image", "image": "iVBO", "mediaType": "image/png"},
            {"type": "file", "data": "JV", "mediaType": "application/pdf", "filename": "terms.pdf"},
        ],
    },
    {
        "role": "assistant",
        "content": [
            {"type": "reasoning", "text": "Two tools."},
            {"type": "tool-call", "toolCallId": "a", "toolName": "weather", "input": {"city": "Athens"}},
            {"type": "tool-call", "toolCallId": "b", "toolName": "now", "args": {}},
        ],
    },
    {
        "role": "tool",
        "content": [
            {
                "type": "tool-result",
                "toolCallId": "a",
                "toolName": "weather",
                "output": {"type": "text", "value": "31 degrees"},
            },
            {
                "type": "tool-result",
                "toolCallId": "b",
                "toolName": "now",
                "output": {"type": "error-text", "value": "No clock."},
            },
            {
                "type": "tool-result",
                "toolCallId": "c",
                "toolName": "rm",
                "output": {"type": "execution-denied", "reason": "Not allowed"},
            },
            {
                "type": "tool-result",
                "toolCallId": "d",
                "toolName": "old",
                "result": {"n": 1},
                "isError": True,
            },
            {"type": "tool-result", "toolCallId": "e", "toolName": "odd", "output": "plain"},
        ],
    },
]
REQUEST = {"provider": "openai", "model": "gpt-5", "providerOptions": {}, "messages": MESSAGES}
TOLD = (
    Message(role="system", parts=(Text(text="Be brief."),)),
    Message(
        role="user",
        parts=(
            Text(text="What is this?"),
            Unshown(kind="image", name="image/png"),
            Unshown(kind="file", name="terms.pdf"),
        ),
    ),
    Message(
        role="assistant",
        parts=(
            Reasoning(text="Two tools."),
            ToolCall(id="a", name="weather", arguments='{"city":"Athens"}'),
            ToolCall(id="b", name="now", arguments="{}"),
        ),
    ),
    Message(
        role="tool",
        parts=(
            ToolResult(id="a", name="weather", text="31 degrees"),
            ToolResult(id="b", name="now", text="No clock.", failed=True),
            ToolResult(id="c", name="rm", text="Not allowed", failed=True),
            ToolResult(id="d", name="old", text='{"n":1}', failed=True),
            ToolResult(id="e", name="odd", text="plain"),
        ),
    ),
)


def test_a_request() -> None:
    """A request tells every message, and every kind of result."""
    assert asked(REQUEST).messages == TOLD
    assert asked(REQUEST).model == "gpt-5"


def test_the_dialect_shows() -> None:
    """A request is the library's by its options, or by the parts of its messages."""
    assert {held(REQUEST).dialect, held({"messages": MESSAGES}).dialect} == {"ai-sdk"}


def test_a_response() -> None:
    """A response holds the messages that were added."""
    response = {"id": "x", "modelId": "gpt-5-2025", "headers": {}, "messages": MESSAGES[2:3]}
    told = held(REQUEST, http(response))
    assert told.answered == Answered(messages=TOLD[2:3], model="gpt-5-2025")
    assert told.messages == (*TOLD, TOLD[2])
    assert told.model == "gpt-5-2025"


def test_what_is_not_understood() -> None:
    """Bodies in another shape aren't taken apart; the library never streams."""
    response = {"modelId": "gpt-5", "messages": []}
    assert held(REQUEST, http(response | {"messages": 7})).answered is None
    assert held(REQUEST, ndjson(response, response)).answered is None
    assert held(REQUEST | {"messages": 7}, http(response)).asked is None
