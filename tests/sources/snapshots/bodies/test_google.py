"""Google's generateContent."""

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
from tests.sources.snapshots.bodies.build import answered, asked, calls, cut, held, http, sse

REQUEST: dict[str, Any] = {
    "systemInstruction": {"parts": [{"text": "Be brief."}]},
    "contents": [
        {"parts": [{"text": "Hello"}]},
        {
            "role": "user",
            "parts": [
                {"inlineData": {"mimeType": "image/png", "data": "iVBO"}},
                {"fileData": {"mimeType": "application/pdf", "fileUri": "gs://bucket/terms.pdf"}},
                {"videoMetadata": {"fps": 1}},
            ],
        },
        {
            "role": "model",
            "parts": [
                {"text": "Hm.", "thought": True},
                {"text": "Let me look.", "thoughtSignature": "Eo0"},
                {"functionCall": {"name": "weather", "args": {"city": "Athens"}}},
                {"functionCall": {"id": "fc_2", "name": "now"}},
                {"executableCode": {"language": "PYTHON", "code": "1+1"}},
                {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "2"}},
                {"codeExecutionResult": {"outcome": "OUTCOME_FAILED", "output": "no"}},
            ],
        },
        {
            "role": "user",
            "parts": [
                {"functionResponse": {"name": "weather", "response": {"name": "weather", "content": 31}}}
            ],
        },
    ],
    "generationConfig": {"maxOutputTokens": 8000},
}


def chunk(*parts: dict[str, Any], finish: str | None = None, **usage: int) -> dict[str, Any]:
    """Return a chunk of a stream."""
    candidate = {"content": {"parts": list(parts), "role": "model"}, "index": 0}
    ending = {"finishReason": finish} if finish else {}
    return {
        "candidates": [candidate | ending],
        "usageMetadata": {"promptTokenCount": 15, "promptTokensDetails": [{"modality": "TEXT"}]} | usage,
        "modelVersion": "gemini-3-flash",
    }


CHUNKS = [
    chunk({"text": "Two ", "thought": True}),
    chunk({"text": "tools.", "thought": True}, candidatesTokenCount=3),
    chunk({"text": "Let me "}, {"text": "look."}),
    chunk(
        {"functionCall": {"name": "weather", "args": {"city": "Athens"}}, "thoughtSignature": "Eo0"},
        {"functionCall": {"id": "fc_2", "name": "now", "args": {}}},
    ),
    chunk({"text": ""}, finish="STOP", candidatesTokenCount=20),
]
TOLD = (
    Reasoning(text="Two tools."),
    Text(text="Let me look."),
    ToolCall(name="weather", arguments='{"city":"Athens"}'),
    ToolCall(id="fc_2", name="now", arguments="{}"),
)
ANSWER = Answered(
    messages=(Message(role="assistant", parts=TOLD),),
    model="gemini-3-flash",
    stop_reason="STOP",
    usage=(("promptTokenCount", 15), ("candidatesTokenCount", 20)),
)


def test_a_request() -> None:
    """A request tells the system instruction and every content; the model is the assistant."""
    assert asked(REQUEST).messages == (
        Message(role="system", parts=(Text(text="Be brief."),)),
        Message(role="user", parts=(Text(text="Hello"),)),
        Message(
            role="user",
            parts=(
                Unshown(kind="image", name="image/png"),
                Unshown(kind="file", name="gs://bucket/terms.pdf"),
                Unshown(kind="part"),
            ),
        ),
        Message(
            role="assistant",
            parts=(
                Reasoning(text="Hm."),
                Text(text="Let me look."),
                ToolCall(name="weather", arguments='{"city":"Athens"}'),
                ToolCall(id="fc_2", name="now"),
                ToolCall(name="code_execution", arguments="1+1"),
                ToolResult(name="code_execution", text="2"),
                ToolResult(name="code_execution", text="no", failed=True),
            ),
        ),
        Message(role="user", parts=(ToolResult(name="weather", text='{"name":"weather","content":31}'),)),
    )


@pytest.mark.parametrize("body", [sse(*CHUNKS), sse(*CHUNKS, ending=b"\r\n"), http(CHUNKS)])
def test_a_stream(body: Any) -> None:
    """Chunks are put together, whether they came as events or as a list."""
    assert answered(body) == ANSWER


def test_a_whole_response() -> None:
    """A response that wasn't streamed is one chunk."""
    parts = [part for told in CHUNKS for part in told["candidates"][0]["content"]["parts"]]
    assert answered(http(chunk(*parts, finish="STOP", candidatesTokenCount=20))) == ANSWER


def test_a_cut_stream() -> None:
    """A stream that was cut tells what came."""
    told = answered(cut(sse(*CHUNKS), 20))
    assert told.cut
    assert told.messages == ANSWER.messages
    assert calls(answered(sse(*CHUNKS[:3]))) == []


def test_figures_after_the_end() -> None:
    """A chunk after the last words may bring figures alone."""
    told = answered(sse(*CHUNKS, chunk(candidatesTokenCount=21)))
    assert (told.stop_reason, told.usage[1]) == ("STOP", ("candidatesTokenCount", 21))


def test_a_prompt_that_was_blocked() -> None:
    """Why a prompt was blocked is why there is no answer."""
    told = answered(http({"promptFeedback": {"blockReason": "SAFETY"}}))
    assert (told.messages, told.stop_reason) == ((), "SAFETY")


def test_an_answer_without_content() -> None:
    """A model may stop without a word."""
    told = answered(http({"candidates": [{"finishReason": "MALFORMED_FUNCTION_CALL"}]}))
    assert (told.messages, told.stop_reason) == ((), "MALFORMED_FUNCTION_CALL")


def test_an_error_in_the_middle_of_a_stream() -> None:
    """An error ends a stream; what was said before it is kept."""
    error = {"code": 503, "message": "The model is overloaded.", "status": "UNAVAILABLE"}
    told = answered(sse(*CHUNKS[:3], {"error": error}))
    assert (told.error, told.cut) == ("UNAVAILABLE: The model is overloaded.", False)
    assert told.messages[0].parts == TOLD[:2]


def test_what_is_not_understood() -> None:
    """Bodies in another shape aren't taken apart."""
    assert held(REQUEST, http({"candidates": 7})).answered is None
    assert held({"contents": [{"parts": 7}]}, http(CHUNKS[0])).asked is None


def test_the_other_name_of_the_system_instruction() -> None:
    """The API takes the system instruction under two names."""
    told = asked({"system_instruction": {"parts": [{"text": "Be brief."}]}, "contents": []})
    assert told.messages == (Message(role="system", parts=(Text(text="Be brief."),)),)
