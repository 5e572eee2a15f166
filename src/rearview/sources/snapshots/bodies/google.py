"""Google's generateContent: requests, responses, chunks of a stream.

Owns the names and types of that API as far as a conversation needs them.
"""

from msgspec import Raw, Struct

from rearview.sources.snapshots.bodies.conversation import (
    Answered,
    Asked,
    Figure,
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
from rearview.sources.snapshots.bodies.failure import failure
from rearview.sources.snapshots.bodies.figures import figures
from rearview.sources.snapshots.bodies.flow import Flow
from rearview.sources.snapshots.bodies.lenient import NOTHING, decoded, text_of
from rearview.sources.snapshots.bodies.results import result
from rearview.sources.snapshots.bodies.unshown import unshown

_ROLES = {"model": "assistant"}
_FINE = "OUTCOME_OK"


class _Called(Struct):
    """A call of a function, or what one gave back."""

    id: str | None = None
    name: str | None = None
    args: Raw = NOTHING
    response: Raw = NOTHING


class _Blob(Struct, rename="camel"):
    mime_type: str = ""


class _Code(Struct):
    """Code that the provider runs itself, or what that gave back."""

    code: str | None = None
    outcome: str | None = None
    output: str | None = None


class _Part(Struct, rename="camel"):
    """One part of a content; it has one of these fields."""

    text: str | None = None
    thought: bool | None = None
    function_call: _Called | None = None
    function_response: _Called | None = None
    inline_data: _Blob | None = None
    file_data: Raw = NOTHING
    executable_code: _Code | None = None
    code_execution_result: _Code | None = None

    def part(self) -> Part:
        """Return it as a part of a message."""
        return self._words() or self._called() or self._ran() or self._thing()

    def _words(self) -> Text | Reasoning | None:
        if self.text is None:
            return None
        return Reasoning(text=self.text) if self.thought else Text(text=self.text)

    def _called(self) -> Part | None:
        if self.function_call is not None:
            call = self.function_call
            return ToolCall(id=call.id, name=call.name, arguments=text_of(call.args) or "")
        if self.function_response is not None:
            back = self.function_response
            text, others = result(back.response)
            return ToolResult(id=back.id, name=back.name, text=text, unshown=others)
        return None

    def _ran(self) -> Part | None:
        if self.executable_code is not None:
            return ToolCall(name="code_execution", arguments=self.executable_code.code or "")
        if self.code_execution_result is not None:
            ran = self.code_execution_result
            return ToolResult(name="code_execution", text=ran.output or "", failed=ran.outcome != _FINE)
        return None

    def _thing(self) -> Unshown:
        if self.inline_data is not None:
            mime_type = self.inline_data.mime_type
            return Unshown(kind=mime_type.partition("/")[0] or "file", name=mime_type or None)
        return unshown("part" if self.file_data == NOTHING else "file", self.file_data)


class _Content(Struct):
    role: str | None = None
    parts: list[_Part] | None = None


class _Request(Struct, rename={"instruction": "systemInstruction", "same_instruction": "system_instruction"}):
    """A request; the API takes the system instruction under either name."""

    contents: list[_Content]
    instruction: _Content | None = None
    same_instruction: _Content | None = None
    model: str | None = None


class _Candidate(Struct, rename="camel"):
    """One of the answers; nearly always the only one."""

    index: int | None = None
    content: _Content | None = None
    finish_reason: str | None = None


class _Feedback(Struct, rename="camel"):
    block_reason: str | None = None


class _Chunk(Struct, rename="camel"):
    """One chunk of a stream; a whole response is of this form too."""

    candidates: list[_Candidate] | None = None
    prompt_feedback: _Feedback | None = None
    model_version: str | None = None
    usage_metadata: Raw = NOTHING
    error: Raw = NOTHING


def asked(documents: Documents) -> Asked | None:
    """Return what a request tells, or None where it isn't one."""
    request = decoded(documents.items[0], _Request)
    if request is None:
        return None
    system = request.instruction or request.same_instruction
    told = [] if system is None else [Message(role="system", parts=_parts(system))]
    messages = (Message(role=_role(said, "user"), parts=_parts(said)) for said in request.contents)
    return Asked(messages=(*told, *messages), model=request.model)


def answered(documents: Documents) -> Answered | None:
    """Return what a response tells, whole or streamed, or None where it isn't one."""
    answer = _Answer()
    for document in documents.items:
        chunk = decoded(document, _Chunk)
        if chunk is None:
            return None
        answer.take(chunk)
    return answer.told(documents)


class _Answer:
    """A response under way."""

    def __init__(self) -> None:
        self.flows: dict[int, Flow] = {}
        self.model: str | None = None
        self.stop_reason: str | None = None
        self.error: str | None = None
        self.usage: dict[str, Figure] = {}

    def take(self, chunk: _Chunk) -> None:
        """Take one chunk in."""
        feedback = chunk.prompt_feedback or _Feedback()
        self.model = chunk.model_version or self.model
        self.stop_reason = self.stop_reason or feedback.block_reason
        self.error = failure(chunk.error) or self.error
        self.usage |= figures(chunk.usage_metadata)
        for candidate in chunk.candidates or ():
            self._grow(candidate)

    def _grow(self, candidate: _Candidate) -> None:
        flow = self.flows.setdefault(candidate.index or 0, Flow())
        self.stop_reason = candidate.finish_reason or self.stop_reason
        for part in _parts(candidate.content or _Content()):
            if isinstance(part, Text | Reasoning):
                flow.say(type(part), part.text)
            else:
                flow.add(part)

    def told(self, documents: Documents) -> Answered:
        """Return the response as far as it came."""
        messages = (Message(role="assistant", parts=flow.parts()) for _, flow in sorted(self.flows.items()))
        return Answered(
            messages=tuple(message for message in messages if message.parts),
            model=self.model,
            stop_reason=self.stop_reason,
            usage=tuple(self.usage.items()),
            error=self.error,
            cut=documents.cut(finished=bool(self.stop_reason or self.error)),
        )


def _role(content: _Content, unsaid: str) -> str:
    role = content.role or unsaid
    return _ROLES.get(role, role)


def _parts(content: _Content) -> tuple[Part, ...]:
    return parts_of(part.part() for part in content.parts or ())
