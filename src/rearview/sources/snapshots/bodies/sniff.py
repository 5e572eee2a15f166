"""Whose dialect a body is written in, told by the fields that only one provider has.

It must never take a guess: a body that could be anyone's is nobody's.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from msgspec import Raw, Struct

from rearview.sources.snapshots.bodies.conversation import Dialect
from rearview.sources.snapshots.bodies.documents import Documents
from rearview.sources.snapshots.bodies.lenient import NOTHING, decoded, text_of

_FIRST = 16
"""Documents of a stream that are looked at: some begin with ones that say nothing."""
_MOST = 1000
"""Messages of a request that are looked at."""


class _Answer(Struct, rename="camel"):
    """The fields that tell responses apart."""

    jsonrpc: Raw = NOTHING
    type: Raw = NOTHING
    object: Raw = NOTHING
    choices: Raw = NOTHING
    candidates: Raw = NOTHING
    prompt_feedback: Raw = NOTHING
    usage_metadata: Raw = NOTHING
    message: Raw = NOTHING
    done: Raw = NOTHING
    messages: Raw = NOTHING
    model_id: Raw = NOTHING

    def kind(self) -> str:
        """Return what it says it is."""
        return text_of(self.type) or ""


class _Request(Struct, rename={"provider_options": "providerOptions"}):
    """The fields that tell requests apart."""

    jsonrpc: Raw = NOTHING
    contents: Raw = NOTHING
    input: Raw = NOTHING
    messages: Raw = NOTHING
    system: Raw = NOTHING
    anthropic_version: Raw = NOTHING
    options: Raw = NOTHING
    keep_alive: Raw = NOTHING
    think: Raw = NOTHING
    provider_options: Raw = NOTHING
    stream_options: Raw = NOTHING
    max_completion_tokens: Raw = NOTHING


class _Piece(Struct):
    type: str | None = None
    source: Raw = NOTHING


class _Function(Struct):
    arguments: Raw = NOTHING


class _Call(Struct):
    function: _Function | None = None


class _Message(Struct):
    """The fields that tell messages apart."""

    content: str | list[_Piece] | None = None
    tool_calls: list[_Call] | None = None
    tool_call_id: Raw = NOTHING
    tool_name: Raw = NOTHING
    images: Raw = NOTHING
    thinking: Raw = NOTHING

    def has(self, *kinds: str) -> bool:
        """Return whether a piece of its content is of one of these kinds."""
        pieces = self.content if isinstance(self.content, list) else ()
        return any(piece.type in kinds for piece in pieces)

    def shows_a_source(self) -> bool:
        """Return whether a piece of its content says where it comes from."""
        pieces = self.content if isinstance(self.content, list) else ()
        return any(piece.source != NOTHING for piece in pieces)

    def calls_with(self, opening: bytes) -> bool:
        """Return whether it calls a tool with arguments that begin so: as a text, or as an object."""
        functions = (call.function for call in self.tool_calls or ())
        return any(called and bytes(called.arguments).startswith(opening) for called in functions)


class _Messages(Struct):
    messages: list[_Message]


def _any(*fields: Raw) -> bool:
    return any(told != NOTHING for told in fields)


_ANSWERS: tuple[tuple[Dialect, Callable[[_Answer], bool]], ...] = (
    ("mcp", lambda it: _any(it.jsonrpc)),
    ("openai-chat", lambda it: _any(it.choices)),
    ("openai-responses", lambda it: it.kind().startswith("response.") or text_of(it.object) == "response"),
    ("anthropic", lambda it: it.kind() == "message" or it.kind().startswith(("message_", "content_block_"))),
    ("google", lambda it: _any(it.candidates, it.prompt_feedback, it.usage_metadata)),
    ("ollama", lambda it: _any(it.message) and _any(it.done)),
    ("ai-sdk", lambda it: _any(it.messages) and _any(it.model_id)),
)
_REQUESTS: tuple[tuple[Dialect, Callable[[_Request], bool]], ...] = (
    ("mcp", lambda it: _any(it.jsonrpc)),
    ("google", lambda it: _any(it.contents)),
    ("openai-responses", lambda it: _any(it.input)),
    ("ai-sdk", lambda it: _any(it.provider_options)),
    ("anthropic", lambda it: _any(it.system, it.anthropic_version)),
    ("ollama", lambda it: _any(it.options, it.keep_alive, it.think)),
    ("openai-chat", lambda it: _any(it.stream_options, it.max_completion_tokens)),
)
_MESSAGES: tuple[tuple[Dialect, Callable[[_Message], bool]], ...] = (
    ("anthropic", lambda it: it.has("tool_use", "tool_result", "thinking") or it.shows_a_source()),
    ("ai-sdk", lambda it: it.has("tool-call", "tool-result", "reasoning")),
    ("openai-chat", lambda it: it.has("image_url", "input_audio") or _any(it.tool_call_id)),
    ("openai-chat", lambda it: it.calls_with(b'"')),
    ("ollama", lambda it: _any(it.images, it.tool_name, it.thinking) or it.calls_with(b"{")),
)


def of_answer(documents: Documents) -> Dialect | None:
    """Return whose response these are."""
    for document in islice(documents.items, _FIRST):
        marks = decoded(document, _Answer)
        dialect = next((name for name, fits in _ANSWERS if marks and fits(marks)), None)
        if dialect:
            return dialect
    return None


def of_request(documents: Documents) -> Dialect | None:
    """Return whose request these are."""
    marks = decoded(documents.items[0], _Request)
    dialect = next((name for name, fits in _REQUESTS if marks and fits(marks)), None)
    return dialect or next(_of_messages(documents.items[0]), None)


def _of_messages(document: bytes) -> Iterator[Dialect]:
    told = decoded(document, _Messages)
    messages: Iterable[_Message] = told.messages if told else ()
    first = islice(messages, _MOST)
    return (name for message in first for name, fits in _MESSAGES if fits(message))
