"""From two captured bodies to one conversation.

The one place that knows every dialect. It must never raise, whatever was captured, nor take half a body for a whole one.
"""

from collections.abc import Callable
from typing import NamedTuple

from msgspec import Raw, Struct

from rearview.sources.snapshots.bodies import (
    ai_sdk,
    anthropic,
    google,
    mcp,
    ollama,
    openai_chat,
    openai_responses,
    responses_stream,
    sniff,
)
from rearview.sources.snapshots.bodies.body import Body
from rearview.sources.snapshots.bodies.conversation import Answered, Asked, Conversation, Dialect
from rearview.sources.snapshots.bodies.documents import Documents, documents
from rearview.sources.snapshots.bodies.failure import failure
from rearview.sources.snapshots.bodies.lenient import NOTHING, decoded


class _Reader(NamedTuple):
    """How the two bodies of a dialect are read."""

    asked: Callable[[Documents], Asked | None]
    answered: Callable[[Documents], Answered | None]


_READERS: dict[Dialect, _Reader] = {
    "openai-chat": _Reader(openai_chat.asked, openai_chat.answered),
    "openai-responses": _Reader(openai_responses.asked, responses_stream.answered),
    "anthropic": _Reader(anthropic.asked, anthropic.answered),
    "google": _Reader(google.asked, google.answered),
    "ollama": _Reader(ollama.asked, ollama.answered),
    "ai-sdk": _Reader(ai_sdk.asked, ai_sdk.answered),
    "mcp": _Reader(mcp.asked, mcp.answered),
}
_ALIKE: frozenset[Dialect] = frozenset({"openai-chat", "anthropic", "ollama", "ai-sdk"})
"""Their requests differ in what messages hold, and not at all where all messages are plain texts."""


class _Refused(Struct):
    """What every provider sends where it doesn't answer."""

    error: Raw = NOTHING


def conversation(request: Body | None, response: Body | None) -> Conversation | None:
    """Return the conversation that a request and its response are; None where neither can be understood."""
    asking = documents(request.content) if request else None
    answering = documents(response.content) if response else None
    answerer = sniff.of_answer(answering) if answering else None
    asker = sniff.of_request(asking) if asking else None
    if answerer in _ALIKE and (asker is None or asker in _ALIKE):
        asker = answerer
    asked = _asked(asking, asker) if asking else None
    answered = _answered(answering, answerer) if answering else None
    if asked is None and answered is None:
        return None
    return Conversation(dialect=answerer or asker, asked=asked, answered=answered)


def _asked(asking: Documents, dialect: Dialect | None) -> Asked | None:
    if dialect != "mcp" and len(asking.items) > 1:
        return None
    return _READERS[dialect or "openai-chat"].asked(asking)


def _answered(answering: Documents, dialect: Dialect | None) -> Answered | None:
    if dialect:
        return _READERS[dialect].answered(answering)
    told = (decoded(document, _Refused) for document in answering.items)
    errors = (failure(refused.error) for refused in told if refused)
    error = next((error for error in errors if error is not None), None)
    return None if error is None else Answered(messages=(), error=error)
