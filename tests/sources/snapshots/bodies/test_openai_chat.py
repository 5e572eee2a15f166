"""OpenAI's chat completions, and servers that speak as it does."""

from typing import Any

import pytest
from msgspec import json

from rearview.sources.snapshots.bodies.conversation import (
    Answered,
    Message,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    ToolResult,
    Unshown,
)
from tests.sources.snapshots.bodies.build import answered, asked, calls, cut, held, http, sse

REQUEST = {
    "model": "gpt-4o-mini",
    "stream": True,
    "stream_options": {"include_usage": True},
    "messages": [
        {"role": "developer", "content": "Be brief."},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is this?"},
                {"type": "text", "text": "And that?"},
                {
                    "type": "image_url",
                    "image_url": {"url": "data:image/jpeg;base64,/9j/4AAQ", "detail": "low"},
                },
                {"type": "image_url", "image_url": {"url": "https://example.invalid/cat.jpg"}},
                {"type": "input_audio", "input_audio": {"data": "UklGRg==", "format": "wav"}},
                {
                    "type": "file",
                    "file": {"filename": "terms.pdf", "file_data": "data:application/pdf;base64,JV"},
                },
                {"type": "hologram"},
            ],
        },
        {
            "role": "assistant",
            "content": "",
            "reasoning_content": "Two tools.",
            "tool_calls": [
                {
                    "id": "call_1",
                    "type": "function",
                    "function": {"name": "weather", "arguments": '{"city":"Athens"}'},
                },
                {"id": "call_2", "type": "custom", "custom": {"name": "shell", "input": "ls"}},
            ],
        },
        {"role": "tool", "tool_call_id": "call_1", "content": "31 degrees"},
        {
            "role": "tool",
            "tool_call_id": "call_2",
            "name": "shell",
            "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}, {"type": "hologram"}],
        },
        {"role": "assistant", "content": None, "function_call": {"name": "old", "arguments": "{}"}},
        {"role": "function", "name": "old", "content": "done"},
        {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]},
        {"role": "user", "content": ""},
    ],
    "tools": ["weather"],
}


def chunk(delta: dict[str, Any], *, finish: str | None = None, **fields: Any) -> dict[str, Any]:
    """Return a chunk of a stream."""
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return {"object": "chat.completion.chunk", "model": "gpt-4o-mini-2024", "choices": [choice]} | fields


def piece(index: int | None, arguments: str | None, **fields: Any) -> dict[str, Any]:
    """Return what a call grows by."""
    numbered = {} if index is None else {"index": index}
    function = {"arguments": arguments} | ({"name": fields.pop("name")} if "name" in fields else {})
    return numbered | {"function": function} | fields


USAGE = {"prompt_tokens": 9, "completion_tokens": 12, "prompt_tokens_details": {"cached_tokens": 4}}
STREAM = sse(
    chunk({"role": "assistant", "content": None, "reasoning": "Two "}),
    chunk({"content": "", "reasoning": "tools."}),
    chunk({"content": "Let "}),
    chunk({"content": "me look."}),
    chunk({"tool_calls": [piece(0, "", id="call_1", type="function", name="weather")]}),
    chunk({"tool_calls": [piece(0, '{"ci')]}),
    chunk({"tool_calls": [piece(1, "", id="call_2", type="function", name="now")]}),
    chunk({"tool_calls": [piece(0, 'ty":"Athens"}'), piece(1, "{}", id="call_2")]}),
    chunk({}, finish="tool_calls"),
    {"object": "chat.completion.chunk", "choices": [], "usage": USAGE},
    done=True,
)
CALLS = [
    ToolCall(id="call_1", name="weather", arguments='{"city":"Athens"}'),
    ToolCall(id="call_2", name="now", arguments="{}"),
]


def test_a_request() -> None:
    """A request tells every message, whoever said it, and what tools gave back."""
    told = asked(REQUEST)
    assert told.model == "gpt-4o-mini"
    assert told.messages == (
        Message(role="developer", parts=(Text(text="Be brief."),)),
        Message(
            role="user",
            parts=(
                Text(text="What is this?"),
                Text(text="And that?"),
                Unshown(kind="image", name="image/jpeg"),
                Unshown(kind="image", name="https://example.invalid/cat.jpg"),
                Unshown(kind="audio", name="wav"),
                Unshown(kind="file", name="terms.pdf"),
                Unshown(kind="hologram"),
            ),
        ),
        Message(
            role="assistant",
            parts=(
                Reasoning(text="Two tools."),
                ToolCall(id="call_1", name="weather", arguments='{"city":"Athens"}'),
                ToolCall(id="call_2", name="shell", arguments="ls"),
            ),
        ),
        Message(role="tool", parts=(ToolResult(id="call_1", text="31 degrees"),)),
        Message(
            role="tool",
            parts=(ToolResult(id="call_2", name="shell", text="a\nb", unshown=(Unshown(kind="hologram"),)),),
        ),
        Message(role="assistant", parts=(ToolCall(name="old", arguments="{}"),)),
        Message(role="function", parts=(ToolResult(name="old", text="done"),)),
        Message(role="assistant", parts=(Refusal(text="No."),)),
        Message(role="user"),
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"stream_options": {}, "messages": []},
        {"max_completion_tokens": 9, "messages": []},
        {"messages": REQUEST["messages"]},
        {"messages": REQUEST["messages"][2:3]},  # type: ignore[index]
    ],
)
def test_the_dialect_shows(fields: dict[str, Any]) -> None:
    """A request is OpenAI's by fields of its own, or by what its messages hold."""
    assert held(fields).dialect == "openai-chat"


@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_a_stream(ending: bytes) -> None:
    """Chunks are put together, calls side by side; figures come in a chunk of their own."""
    body = sse(*map(_document, STREAM.content.split(b"\n\n")[:-2]), done=True, ending=ending)
    assert answered(body) == Answered(
        messages=(
            Message(
                role="assistant",
                parts=(Reasoning(text="Two tools."), Text(text="Let me look."), *CALLS),
            ),
        ),
        model="gpt-4o-mini-2024",
        stop_reason="tool_calls",
        usage=(("prompt_tokens", 9), ("completion_tokens", 12), ("prompt_tokens_details.cached_tokens", 4)),
    )


def test_a_whole_response() -> None:
    """A response that wasn't streamed tells the same."""
    message = {
        "role": "assistant",
        "content": "Let me look.",
        "reasoning_details": [
            {"type": "reasoning.summary", "summary": "Two "},
            {"type": "reasoning.text", "text": "tools."},
        ],
        "tool_calls": [
            {"id": call.id, "function": {"name": call.name, "arguments": call.arguments}} for call in CALLS
        ],
    }
    choices = [{"index": 0, "message": message, "finish_reason": "tool_calls"}]
    told = answered(http({"model": "gpt-4o-mini-2024", "choices": choices, "usage": USAGE}))
    assert told == answered(STREAM)


def test_several_answers() -> None:
    """Each answer of several is a message, in the order of their numbers."""
    choices = [
        {"index": 1, "message": {"role": "assistant", "content": "B"}, "finish_reason": "length"},
        {"index": 0, "message": {"role": "assistant", "content": "A"}, "finish_reason": "stop"},
    ]
    told = answered(http({"choices": choices}))
    assert [message.parts for message in told.messages] == [(Text(text="A"),), (Text(text="B"),)]
    assert told.stop_reason == "stop"


@pytest.mark.parametrize(
    "deltas",
    [
        [[piece(0, "{}", id="a", name="x"), piece(0, "[]", id="b", name="y")]],
        [[piece(None, "{}", id="a", name="x"), piece(None, "[]", id="b", name="y")]],
        [[piece(None, "{", id="a", name="x")], [piece(None, "}")], [piece(None, "[]", id="b", name="y")]],
        [
            [piece(0, "{", id="a", name="x")],
            [piece(0, "}", id="a", name="x")],
            [piece(1, "[]", id="b", name="y")],
        ],
        [[piece(0, None, id="a", name="x")], [piece(0, "{}", id="")], [piece(1, "[]", id="b", name="y")]],
    ],
)
def test_calls_as_other_servers_number_them(deltas: list[list[dict[str, Any]]]) -> None:
    """Some servers give all calls one number, or none, or repeat ids: an id that is new begins a call."""
    told = answered(sse(*(chunk({"tool_calls": calls}) for calls in deltas), done=True))
    assert calls(told) == [
        ToolCall(id="a", name="x", arguments="{}"),
        ToolCall(id="b", name="y", arguments="[]"),
    ]


def test_arguments_that_are_objects() -> None:
    """Some servers write arguments as an object; they are shown as they were written."""
    told = answered(sse(chunk({"tool_calls": [piece(0, {"q": 1}, id="a", name="x")]})))  # type: ignore[arg-type]
    assert calls(told) == [ToolCall(id="a", name="x", arguments='{"q":1}')]


def test_reasoning_that_is_kept_secret() -> None:
    """Encrypted reasoning is named, not shown."""
    details = [{"type": "reasoning.encrypted", "data": "gAAAA"}]
    told = answered(sse(chunk({"reasoning_details": details}), chunk({"content": "Yes."}, finish="stop")))
    assert told.messages[0].parts == (Unshown(kind="reasoning"), Text(text="Yes."))


def test_a_refusal() -> None:
    """A refusal is no text."""
    told = answered(sse(chunk({"refusal": "I "}), chunk({"refusal": "won't."}, finish="stop")))
    assert told.messages[0].parts == (Refusal(text="I won't."),)


def test_content_in_pieces() -> None:
    """Text that a stream tells as lists of pieces is put together too."""
    pieces = [[{"type": "text", "text": "A"}], [{"type": "text", "text": "B"}, {"type": "hologram"}]]
    told = answered(sse(*(chunk({"content": content}) for content in pieces)))
    assert told.messages[0].parts == (Text(text="AB"), Unshown(kind="hologram"))


@pytest.mark.parametrize(("tail", "is_cut"), [(14, False), (3, True), (30, True), (1200, True)])
def test_a_cut_stream(tail: int, *, is_cut: bool) -> None:
    """A stream that was cut tells what came; one that only lacks its last mark tells all."""
    told = answered(cut(STREAM, tail))
    assert told.cut is is_cut
    assert told.messages[0].parts[0] == Reasoning(text="Two tools.")


def test_a_stream_without_a_reason_to_stop() -> None:
    """A stream that says that nothing follows wasn't cut."""
    events = [{"choices": [{"delta": {"content": "Hi"}}]}]
    assert not answered(sse(*events, done=True)).cut
    assert answered(sse(*events)).cut


def test_an_error_in_the_middle_of_a_stream() -> None:
    """Routers tell an error in a chunk; what was said before it is kept."""
    error = {"code": 502, "message": "Provider disconnected"}
    told = answered(sse(chunk({"content": "Let"}), chunk({"content": ""}, finish="error", error=error)))
    assert (told.error, told.stop_reason) == ("502: Provider disconnected", "error")
    assert told.messages[0].parts == (Text(text="Let"),)


@pytest.mark.parametrize("response", [{"choices": 7}, {"choices": [{"message": {"content": {}}}]}])
def test_what_is_not_understood(response: Any) -> None:
    """A response in another shape isn't taken apart."""
    assert held(REQUEST, http(response)).answered is None


def _document(event: bytes) -> Any:
    return json.decode(event.removeprefix(b"data: "))
