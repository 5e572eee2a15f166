"""A conversation with a model, whichever provider it was held with.

Owns the one form that every provider's bodies are read into. It holds what was told and nothing else: no field is
filled by guessing, and what can't be shown as text is named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Dialect: TypeAlias = Literal[
    "openai-chat", "openai-responses", "anthropic", "google", "ollama", "ai-sdk", "mcp"
]
"""Whose way of writing a conversation it is; MCP is that of tool servers, AI SDK that of the recorder's own library."""

Figure: TypeAlias = int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What was said."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoning:
    """What a model thought before it spoke."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What a model said instead of what it was asked for."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unshown:
    """Something that is there but isn't text: an image, a file, encrypted reasoning, a kind that nobody knows yet."""

    kind: str
    name: str | None = None
    """What it is known by: a file's name, an address, a media type; never its content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """A model's call of a tool."""

    id: str | None = None
    name: str | None = None
    arguments: str = ""
    """As they were written; of a stream that was cut, as far as they came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolResult:
    """What a tool gave back."""

    id: str | None = None
    """The id of its call."""
    name: str | None = None
    text: str = ""
    failed: bool = False
    unshown: tuple[Unshown, ...] = ()


Words: TypeAlias = Text | Reasoning | Refusal
Part: TypeAlias = Words | Unshown | ToolCall | ToolResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message."""

    role: str
    """As told, except that Google's `model` is an `assistant` here as everywhere else."""
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request tells."""

    messages: tuple[Message, ...]
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a response tells."""

    messages: tuple[Message, ...]
    model: str | None = None
    stop_reason: str | None = None
    usage: tuple[tuple[str, Figure], ...] = ()
    """Its figures, under the names that the provider gives them."""
    error: str | None = None
    """Why there is no answer, or not all of it, in the provider's words."""
    cut: bool = False
    """Whether a stream broke off, in the middle of an event or before the model had finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A request and its response; either is missing where it wasn't captured or can't be understood."""

    dialect: Dialect | None
    """None where neither body shows whose it is; such bodies read alike in every dialect."""
    asked: Asked | None = None
    answered: Answered | None = None

    @property
    def messages(self) -> tuple[Message, ...]:
        """Return all messages, in the order in which they were said."""
        return tuple(message for side in (self.asked, self.answered) if side for message in side.messages)

    @property
    def model(self) -> str | None:
        """Return the model that answered, or the one that was asked where the answer doesn't name any."""
        models = (side.model for side in (self.answered, self.asked) if side)
        return next((model for model in models if model), None)


def parts_of(parts: Iterable[Part | None]) -> tuple[Part, ...]:
    """Return the parts without those that say nothing: a message that only calls tools often has an empty text."""
    return tuple(part for part in parts if part and not (isinstance(part, Words) and not part.text))
