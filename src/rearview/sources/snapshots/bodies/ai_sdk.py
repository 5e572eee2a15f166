"""The messages of the AI SDK, the library through which the recorder itself talks to models.

Owns the names and types of that library as far as a conversation needs them: what the recorder keeps as `sdk`.
"""

from msgspec import Raw, Struct

from rearview.sources.snapshots.bodies.conversation import (
    Answered,
    Asked,
    Message,
    Part,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Unshown,
    parts_of,
)
from rearview.sources.snapshots.bodies.documents import Documents
from rearview.sources.snapshots.bodies.lenient import NOTHING, decoded, text_of
from rearview.sources.snapshots.bodies.results import result


class _Output(Struct):
    """What a tool gave back, with its kind; a kind that begins with `error` is a failure."""

    type: str
    value: Raw = NOTHING
    reason: str | None = None


class _Part(Struct, rename="camel"):
    """One part of a message."""

    type: str
    text: str | None = None
    tool_call_id: str | None = None
    tool_name: str | None = None
    input: Raw = NOTHING
    args: Raw = NOTHING
    output: Raw = NOTHING
    result: Raw = NOTHING
    is_error: bool | None = None
    filename: str | None = None
    media_type: str | None = None

    def part(self) -> Part:
        """Return it as a part."""
        if self.type == "tool-call":
            written = self.args if self.input == NOTHING else self.input
            return ToolCall(id=self.tool_call_id, name=self.tool_name, arguments=text_of(written) or "")
        if self.type == "tool-result":
            return self._back()
        if self.text is not None:
            return Reasoning(text=self.text) if self.type == "reasoning" else Text(text=self.text)
        return Unshown(kind=self.type, name=self.filename or self.media_type)

    def _back(self) -> ToolResult:
        told = decoded(self.output, _Output)
        raw = told.value if told else self.result if self.output == NOTHING else self.output
        text, others = result(raw)
        return ToolResult(
            id=self.tool_call_id,
            name=self.tool_name,
            text=text or (told.reason or "" if told else ""),
            failed=bool(self.is_error) or bool(told and told.type.startswith(("error", "execution-denied"))),
            unshown=others,
        )


class _Message(Struct):
    """One message."""

    role: str
    content: str | list[_Part] | None = None

    def told(self) -> Message:
        """Return it in the form of every dialect."""
        if isinstance(self.content, str):
            return Message(role=self.role, parts=parts_of((Text(text=self.content),)))
        return Message(role=self.role, parts=parts_of(part.part() for part in self.content or ()))


class _Exchange(Struct, rename="camel"):
    """A request, or the response to one: both hold messages."""

    messages: list[_Message]
    model: str | None = None
    model_id: str | None = None


def asked(documents: Documents) -> Asked | None:
    """Return what a request tells, or None where it isn't one."""
    request = decoded(documents.items[0], _Exchange)
    if request is None:
        return None
    return Asked(messages=tuple(message.told() for message in request.messages), model=request.model)


def answered(documents: Documents) -> Answered | None:
    """Return what a response tells, or None where it isn't one; the library puts streams together itself."""
    response = decoded(documents.items[0], _Exchange)
    if response is None or len(documents.items) > 1:
        return None
    return Answered(messages=tuple(message.told() for message in response.messages), model=response.model_id)
