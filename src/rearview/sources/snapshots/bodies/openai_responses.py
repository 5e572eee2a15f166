"""OpenAI's responses: requests, responses, and the events of a stream.

Owns the names and types of that API as far as a conversation needs them. What a model says, thinks and calls are items
beside each other there; here they are the parts of one message. Streams are put together in `responses_stream`.
"""

from collections.abc import Iterable

from msgspec import Raw, Struct

from rearview.sources.snapshots.bodies.conversation import (
    Asked,
    Message,
    Part,
    Refusal,
    Text,
    ToolCall,
    ToolResult,
    Unshown,
    parts_of,
)
from rearview.sources.snapshots.bodies.documents import Documents
from rearview.sources.snapshots.bodies.lenient import NOTHING, decoded, text_of
from rearview.sources.snapshots.bodies.results import result
from rearview.sources.snapshots.bodies.unshown import reasoning, unshown

_ASSISTANT = "assistant"


class Piece(Struct):
    """One piece of an item's content."""

    type: str
    text: str | None = None
    refusal: str | None = None
    image_url: Raw = NOTHING
    file_id: str | None = None
    filename: str | None = None
    file_url: str | None = None

    def part(self) -> Part:
        """Return it as a part."""
        if self.text is not None:
            return Text(text=self.text)
        if self.refusal is not None:
            return Refusal(text=self.refusal)
        name = self.filename or self.file_url or self.file_id
        found = unshown(self.type, self.image_url)
        return Unshown(kind=found.kind, name=name or found.name)


class Item(Struct):
    """One item: a message, a call, a result, a thought."""

    type: str = "message"
    id: str | None = None
    role: str | None = None
    content: str | list[Piece] | None = None
    summary: list[Piece] | None = None
    call_id: str | None = None
    name: str | None = None
    arguments: Raw = NOTHING
    input: Raw = NOTHING
    action: Raw = NOTHING
    operation: Raw = NOTHING
    queries: Raw = NOTHING
    code: Raw = NOTHING
    output: Raw = NOTHING
    error: Raw = NOTHING

    def parts(self) -> tuple[Part, ...]:
        """Return it as parts of a message."""
        if self.type == "message":
            return _content(self.content)
        if self.type == "reasoning":
            told = (*(self.summary or ()), *(self.content if isinstance(self.content, list) else ()))
            thoughts = tuple(reasoning(piece.text) for piece in told if piece.text)
            return thoughts or (reasoning(None),)
        if self.type.endswith("_output"):
            return (self._result(),)
        if self.type.endswith("_call"):
            back = self._result() if self.output != NOTHING or self.error != NOTHING else None
            return parts_of((self._call(), back))
        return (Unshown(kind=self.type, name=self.name or self.id),)

    def speaker(self) -> str:
        """Return whose message it is part of."""
        if self.type == "message":
            return self.role or _ASSISTANT
        return "tool" if self.type.endswith("_output") else _ASSISTANT

    def _call(self) -> ToolCall:
        told = (self.arguments, self.input, self.action, self.operation, self.queries, self.code)
        written = next((raw for raw in told if raw != NOTHING), NOTHING)
        # The tools that the provider runs itself have no name but their kind.
        name = self.name or self.type.removesuffix("_call")
        return ToolCall(id=self.call_id or self.id, name=name, arguments=text_of(written) or "")

    def _result(self) -> ToolResult:
        failed = self.error != NOTHING
        text, others = result(self.error if failed else self.output)
        return ToolResult(id=self.call_id or self.id, text=text, failed=failed, unshown=others)


class _Request(Struct):
    model: str | None = None
    input: str | list[Item] | None = None
    instructions: str | list[Item] | None = None
    previous_response_id: str | None = None


def asked(documents: Documents) -> Asked | None:
    """Return what a request tells, or None where it isn't one."""
    request = decoded(documents.items[0], _Request)
    if request is None:
        return None
    before = request.previous_response_id
    earlier = Unshown(kind="earlier conversation", name=before) if before else None
    messages = (
        *_messages(request.instructions, role="system"),
        *([Message(role="system", parts=(earlier,))] if earlier else ()),
        *_messages(request.input, role="user"),
    )
    return Asked(messages=messages, model=request.model)


def gathered(items: Iterable[tuple[str, tuple[Part, ...]]]) -> tuple[Message, ...]:
    """Return items as messages, those of the assistant that follow each other as one."""
    messages: list[Message] = []
    for role, parts in items:
        if role == _ASSISTANT and messages and messages[-1].role == _ASSISTANT:
            messages[-1] = Message(role=role, parts=messages[-1].parts + parts)
        else:
            messages.append(Message(role=role, parts=parts))
    return tuple(messages)


def _messages(told: str | list[Item] | None, *, role: str) -> tuple[Message, ...]:
    if isinstance(told, list):
        return gathered((item.speaker(), item.parts()) for item in told)
    return (Message(role=role, parts=_content(told)),) if told else ()


def _content(content: str | list[Piece] | None) -> tuple[Part, ...]:
    if isinstance(content, str):
        return parts_of((Text(text=content),))
    return parts_of(piece.part() for piece in content or ())
