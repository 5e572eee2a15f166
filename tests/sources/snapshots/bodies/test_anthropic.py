"""Anthropic's messages."""

from typing import Any

import pytest

from rearview.sources.snapshots.bodies.conversation import (
    Answered,
    Message,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Unshown,
)
from tests.sources.snapshots.bodies.build import answered, asked, calls, cut, held, http, sse

REQUEST = {
    "model": "claude-sonnet-4-5",
    "max_tokens": 1024,
    "system": [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
    "messages": [
        {"role": "user", "content": "What is on this picture, and how is the weather?"},
        {
            "role": "user",
            "content": [
                {
                    "type": "image",
                    "source": {"type": "base64", "media_type": "image/png", "data": "iVBORw0KGgo="},
                },
                {"type": "image", "source": {"type": "url", "url": "https://example.invalid/cat.jpg"}},
                {
                    "type": "document",
                    "source": {"type": "file", "file_id": "file_011"},
                    "title": "Terms",
                },
            ],
        },
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "Two things.", "signature": "EqQB"},
                {"type": "redacted_thinking", "data": "Emwk"},
                {"type": "text", "text": "Let me look."},
                {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Athens"}},
                {"type": "tool_use", "id": "toolu_2", "name": "now", "input": {}},
            ],
        },
        {
            "role": "user",
            "content": [
                {"type": "tool_result", "tool_use_id": "toolu_1", "content": "31 degrees"},
                {
                    "type": "tool_result",
                    "tool_use_id": "toolu_2",
                    "is_error": True,
                    "content": [
                        {"type": "text", "text": "No clock."},
                        {"type": "text", "text": "Try later."},
                        {
                            "type": "image",
                            "source": {"type": "base64", "media_type": "image/webp", "data": "UklGRg=="},
                        },
                    ],
                },
                {"type": "text", "text": "Go on."},
            ],
        },
    ],
    "tools": [{"name": "weather", "input_schema": {"type": "object"}}],
    "stream": True,
}

USAGE = {"input_tokens": 25, "cache_read_input_tokens": 0, "cache_creation": {"ephemeral_5m_input_tokens": 8}}

START: dict[str, Any] = {
    "type": "message_start",
    "message": {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-sonnet-4-5-20250929",
        "content": [],
        "stop_reason": None,
        "usage": USAGE | {"output_tokens": 1, "service_tier": "standard"},
    },
}


def block(index: int, begun: dict[str, Any], *deltas: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the events that tell a block."""
    return [
        {"type": "content_block_start", "index": index, "content_block": begun},
        *({"type": "content_block_delta", "index": index, "delta": delta} for delta in deltas),
        {"type": "content_block_stop", "index": index},
    ]


THOUGHT = block(
    0,
    {"type": "thinking", "thinking": "", "signature": ""},
    {"type": "thinking_delta", "thinking": "The user "},
    {"type": "thinking_delta", "thinking": "asks two things."},
    {"type": "signature_delta", "signature": "EqQB"},
)
SAID = block(
    1,
    {"type": "text", "text": ""},
    {"type": "text_delta", "text": "Caf\N{LATIN SMALL LETTER E WITH ACUTE}"},
    {"type": "citations_delta", "citation": {"type": "char_location", "cited_text": "x"}},
    {"type": "text_delta", "text": " first."},
)
CALLED = block(
    2,
    {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {}},
    {"type": "input_json_delta", "partial_json": ""},
    {"type": "input_json_delta", "partial_json": '{"city": "Ath'},
    {"type": "input_json_delta", "partial_json": 'ens"}'},
)
CALLED_TOO = block(3, {"type": "tool_use", "id": "toolu_2", "name": "now", "input": {}})
END = [
    {
        "type": "message_delta",
        "delta": {"stop_reason": "tool_use", "stop_sequence": None},
        "usage": {"output_tokens": 89},
    },
    {"type": "message_stop"},
]
STREAM = sse(START, {"type": "ping"}, *THOUGHT, *SAID, *CALLED, *CALLED_TOO, *END)
TOLD = (
    Reasoning(text="The user asks two things."),
    Text(text="Caf\N{LATIN SMALL LETTER E WITH ACUTE} first."),
    ToolCall(id="toolu_1", name="weather", arguments='{"city": "Athens"}'),
    ToolCall(id="toolu_2", name="now", arguments="{}"),
)


def shown(parts: tuple[Part, ...]) -> str:
    """Return all that can be read of parts."""
    return "".join(getattr(part, "arguments", "") or getattr(part, "text", "") for part in parts)


def test_a_request() -> None:
    """A request tells the system prompt, every message, and what tools gave back."""
    told = asked(REQUEST)
    assert told.model == "claude-sonnet-4-5"
    assert told.messages == (
        Message(role="system", parts=(Text(text="Be brief."),)),
        Message(role="user", parts=(Text(text="What is on this picture, and how is the weather?"),)),
        Message(
            role="user",
            parts=(
                Unshown(kind="image", name="image/png"),
                Unshown(kind="image", name="https://example.invalid/cat.jpg"),
                Unshown(kind="document", name="file_011"),
            ),
        ),
        Message(
            role="assistant",
            parts=(
                Reasoning(text="Two things."),
                Unshown(kind="reasoning"),
                Text(text="Let me look."),
                ToolCall(id="toolu_1", name="weather", arguments='{"city":"Athens"}'),
                ToolCall(id="toolu_2", name="now", arguments="{}"),
            ),
        ),
        Message(
            role="user",
            parts=(
                ToolResult(id="toolu_1", text="31 degrees"),
                ToolResult(
                    id="toolu_2",
                    text="No clock.\nTry later.",
                    failed=True,
                    unshown=(Unshown(kind="image", name="image/webp"),),
                ),
                Text(text="Go on."),
            ),
        ),
    )


def test_the_dialect_shows() -> None:
    """A request is Anthropic's by its system prompt or by the blocks of its messages."""
    without_system = {"messages": REQUEST["messages"]}
    assert {held(REQUEST).dialect, held(without_system).dialect} == {"anthropic"}


def test_a_stream() -> None:
    """A stream's blocks are put together, calls side by side, and its figures are the last that were told."""
    assert answered(STREAM) == Answered(
        messages=(Message(role="assistant", parts=TOLD),),
        model="claude-sonnet-4-5-20250929",
        stop_reason="tool_use",
        usage=(
            ("input_tokens", 25),
            ("cache_read_input_tokens", 0),
            ("cache_creation.ephemeral_5m_input_tokens", 8),
            ("output_tokens", 89),
        ),
    )


def test_a_whole_response() -> None:
    """A response that wasn't streamed tells the same."""
    content = [
        {"type": "thinking", "thinking": "The user asks two things."},
        {"type": "text", "text": "Caf\N{LATIN SMALL LETTER E WITH ACUTE} first."},
        {"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {"city": "Athens"}},
        {"type": "tool_use", "id": "toolu_2", "name": "now", "input": {}},
    ]
    whole = answered(http(START["message"] | {"content": content, "stop_reason": "tool_use"}))
    assert whole.messages[0].parts[:2] == TOLD[:2]
    assert calls(whole)[0].arguments == '{"city":"Athens"}'
    assert (whole.stop_reason, whole.usage[0], whole.cut) == ("tool_use", ("input_tokens", 25), False)


@pytest.mark.parametrize("tail", range(3, len(STREAM.content) - 400, 97))
def test_a_cut_stream(tail: int) -> None:
    """A stream that was cut tells what came, and that it was cut."""
    told = answered(cut(STREAM, tail))
    assert shown(TOLD).startswith(shown(told.messages[0].parts if told.messages else ()))
    assert told.cut


def test_arguments_of_a_cut_stream() -> None:
    """The arguments of a call that was cut are shown as far as they came."""
    told = answered(sse(START, *CALLED[:3]))
    assert calls(told) == [ToolCall(id="toolu_1", name="weather", arguments='{"city": "Ath')]
    assert told.cut


def test_a_stream_without_its_beginning() -> None:
    """What blocks grew by is shown even where nobody told that they had begun."""
    told = answered(sse(*THOUGHT[1:], *SAID[1:], *CALLED[1:], *END))
    assert told.messages[0].parts == (*TOLD[:2], ToolCall(arguments='{"city": "Athens"}'))


def test_a_stream_without_a_reason_to_stop() -> None:
    """A message that was stopped wasn't cut, whatever follows."""
    told = answered(sse(START, *CALLED_TOO[:1], {"type": "message_stop"}, {"type": "ping"}))
    assert (told.cut, calls(told)) == (False, [TOLD[3]])


def test_an_error_in_the_middle_of_a_stream() -> None:
    """An error ends a stream; what was said before it is kept."""
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    told = answered(sse(START, *SAID[:2], error))
    assert (told.error, told.cut) == ("overloaded_error: Overloaded", False)
    assert told.messages[0].parts == (Text(text="Caf\N{LATIN SMALL LETTER E WITH ACUTE}"),)


def test_tools_that_the_provider_runs() -> None:
    """Calls of the provider's own tools, and of tool servers, are calls and results like any other."""
    content = [
        {"type": "server_tool_use", "id": "srv_1", "name": "web_search", "input": {"query": "x"}},
        {
            "type": "web_search_tool_result",
            "tool_use_id": "srv_1",
            "content": [{"type": "web_search_result", "url": "https://example.invalid", "title": "X"}],
        },
        {"type": "mcp_tool_use", "id": "mcp_1", "name": "echo", "server_name": "s", "input": {}},
        {
            "type": "mcp_tool_result",
            "tool_use_id": "mcp_1",
            "is_error": True,
            "content": [{"type": "text", "text": "no"}],
        },
        {"type": "container_upload", "file_id": "file_1"},
    ]
    told = answered(http({"type": "message", "role": "assistant", "content": content}))
    found = '[{"type":"web_search_result","url":"https://example.invalid","title":"X"}]'
    assert told.messages[0].parts == (
        ToolCall(id="srv_1", name="web_search", arguments='{"query":"x"}'),
        ToolResult(id="srv_1", text=found),
        ToolCall(id="mcp_1", name="echo", arguments="{}"),
        ToolResult(id="mcp_1", text="no", failed=True),
        Unshown(kind="container_upload"),
    )


@pytest.mark.parametrize(
    "response", [http({"type": "message", "content": 7}), sse(START, {"type": "message_delta", "delta": "?"})]
)
def test_what_is_not_understood(response: Any) -> None:
    """A response in another shape isn't taken apart."""
    assert held(REQUEST, response).answered is None


def test_a_request_in_another_shape() -> None:
    """A request in another shape isn't either."""
    assert held({"system": "s", "messages": [{"role": "user", "content": 7}]}, STREAM).asked is None
