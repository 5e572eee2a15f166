"""Ollama's chat."""

from typing import Any

import pytest

from rearview.sources.snapshots.bodies.conversation import (
    Answered,
    Message,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Unshown,
)
from tests.sources.snapshots.bodies.build import answered, asked, cut, held, http, ndjson

REQUEST: dict[str, Any] = {
    "model": "qwen3",
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "What is this?", "images": ["iVBO", "/9j/"]},
        {
            "role": "assistant",
            "content": "",
            "thinking": "Two tools.",
            "tool_calls": [
                {"function": {"name": "weather", "arguments": {"city": "Athens"}}},
                {"id": "call_2", "function": {"index": 1, "name": "now", "arguments": {}}},
            ],
        },
        {"role": "tool", "tool_name": "weather", "content": "31 degrees"},
        {"role": "tool", "tool_call_id": "call_2", "content": None},
    ],
    "options": {"num_ctx": 4096},
}


def line(*, done: bool = False, ending: dict[str, Any] | None = None, **message: Any) -> dict[str, Any]:
    """Return a line of a stream."""
    told = {"role": "assistant", "content": ""} | message
    return {"model": "qwen3:8b", "created_at": "2025-05-27T22:54:57Z", "message": told, "done": done} | (
        ending or {}
    )


ENDING = {"done_reason": "stop", "total_duration": 1800, "prompt_eval_count": 169, "eval_count": 15}
LINES = [
    line(thinking="Two "),
    line(thinking="tools."),
    line(content="Let me "),
    line(content="look."),
    line(tool_calls=[{"function": {"name": "weather", "arguments": {"city": "Athens"}}}]),
    line(tool_calls=[{"function": {"name": "now", "arguments": {}}}]),
    line(done=True, ending=ENDING),
]
ANSWER = Answered(
    messages=(
        Message(
            role="assistant",
            parts=(
                Reasoning(text="Two tools."),
                Text(text="Let me look."),
                ToolCall(name="weather", arguments='{"city":"Athens"}'),
                ToolCall(name="now", arguments="{}"),
            ),
        ),
    ),
    model="qwen3:8b",
    stop_reason="stop",
    usage=(("prompt_eval_count", 169), ("eval_count", 15)),
)


def test_a_request() -> None:
    """A request tells every message; its images have no names."""
    told = asked(REQUEST)
    assert told.model == "qwen3"
    assert told.messages == (
        Message(role="system", parts=(Text(text="Be brief."),)),
        Message(
            role="user",
            parts=(Text(text="What is this?"), Unshown(kind="image"), Unshown(kind="image")),
        ),
        Message(
            role="assistant",
            parts=(
                Reasoning(text="Two tools."),
                ToolCall(name="weather", arguments='{"city":"Athens"}'),
                ToolCall(id="call_2", name="now", arguments="{}"),
            ),
        ),
        Message(role="tool", parts=(ToolResult(name="weather", text="31 degrees"),)),
        Message(role="tool", parts=(ToolResult(id="call_2"),)),
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"options": {}, "messages": []},
        {"keep_alive": "5m", "messages": []},
        {"messages": REQUEST["messages"][2:3]},
    ],
)
def test_the_dialect_shows(fields: dict[str, Any]) -> None:
    """A request is Ollama's by fields of its own, or by arguments that are objects."""
    assert held(fields).dialect == "ollama"


def test_a_stream() -> None:
    """Lines are put together; figures come with the last."""
    assert answered(ndjson(*LINES)) == ANSWER


def test_a_whole_response() -> None:
    """A response that wasn't streamed tells the same."""
    whole = line(
        done=True,
        ending=ENDING,
        content="Let me look.",
        thinking="Two tools.",
        tool_calls=[call for told in LINES for call in told["message"].get("tool_calls", ())],
    )
    assert answered(http(whole)) == ANSWER


def test_a_cut_stream() -> None:
    """A stream that was cut tells what came."""
    told = answered(cut(ndjson(*LINES), 10))
    assert (told.messages, told.cut, told.usage) == (ANSWER.messages, True, ())
    assert answered(ndjson(*LINES[:2])).cut


def test_an_error_in_the_middle_of_a_stream() -> None:
    """An error ends a stream; what was said before it is kept."""
    told = answered(ndjson(*LINES[:4], {"error": "llama runner process has terminated"}))
    assert (told.error, told.cut) == ("llama runner process has terminated", False)
    assert told.messages[0].parts == ANSWER.messages[0].parts[:2]


def test_what_is_not_understood() -> None:
    """Bodies in another shape aren't taken apart."""
    assert held(REQUEST, http({"message": 7, "done": True})).answered is None
    assert held({"messages": [{"role": "user", "content": []}]}, ndjson(*LINES)).asked is None


def test_a_message_without_a_word() -> None:
    """A model may be done without a word."""
    assert answered(http(line(done=True))).messages == ()
