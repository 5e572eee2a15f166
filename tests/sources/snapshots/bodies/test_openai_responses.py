"""OpenAI's responses."""

from typing import Any

import pytest

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

REQUEST: dict[str, Any] = {
    "model": "gpt-5",
    "instructions": "Be brief.",
    "previous_response_id": "resp_0",
    "input": [
        {"role": "system", "content": "Today is Monday."},
        {
            "type": "message",
            "role": "user",
            "content": [
                {"type": "input_text", "text": "What is this?"},
                {"type": "input_image", "image_url": "data:image/png;base64,iVBO"},
                {"type": "input_image", "file_id": "file_1"},
                {
                    "type": "input_file",
                    "filename": "terms.pdf",
                    "file_data": "data:application/pdf;base64,JV",
                },
            ],
        },
        {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "Two tools."}]},
        {"type": "reasoning", "id": "rs_2", "summary": [], "encrypted_content": "gAAAA"},
        {"role": "assistant", "content": [{"type": "output_text", "text": "Let me look."}]},
        {"type": "function_call", "call_id": "call_1", "name": "weather", "arguments": '{"city":"Athens"}'},
        {"type": "custom_tool_call", "call_id": "call_2", "name": "shell", "input": "ls"},
        {"type": "function_call_output", "call_id": "call_1", "output": "31 degrees"},
        {
            "type": "custom_tool_call_output",
            "call_id": "call_2",
            "output": [
                {"type": "input_text", "text": "a"},
                {"type": "input_image", "image_url": "https://example.invalid/cat.jpg"},
            ],
        },
        {"type": "item_reference", "id": "msg_7"},
    ],
}

REASONING = {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "Two tools."}]}
SAID = {
    "type": "message",
    "id": "msg_1",
    "role": "assistant",
    "content": [{"type": "output_text", "text": "Let me look.", "annotations": []}],
}
WEATHER = {
    "type": "function_call",
    "id": "fc_1",
    "call_id": "call_1",
    "name": "weather",
    "arguments": '{"city":"Athens"}',
}
NOW = {"type": "function_call", "id": "fc_2", "call_id": "call_2", "name": "now", "arguments": "{}"}
TOLD = (
    Reasoning(text="Two tools."),
    Text(text="Let me look."),
    ToolCall(id="call_1", name="weather", arguments='{"city":"Athens"}'),
    ToolCall(id="call_2", name="now", arguments="{}"),
)
RESPONSE = {
    "id": "resp_1",
    "object": "response",
    "status": "completed",
    "model": "gpt-5-2025",
    "error": None,
    "incomplete_details": None,
    "output": [REASONING, SAID, WEATHER, NOW],
    "usage": {"input_tokens": 10, "output_tokens": 25, "output_tokens_details": {"reasoning_tokens": 8}},
}
ANSWER = Answered(
    messages=(Message(role="assistant", parts=TOLD),),
    model="gpt-5-2025",
    stop_reason="completed",
    usage=(("input_tokens", 10), ("output_tokens", 25), ("output_tokens_details.reasoning_tokens", 8)),
)
BEGUN = {
    "type": "response.created",
    "response": RESPONSE | {"status": "in_progress", "output": [], "usage": None},
}


def told_by(kind: str, index: int, **fields: Any) -> dict[str, Any]:
    """Return an event about an item."""
    return {"type": f"response.{kind}", "output_index": index} | fields


def growing(kind: str, index: int, *deltas: str, **fields: Any) -> list[dict[str, Any]]:
    """Return the events by which an item grows."""
    return [told_by(f"{kind}.delta", index, delta=delta, **fields) for delta in deltas]


EVENTS = [
    BEGUN,
    told_by("output_item.added", 0, item=REASONING | {"summary": []}),
    *growing("reasoning_summary_text", 0, "Two ", "tools.", summary_index=0),
    told_by("output_item.done", 0, item=REASONING),
    told_by("output_item.added", 1, item=SAID | {"content": []}),
    told_by("content_part.added", 1, content_index=0, part={"type": "output_text", "text": ""}),
    *growing("output_text", 1, "Let ", "me look.", content_index=0),
    told_by("output_item.added", 2, item=WEATHER | {"arguments": ""}),
    told_by("output_item.added", 3, item=NOW | {"arguments": ""}),
    *growing("function_call_arguments", 2, '{"city":'),
    *growing("function_call_arguments", 3, "{}"),
    *growing("function_call_arguments", 2, '"Athens"}'),
]
DONE = {"type": "response.completed", "response": RESPONSE}


def test_a_request() -> None:
    """What an assistant thinks, says and calls is one message; what came before is named where it isn't in the request."""
    told = asked(REQUEST)
    assert told.model == "gpt-5"
    assert told.messages == (
        Message(role="system", parts=(Text(text="Be brief."),)),
        Message(role="system", parts=(Unshown(kind="earlier conversation", name="resp_0"),)),
        Message(role="system", parts=(Text(text="Today is Monday."),)),
        Message(
            role="user",
            parts=(
                Text(text="What is this?"),
                Unshown(kind="image", name="image/png"),
                Unshown(kind="image", name="file_1"),
                Unshown(kind="file", name="terms.pdf"),
            ),
        ),
        Message(
            role="assistant",
            parts=(
                Reasoning(text="Two tools."),
                Unshown(kind="reasoning"),
                Text(text="Let me look."),
                ToolCall(id="call_1", name="weather", arguments='{"city":"Athens"}'),
                ToolCall(id="call_2", name="shell", arguments="ls"),
            ),
        ),
        Message(role="tool", parts=(ToolResult(id="call_1", text="31 degrees"),)),
        Message(
            role="tool",
            parts=(
                ToolResult(
                    id="call_2",
                    text="a",
                    unshown=(Unshown(kind="image", name="https://example.invalid/cat.jpg"),),
                ),
            ),
        ),
        Message(role="assistant", parts=(Unshown(kind="item_reference", name="msg_7"),)),
    )


def test_a_request_of_one_text() -> None:
    """A request may be a text alone."""
    conversation = held({"model": "gpt-5", "input": "Hello"})
    assert conversation.dialect == "openai-responses"
    assert conversation.messages == (Message(role="user", parts=(Text(text="Hello"),)),)


def test_a_whole_response() -> None:
    """A response that wasn't streamed tells its items as parts of one message."""
    assert answered(http(RESPONSE)) == ANSWER


@pytest.mark.parametrize("output", [RESPONSE["output"], []])
def test_a_stream(output: list[Any]) -> None:
    """A stream tells the same, by its whole response or, where that is empty, by what its items grew to."""
    done = {"type": "response.completed", "response": RESPONSE | {"output": output}}
    assert answered(sse(*EVENTS, done)) == ANSWER


def test_a_cut_stream() -> None:
    """Of a stream that was cut, items are shown as far as they came."""
    told = answered(sse(*EVENTS[:-2]))
    assert (told.cut, told.stop_reason, told.model) == (True, None, "gpt-5-2025")
    assert told.messages[0].parts[:2] == TOLD[:2]
    assert calls(told) == [
        ToolCall(id="call_1", name="weather", arguments='{"city":'),
        ToolCall(id="call_2", name="now", arguments=""),
    ]


@pytest.mark.parametrize("tail", [3, 300])
def test_a_stream_without_its_last_event(tail: int) -> None:
    """Where only the whole response at the end is missing, everything else is there."""
    told = answered(cut(sse(*EVENTS, DONE), tail))
    assert told.messages == ANSWER.messages
    assert told.cut


def test_an_item_that_is_done() -> None:
    """What an item is when it is done counts, not what it grew by."""
    told = answered(sse(*EVENTS[:8], told_by("output_item.done", 1, item=SAID)))
    assert told.messages[0].parts == TOLD[:2]


def test_words_of_other_kinds() -> None:
    """Refusals, and reasoning that is told in full, grow like any text; items nobody announced are the assistant's."""
    events = [
        *growing("reasoning_text", 0, "Hm", "m.", content_index=0),
        *growing("refusal", 1, "I ", "won't.", content_index=0),
        *growing("custom_tool_call_input", 2, "l", "s"),
    ]
    told = answered(sse(BEGUN, *events))
    assert told.messages == (
        Message(
            role="assistant",
            parts=(Reasoning(text="Hmm."), Refusal(text="I won't."), ToolCall(arguments="ls")),
        ),
    )


def test_tools_that_the_provider_runs() -> None:
    """The provider's own tools are calls, with their results where they are told."""
    output = [
        {"type": "web_search_call", "id": "ws_1", "action": {"type": "search", "query": "x"}},
        {"type": "code_interpreter_call", "id": "ci_1", "code": "1+1", "outputs": None},
        {"type": "mcp_call", "id": "mcp_1", "name": "echo", "arguments": "{}", "output": "hi", "error": None},
        {"type": "mcp_call", "id": "mcp_2", "name": "echo", "arguments": "{}", "error": "no such tool"},
        {"type": "message", "content": [{"type": "refusal", "refusal": "No."}]},
        {"type": "mcp_list_tools", "id": "mcpl_1", "tools": []},
    ]
    told = answered(http(RESPONSE | {"output": output}))
    assert told.messages[0].parts == (
        ToolCall(id="ws_1", name="web_search", arguments='{"type":"search","query":"x"}'),
        ToolCall(id="ci_1", name="code_interpreter", arguments="1+1"),
        ToolCall(id="mcp_1", name="echo", arguments="{}"),
        ToolResult(id="mcp_1", text="hi"),
        ToolCall(id="mcp_2", name="echo", arguments="{}"),
        ToolResult(id="mcp_2", text="no such tool", failed=True),
        Refusal(text="No."),
        Unshown(kind="mcp_list_tools", name="mcpl_1"),
    )


def test_a_screenshot_as_a_result() -> None:
    """What a computer shows is an image, and isn't shown."""
    output = {"type": "computer_screenshot", "image_url": "data:image/png;base64,iVBO"}
    told = asked({"input": [{"type": "computer_call_output", "call_id": "c", "output": output}]})
    image = Unshown(kind="image", name="image/png")
    assert told.messages == (Message(role="tool", parts=(ToolResult(id="c", unshown=(image,)),)),)


def test_a_response_that_is_incomplete() -> None:
    """Why a response is incomplete is why the model stopped."""
    response = RESPONSE | {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
    told = answered(sse(BEGUN, {"type": "response.incomplete", "response": response}))
    assert (told.stop_reason, told.cut) == ("max_output_tokens", False)


@pytest.mark.parametrize(
    ("event", "error"),
    [
        ({"type": "error", "message": "Too slow", "code": None, "param": None}, "Too slow"),
        ({"type": "error", "error": {"code": "server_error", "message": "Oops"}}, "server_error: Oops"),
        (
            {
                "type": "response.failed",
                "response": {"status": "failed", "error": {"code": "rate_limit_exceeded", "message": "Wait"}},
            },
            "rate_limit_exceeded: Wait",
        ),
    ],
)
def test_an_error_in_the_middle_of_a_stream(event: dict[str, Any], error: str) -> None:
    """An error ends a stream; what was said before it is kept."""
    told = answered(sse(*EVENTS[:9], event))
    assert (told.error, told.cut) == (error, False)
    assert told.messages[0].parts == (TOLD[0], Text(text="Let me look."))


@pytest.mark.parametrize(
    "response",
    [
        http(RESPONSE | {"output": 7}),
        sse(BEGUN, {"type": "response.output_item.done", "item": 7}),
        sse(BEGUN, {"unheard": 1, "output": 7}),
    ],
)
def test_what_is_not_understood(response: Any) -> None:
    """A response in another shape isn't taken apart."""
    assert held(REQUEST, response).answered is None


def test_a_request_in_another_shape() -> None:
    """A request in another shape isn't either."""
    assert held({"input": [7]}, http(RESPONSE)).asked is None
