"""Anthropic's messages: requests, responses, and the events of a stream.

Owns the names and types of that API as far as a conversation needs them. Tools that the provider runs itself are calls
and results like any other.
"""

from collections.abc import Iterable

from msgspec import Raw, Struct

from rearview.sources.snapshots.bodies.conversation import (
    Answered,
    Asked,
    Figure,
    Message,
    Part,
    Text,
    ToolCall,
    ToolResult,
    parts_of,
)
from rearview.sources.snapshots.bodies.documents import Documents
from rearview.sources.snapshots.bodies.failure import failure
from rearview.sources.snapshots.bodies.figures import figures
from rearview.sources.snapshots.bodies.lenient import NOTHING, decoded, text_of
from rearview.sources.snapshots.bodies.results import result
from rearview.sources.snapshots.bodies.unshown import reasoning, unshown


class _Block(Struct):
    """One block of a message."""

    type: str
    text: str | None = None
    thinking: str | None = None
    id: str | None = None
    name: str | None = None
    input: Raw = NOTHING
    tool_use_id: str | None = None
    content: Raw = NOTHING
    is_error: bool | None = None
    source: Raw = NOTHING


class _Message(Struct):
    """One message, whole."""

    role: str = "assistant"
    content: str | list[_Block] | None = None
    model: str | None = None
    stop_reason: str | None = None
    usage: Raw = NOTHING


class _Request(Struct):
    messages: list[_Message]
    model: str | None = None
    system: str | list[_Block] | None = None


class _Delta(Struct):
    """What a block grows by, or what changes in the message."""

    text: str | None = None
    thinking: str | None = None
    partial_json: str | None = None
    stop_reason: str | None = None


class _Event(Struct):
    """One event of a stream; a whole response is of this form too."""

    type: str
    index: int | None = None
    message: _Message | None = None
    content_block: _Block | None = None
    delta: _Delta | None = None
    usage: Raw = NOTHING
    error: Raw = NOTHING


def asked(documents: Documents) -> Asked | None:
    """Return what a request tells, or None where it isn't one."""
    request = decoded(documents.items[0], _Request)
    if request is None:
        return None
    told = [_Message(role="system", content=request.system)] if request.system else []
    messages = (Message(role=said.role, parts=_parts(said.content)) for said in (*told, *request.messages))
    return Asked(messages=tuple(messages), model=request.model)


def answered(documents: Documents) -> Answered | None:
    """Return what a response tells, whole or streamed, or None where it isn't one."""
    answer = _Answer()
    for document in documents.items:
        event = decoded(document, _Event)
        if event is None:
            return None
        if event.type == "message":
            event.message = decoded(document, _Message)
            if event.message is None:
                return None
        answer.take(event)
    return answer.told(documents)


class _Answer:
    """A response under way."""

    def __init__(self) -> None:
        self.role = "assistant"
        self.model: str | None = None
        self.stop_reason: str | None = None
        self.error: str | None = None
        self.finished = False
        self.usage: dict[str, Figure] = {}
        self.whole: tuple[Part, ...] = ()
        self.blocks: dict[int | None, _Block] = {}
        self.grown: dict[int | None, list[str]] = {}
        self.stopped: set[int | None] = set()

    def take(self, event: _Event) -> None:
        """Take one event in."""
        if event.message is not None:
            self._begin(event.message)
        if event.content_block is not None:
            self.blocks[event.index] = event.content_block
        if event.delta is not None:
            self._grow(event.index, event.delta)
        if event.type == "content_block_stop":
            self.stopped.add(event.index)
        self.usage |= figures(event.usage)
        self.error = failure(event.error) or self.error
        self.finished = self.finished or event.type in {"message", "message_stop"}

    def _begin(self, message: _Message) -> None:
        self.role = message.role
        self.model = message.model
        self.stop_reason = message.stop_reason
        self.usage |= figures(message.usage)
        self.whole = _parts(message.content)

    def _grow(self, index: int | None, delta: _Delta) -> None:
        for kind, piece in (
            ("text", delta.text),
            ("thinking", delta.thinking),
            ("tool_use", delta.partial_json),
        ):
            if piece:
                self.blocks.setdefault(index, _Block(type=kind))
                self.grown.setdefault(index, []).append(piece)
        self.stop_reason = delta.stop_reason or self.stop_reason

    def told(self, documents: Documents) -> Answered:
        """Return the response as far as it came."""
        parts = (*self.whole, *parts_of(self._part(index, block) for index, block in self.blocks.items()))
        return Answered(
            messages=(Message(role=self.role, parts=parts),) if parts else (),
            model=self.model,
            stop_reason=self.stop_reason,
            usage=tuple(self.usage.items()),
            error=self.error,
            cut=documents.cut(finished=self.finished or bool(self.stop_reason or self.error)),
        )

    def _part(self, index: int | None, block: _Block) -> Part:
        # A call begins with empty arguments: they are its own only where it has ended without any others.
        if index not in self.stopped and not self.finished:
            block.input = NOTHING
        return _part(block, "".join(self.grown.get(index, ())))


def _parts(content: str | list[_Block] | None) -> tuple[Part, ...]:
    blocks: Iterable[_Block] = content if isinstance(content, list) else ()
    text = Text(text=content) if isinstance(content, str) else None
    return parts_of((text, *map(_part, blocks)))


def _part(block: _Block, grown: str = "") -> Part:
    """Return a block as a part, with what a stream told of it after it had begun."""
    if block.type == "text":
        return Text(text=(block.text or "") + grown)
    if block.type == "thinking":
        return reasoning((block.thinking or "") + grown)
    if block.type.endswith("tool_use"):
        return ToolCall(id=block.id, name=block.name, arguments=grown or text_of(block.input) or "")
    if block.type.endswith("tool_result"):
        text, others = result(block.content)
        failed = bool(block.is_error)
        return ToolResult(id=block.tool_use_id, text=text, failed=failed, unshown=others)
    return reasoning(None) if block.type == "redacted_thinking" else unshown(block.type, block.source)
