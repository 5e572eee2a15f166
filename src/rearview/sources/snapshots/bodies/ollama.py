"""Ollama's chat: requests, responses, and the lines of a stream.

Owns the names and types of that API as far as a conversation needs them.
"""

from msgspec import Raw, Struct

from rearview.sources.snapshots.bodies.conversation import (
    Answered,
    Asked,
    Figure,
    Message,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Unshown,
)
from rearview.sources.snapshots.bodies.documents import Documents
from rearview.sources.snapshots.bodies.failure import failure
from rearview.sources.snapshots.bodies.figures import figures
from rearview.sources.snapshots.bodies.flow import Flow
from rearview.sources.snapshots.bodies.lenient import NOTHING, decoded, text_of

_COUNTS = ("prompt_eval_count", "eval_count")


class _Function(Struct):
    name: str | None = None
    arguments: Raw = NOTHING


class _Call(Struct):
    """A call; it comes whole, in a stream too."""

    function: _Function
    id: str | None = None


class _Message(Struct):
    """A message, or what one grows by."""

    role: str = ""
    content: str | None = None
    thinking: str | None = None
    images: list[str] | None = None
    tool_calls: list[_Call] | None = None
    tool_name: str | None = None
    tool_call_id: str | None = None

    def tell(self, flow: Flow) -> None:
        """Add what it says to a message under way."""
        flow.say(Reasoning, self.thinking)
        flow.say(Text, self.content)
        flow.add(*[Unshown(kind="image")] * len(self.images or ()))
        for call in self.tool_calls or ():
            arguments = text_of(call.function.arguments) or ""
            flow.add(ToolCall(id=call.id, name=call.function.name, arguments=arguments))


class _Request(Struct):
    messages: list[_Message]
    model: str | None = None


class _Chunk(Struct):
    """One line of a stream; a whole response is of this form too."""

    model: str | None = None
    message: _Message | None = None
    done: bool | None = None
    done_reason: str | None = None
    error: Raw = NOTHING


def asked(documents: Documents) -> Asked | None:
    """Return what a request tells, or None where it isn't one."""
    request = decoded(documents.items[0], _Request)
    return (
        None if request is None else Asked(messages=tuple(map(_told, request.messages)), model=request.model)
    )


def answered(documents: Documents) -> Answered | None:
    """Return what a response tells, whole or streamed, or None where it isn't one."""
    flow = Flow()
    model: str | None = None
    stop_reason: str | None = None
    error: str | None = None
    finished = False
    usage: dict[str, Figure] = {}
    for document in documents.items:
        chunk = decoded(document, _Chunk)
        if chunk is None:
            return None
        model = chunk.model or model
        error = failure(chunk.error) or error
        stop_reason = chunk.done_reason or stop_reason
        finished = bool(chunk.done or error)
        if chunk.message is not None:
            chunk.message.tell(flow)
        if chunk.done:
            usage = figures(Raw(document))
    parts = flow.parts()
    return Answered(
        messages=(Message(role="assistant", parts=parts),) if parts else (),
        model=model,
        stop_reason=stop_reason,
        usage=tuple((name, usage[name]) for name in _COUNTS if name in usage),
        error=error,
        cut=documents.cut(finished=finished),
    )


def _told(message: _Message) -> Message:
    if message.role == "tool":
        back = ToolResult(id=message.tool_call_id, name=message.tool_name, text=message.content or "")
        return Message(role=message.role, parts=(back,))
    flow = Flow()
    message.tell(flow)
    return Message(role=message.role, parts=flow.parts())
