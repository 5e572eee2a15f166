"""Two bodies, one conversation."""

from typing import Any

import pytest

from rearview.sources.snapshots.bodies.body import Body, decode
from rearview.sources.snapshots.bodies.conversation import Answered, Asked, Conversation, Message, Text
from rearview.sources.snapshots.bodies.reading import conversation
from tests.sources.snapshots.bodies.build import held, http, ndjson, sse

PLAIN = {
    "model": "m",
    "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}],
}
ASKED = Asked(
    model="m",
    messages=(
        Message(role="system", parts=(Text(text="Be brief."),)),
        Message(role="user", parts=(Text(text="Hello"),)),
    ),
)
HELLO = (Message(role="assistant", parts=(Text(text="Hi"),)),)


@pytest.mark.parametrize(
    ("dialect", "response"),
    [
        ("openai-chat", {"choices": [{"message": {"role": "assistant", "content": "Hi"}}]}),
        ("anthropic", {"type": "message", "role": "assistant", "content": [{"type": "text", "text": "Hi"}]}),
        ("ollama", {"message": {"role": "assistant", "content": "Hi"}, "done": True}),
        ("ai-sdk", {"modelId": None, "messages": [{"role": "assistant", "content": "Hi"}], "x": 1}),
    ],
)
def test_a_plain_request_is_the_responders(dialect: str, response: dict[str, Any]) -> None:
    """A request of plain texts could be anyone's: the response tells whose it is."""
    told = held(PLAIN, http(response | ({"modelId": "m"} if dialect == "ai-sdk" else {})))
    assert (told.dialect, told.asked) == (dialect, ASKED)
    assert told.messages == ASKED.messages + HELLO


def test_two_dialects() -> None:
    """A request that shows whose it is is read as theirs, whoever answered."""
    request = {"contents": [{"parts": [{"text": "Hello"}]}]}
    told = held(request, http({"choices": [{"message": {"role": "assistant", "content": "Hi"}}]}))
    assert told.messages == (ASKED.messages[1], *HELLO)


def test_a_plain_request_alone() -> None:
    """Nobody's request is read as anyone's, and nobody's dialect is named."""
    assert held(PLAIN) == Conversation(dialect=None, asked=ASKED)
    assert held(PLAIN).model == "m"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            {"error": {"message": "429 Too Many Requests", "type": "rate_limit"}},
            "rate_limit: 429 Too Many Requests",
        ),
        ([{"error": {"code": 400, "message": "Bad", "status": "INVALID_ARGUMENT"}}], "INVALID_ARGUMENT: Bad"),
        ({"error": {"code": 404, "message": "No such model"}}, "404: No such model"),
        ({"error": "model 'x' not found"}, "model 'x' not found"),
        ({"error": {"detail": "odd"}}, '{"detail":"odd"}'),
        (
            {"type": "error", "error": {"type": "overloaded_error", "message": "Busy"}},
            "overloaded_error: Busy",
        ),
    ],
)
def test_an_error_instead_of_an_answer(error: Any, told: str) -> None:
    """Every provider's error is told in its own words, whoever was asked."""
    assert held(PLAIN, http(error)) == Conversation(
        dialect=None, asked=ASKED, answered=Answered(messages=(), error=told)
    )


def test_an_error_as_an_event() -> None:
    """An error may come as an event, where a stream was asked for."""
    told = held({"contents": []}, sse({"error": {"message": "Busy"}}))
    assert (told.dialect, told.answered) == ("google", Answered(messages=(), error="Busy"))


@pytest.mark.parametrize(
    "body",
    [
        None,
        decode("http", b"[unavailable]"),
        decode("sse", b"[streaming]"),
        decode("http", b"<html>502</html>"),
        http({"object": "list", "data": []}),
        http({"model": "m", "messages": 2}),
        http({"finishReason": "stop", "text": "Hi"}),
        http(7),
        ndjson({"a": 1}, {"b": 2}),
    ],
)
def test_what_is_not_understood(body: Body | None) -> None:
    """What nobody writes is no conversation, on either side."""
    assert conversation(body, body) is None
    assert held(PLAIN, body).answered is None


def test_a_request_in_several_documents() -> None:
    """A request is one document."""
    assert conversation(ndjson(PLAIN, PLAIN), None) is None


def test_headers_are_no_part_of_a_conversation() -> None:
    """A response is read behind its headers, whatever form its body has."""
    events = sse({"choices": [{"delta": {"content": "Hi"}, "finish_reason": "stop"}]}).content
    body = decode("http", b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n" + events)
    assert held(response=body).messages == HELLO


def test_a_stream_that_begins_with_nothing() -> None:
    """Whose stream it is may show late; one that never shows it is nobody's."""
    ping = {"type": "ping"}
    start = {"type": "message_start", "message": {"role": "assistant", "content": []}}
    assert held(response=sse(*[ping] * 15, start)).dialect == "anthropic"
    assert conversation(None, sse(*[ping] * 16, start)) is None


def test_strange_characters_and_numbers_survive() -> None:
    """Half a character or a number that JSON doesn't know is no reason to show nothing."""
    body = decode(
        "http",
        b'{"choices":[{"message":{"content":"a\\ud83d","tool_calls":[{"id":"1","function":{"name":"t",'
        b'"arguments":{"n":NaN,"m":-Infinity,"big":1180591620717411303424}}}]},"logprob":-Infinity}],'
        b'"usage":{"n":NaN,"big":1180591620717411303424}}',
    )
    told = held(response=body)
    assert told.answered is not None
    assert told.answered.usage == (("big", 2**70),)
    assert '{"n":NaN,"m":-Infinity,"big":1180591620717411303424}' in str(told.messages)
    assert Text(text="a\N{REPLACEMENT CHARACTER}") in told.messages[0].parts


def test_figures_in_another_form() -> None:
    """Figures that can't be read, or are too many, are left off; what was said isn't."""
    response: dict[str, Any] = {"choices": [{"message": {"content": "Hi"}}]}
    for usage in (7, [1], {"n": "x", "b": True, "o": {"s": "t"}}, {"n" * 70_000: 1}):
        told = held(response=http(response | {"usage": usage}))
        assert told.answered == Answered(messages=HELLO)


def test_names_are_short() -> None:
    """What names a thing fits a line."""
    url = "https://example.invalid/" + "x" * 1000
    image = {"type": "image_url", "image_url": {"url": url}}
    told = held({"messages": [{"role": "user", "content": [image]}]})
    (part,) = told.messages[0].parts
    assert getattr(part, "name", None) == url[:200]
