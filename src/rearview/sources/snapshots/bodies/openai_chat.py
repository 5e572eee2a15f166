"""OpenAI's chat completions, and the many servers that speak as it does: requests, responses, chunks of a stream.

Owns the names and types of that API, with what the others have added to it: reasoning, calls without a number, errors in
the middle of a stream.
"""

from msgspec import Raw, Struct

from rearview.sources.snapshots.bodies.conversation import (
    Answered,
    Asked,
    Figure,
    Message,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolResult,
    parts_of,
)
from rearview.sources.snapshots.bodies.documents import Documents
from rearview.sources.snapshots.bodies.failure import failure
from rearview.sources.snapshots.bodies.figures import figures
from rearview.sources.snapshots.bodies.flow import Flow
from rearview.sources.snapshots.bodies.lenient import NOTHING, decoded, text_of
from rearview.sources.snapshots.bodies.results import joined
from rearview.sources.snapshots.bodies.unshown import reasoning, unshown


class _Function(Struct):
    """What is called: a function with arguments, or a custom tool with an input."""

    name: str | None = None
    arguments: Raw = NOTHING
    input: Raw = NOTHING


class _Call(Struct):
    """A call, or a piece of one."""

    index: int | None = None
    id: str | None = None
    function: _Function | None = None
    custom: _Function | None = None


class _Piece(Struct):
    """One piece of a message's content."""

    type: str
    text: str | None = None
    refusal: str | None = None
    image_url: Raw = NOTHING
    input_audio: Raw = NOTHING
    file: Raw = NOTHING


class _Thought(Struct):
    """One piece of what a model thought, as routers tell it."""

    type: str | None = None
    text: str | None = None
    summary: str | None = None


class _Message(Struct):
    """A message, or what one grows by."""

    role: str | None = None
    content: str | list[_Piece] | None = None
    name: str | None = None
    refusal: str | None = None
    reasoning: str | None = None
    reasoning_content: str | None = None
    reasoning_details: list[_Thought] | None = None
    tool_calls: list[_Call] | None = None
    function_call: _Function | None = None
    tool_call_id: str | None = None

    def thought(self) -> str:
        """Return what it tells of the model's thoughts: servers that tell them twice tell the same."""
        details = ((thought.text or thought.summary or "") for thought in self.reasoning_details or ())
        return self.reasoning or self.reasoning_content or "".join(details)

    def is_secretive(self) -> bool:
        """Return whether it tells that the model thought, but not what."""
        return any(thought.type == "reasoning.encrypted" for thought in self.reasoning_details or ())

    def parts(self) -> tuple[Part, ...]:
        """Return the parts of its content."""
        if isinstance(self.content, str):
            return parts_of((Text(text=self.content),))
        return parts_of(map(_part, self.content or ()))


class _Request(Struct):
    messages: list[_Message]
    model: str | None = None


class _Choice(Struct):
    """One of the answers; nearly always the only one."""

    index: int | None = None
    message: _Message | None = None
    delta: _Message | None = None
    finish_reason: str | None = None


class _Chunk(Struct):
    """One chunk of a stream; a whole response is of this form too."""

    choices: list[_Choice] | None = None
    model: str | None = None
    usage: Raw = NOTHING
    error: Raw = NOTHING


def asked(documents: Documents) -> Asked | None:
    """Return what a request tells, or None where it isn't one."""
    request = decoded(documents.items[0], _Request)
    if request is None:
        return None
    return Asked(messages=tuple(map(_told, request.messages)), model=request.model)


def answered(documents: Documents) -> Answered | None:
    """Return what a response tells, whole or streamed, or None where it isn't one."""
    answers: dict[int, _Answer] = {}
    model: str | None = None
    error: str | None = None
    usage: dict[str, Figure] = {}
    for document in documents.items:
        chunk = decoded(document, _Chunk)
        if chunk is None:
            return None
        model = chunk.model or model
        error = failure(chunk.error) or error
        usage |= figures(chunk.usage)
        for choice in chunk.choices or ():
            answers.setdefault(choice.index or 0, _Answer()).take(choice)
    messages = (answer.message() for _, answer in sorted(answers.items()))
    stop_reason = next((answer.stop_reason for _, answer in sorted(answers.items())), None)
    return Answered(
        messages=tuple(message for message in messages if message.parts),
        model=model,
        stop_reason=stop_reason,
        usage=tuple(usage.items()),
        error=error,
        cut=documents.cut(finished=bool(stop_reason or error)),
    )


class _Answer:
    """One answer under way."""

    def __init__(self) -> None:
        self.role = "assistant"
        self.stop_reason: str | None = None
        self.speech = _Speech()

    def take(self, choice: _Choice) -> None:
        """Take in what a chunk tells of it."""
        self.stop_reason = choice.finish_reason or self.stop_reason
        for message in (choice.message, choice.delta):
            if message is not None:
                self.role = message.role or self.role
                self.speech.take(message, grows=message is choice.delta)

    def message(self) -> Message:
        """Return it as far as it came."""
        return Message(role=self.role, parts=self.speech.flow.parts())


class _Speech:
    """What an assistant says, told at once or piece by piece."""

    def __init__(self) -> None:
        self.flow = Flow()
        self._calls = 0

    def take(self, message: _Message, *, grows: bool = False) -> None:
        """Take in a message, or what it grew by."""
        self.flow.say(Reasoning, message.thought())
        if message.is_secretive():
            self.flow.add(reasoning(None))
        for part in message.parts():
            if grows and isinstance(part, Text | Refusal):
                self.flow.say(type(part), part.text)
            else:
                self.flow.add(part)
        self.flow.say(Refusal, message.refusal)
        for call in message.tool_calls or ():
            self._call(call)
        if message.function_call is not None:
            self._call(_Call(index=-1, function=message.function_call))

    def _call(self, call: _Call) -> None:
        called = call.function or call.custom or _Function()
        if call.index is None and (call.id or called.name):
            self._calls += 1
        key = ("unnumbered", self._calls) if call.index is None else call.index
        written = called.input if called.arguments == NOTHING else called.arguments
        self.flow.call(key, call_id=call.id, name=called.name, piece=text_of(written))


def _told(message: _Message) -> Message:
    role = message.role or ""
    if message.tool_call_id is not None or role in {"tool", "function"}:
        text, others = joined(message.parts())
        back = ToolResult(id=message.tool_call_id, name=message.name, text=text, unshown=others)
        return Message(role=role, parts=(back,))
    speech = _Speech()
    speech.take(message)
    return Message(role=role, parts=speech.flow.parts())


def _part(piece: _Piece) -> Part:
    if piece.text is not None:
        return Text(text=piece.text)
    if piece.refusal is not None:
        return Refusal(text=piece.refusal)
    places = (piece.image_url, piece.input_audio, piece.file)
    return unshown(piece.type, next((place for place in places if place != NOTHING), NOTHING))
