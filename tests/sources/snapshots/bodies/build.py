"""What bodies are made of in these tests: JSON, and the framings of streams."""

from typing import Any

from msgspec import json

from rearview.sources.snapshots.bodies.body import Body, decode
from rearview.sources.snapshots.bodies.conversation import Answered, Asked, Conversation, ToolCall
from rearview.sources.snapshots.bodies.reading import conversation


def http(document: Any) -> Body:
    """Return a whole body."""
    return decode("http", json.encode(document))


def sse(*events: Any, done: bool = False, ending: bytes = b"\n") -> Body:
    """Return a stream of server-sent events, each named as its document is, if it is."""
    blocks = [_named(event, ending) + b"data: " + json.encode(event) + ending * 2 for event in events]
    return decode("sse", b"".join([*blocks, *([b"data: [DONE]" + ending * 2] if done else [])]))


def ndjson(*lines: Any) -> Body:
    """Return a stream of a document a line."""
    return decode("http", b"".join(json.encode(line) + b"\n" for line in lines))


def cut(body: Body, tail: int) -> Body:
    """Return a body without its last bytes."""
    return decode(body.format, body.content[:-tail])


def held(request: Any | None = None, response: Body | None = None) -> Conversation:
    """Return the conversation that a request and the body of a response are."""
    told = conversation(None if request is None else http(request), response)
    assert told is not None
    return told


def asked(request: Any, response: Body | None = None) -> Asked:
    """Return what a request tells, given what came back."""
    told = held(request, response).asked
    assert told is not None
    return told


def answered(response: Body) -> Answered:
    """Return what a response tells."""
    told = held(response=response).answered
    assert told is not None
    return told


def calls(answer: Answered) -> list[ToolCall]:
    """Return the calls of an answer, in order."""
    return [part for message in answer.messages for part in message.parts if isinstance(part, ToolCall)]


def _named(event: Any, ending: bytes) -> bytes:
    name = event.get("type") if isinstance(event, dict) else None
    return b"event: " + name.encode() + ending if isinstance(name, str) else b""
