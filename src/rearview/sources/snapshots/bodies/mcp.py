"""Calls of tools over MCP, the protocol of tool servers, which is spoken in JSON-RPC.

Owns the names and types of a tool's call and of its result. The protocol's other messages say nothing to a model, and
aren't a conversation.
"""

from msgspec import Raw, Struct

from rearview.sources.snapshots.bodies.conversation import Answered, Asked, Message, ToolCall, ToolResult
from rearview.sources.snapshots.bodies.documents import Documents
from rearview.sources.snapshots.bodies.failure import failure
from rearview.sources.snapshots.bodies.lenient import NOTHING, decoded, text_of
from rearview.sources.snapshots.bodies.results import result

_CALL = "tools/call"


class _Params(Struct):
    name: str | None = None
    arguments: Raw = NOTHING


class _Request(Struct):
    """A request, or a notification."""

    method: str
    id: Raw = NOTHING
    params: Raw = NOTHING


class _Result(Struct, rename="camel"):
    """What a tool gave back; both forms of it say the same."""

    content: Raw = NOTHING
    structured_content: Raw = NOTHING
    is_error: bool | None = None


class _Response(Struct):
    """A response; a server sends notifications, which name a method, in between."""

    id: Raw = NOTHING
    method: str | None = None
    result: _Result | None = None
    error: Raw = NOTHING


def asked(documents: Documents) -> Asked | None:
    """Return the calls of tools that these are, or None where one is something else."""
    calls = []
    for document in documents.items:
        request = decoded(document, _Request)
        params = decoded(request.params, _Params) if request and request.method == _CALL else None
        if request is None or params is None:
            return None
        arguments = text_of(params.arguments) or ""
        calls.append(ToolCall(id=text_of(request.id), name=params.name, arguments=arguments))
    return Asked(messages=(Message(role="assistant", parts=tuple(calls)),))


def answered(documents: Documents) -> Answered | None:
    """Return what the tools gave back, or None where it is something else."""
    messages: list[Message] = []
    error: str | None = None
    for document in documents.items:
        response = decoded(document, _Response)
        back = _told(response) if response else None
        if response is None or (back is None and response.method is None):
            return None
        if back is not None:
            error = failure(response.error) or error
            messages.append(Message(role="tool", parts=(back,)))
    return Answered(messages=tuple(messages), error=error, cut=documents.broken)


def _told(response: _Response) -> ToolResult | None:
    """Return what a tool gave back, or why there is nothing; None for any other message."""
    told = response.result or _Result()
    raw = told.structured_content if told.content == NOTHING else told.content
    call = text_of(response.id)
    if raw != NOTHING:
        text, others = result(raw)
        return ToolResult(id=call, text=text, failed=bool(told.is_error), unshown=others)
    said = failure(response.error)
    return ToolResult(id=call, text=said, failed=True) if said is not None else None
