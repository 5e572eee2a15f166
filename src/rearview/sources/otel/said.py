"""What went into a span and what came out, as text: a message, or a list of them, in any of the forms they are written in.

One plain message is its text; several are JSON, each with its role. Nothing is made up where nothing was recorded.
"""

import html
from typing import Any, NamedTuple

import msgspec

from rearview.sources.otel.conventions import (
    NUMBERED,
    NUMBERED_IN,
    NUMBERED_OUT,
    SPOKEN,
    Told,
    is_agentforce,
    told_by,
)
from rearview.sources.otel.span import Attributes, Span

_ROLES = {
    "user": "user",
    "human": "user",
    "assistant": "agent",
    "model": "agent",
    "ai": "agent",
    "Output": "agent",
    "system": "system",
    "developer": "system",
}
_EVENTS_IN = {
    "gen_ai.system.message": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
}
_CHOICE = "gen_ai.choice"
_PROMPT, _COMPLETION = "gen_ai.content.prompt", "gen_ai.content.completion"
_DETAILS = "gen_ai.client.inference.operation.details"
MESSAGES = frozenset({*_EVENTS_IN, _CHOICE, _PROMPT, _COMPLETION, _DETAILS})
"""The events that say nothing but what went in and came out."""


class Message(NamedTuple):
    """Something that was said."""

    role: str
    text: str | None
    """None where it isn't text alone, such as a call of a tool."""


class Said(NamedTuple):
    """What went in and what came out: as one text each, and as messages."""

    input_text: str | None
    output_text: str | None
    messages_in: list[Message]
    messages_out: list[Message]


_NOTHING: tuple[None, list[Message]] = (None, [])


def said(span: Span, attributes: Attributes, told: Told) -> Said:
    """Return what went into a span and came out of it."""
    coming = _side(told, *_IN) or _of_events(span, _IN)
    going = _side(told, *_OUT) or _of_events(span, _OUT)
    text_in, messages_in = _told(coming, told.get("input"), "user")
    text_out, messages_out = _told(going, told.get("output"), "assistant")
    if not is_agentforce(attributes, told):
        return Said(text_in, text_out, messages_in, messages_out)
    turns = _spoken(told.get(NUMBERED, {}))
    if turns:
        messages_in = [message for message in turns if message.role == "user"]
        messages_out = [message for message in turns if message.role != "user"]
    return Said(_plain(text_in), _plain(text_out), _cleaned(messages_in), _cleaned(messages_out))


def instructions(told: Told) -> str | None:
    """Return the system prompt."""
    prompt = told.get("instructions")
    parts = _loaded(prompt)
    text = _text_of(parts) if isinstance(parts, list) else None
    return as_text(prompt) if text is None else text


def role_of(role: str) -> str | None:
    """Return who speaks, as the canonical tables have it; None for tools."""
    return _ROLES.get(role)


def as_text(value: Any) -> str | None:
    """Return a value as text: JSON, unless it is text already."""
    if value is None or isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()


def _told(told: Any, plain: Any, role: str) -> tuple[str | None, list[Message]]:
    """Return the text and the messages of what was recorded as messages, or else as something plain."""
    if told is None:
        text = as_text(plain)
        return _NOTHING if text is None else (text, [Message(role, text)])
    listed = told if isinstance(told, list) else [told]
    messages = [_message(one, role) for one in listed]
    if len(messages) == 1 and messages[0].text is not None:
        return messages[0].text, messages
    return as_text(told), messages


def _side(told: Told, name: str, prefixes: tuple[str, ...], role: str) -> Any:
    """Return the messages of one side, as they are or put together from attributes with numbers."""
    messages = told.get(name)
    if messages is not None:
        found = _loaded(messages)
        return found if isinstance(found, list) and found else [{"role": role, "content": messages}]
    numbered = told.get(NUMBERED)
    if numbered is not None:
        for prefix in prefixes:
            if gathered := _gathered(numbered, prefix):
                return gathered
    return None


def _gathered(numbered: Attributes, prefix: str) -> list[Attributes]:
    """Return the messages whose parts are attributes such as `llm.input_messages.0.message.role`."""
    found: dict[int, Attributes] = {}
    for key, value in numbered.items():
        if key.startswith(prefix):
            number, _, rest = key[len(prefix) :].partition(".")
            if number.isdecimal():
                found.setdefault(int(number), {})[rest.removeprefix("message.")] = value
    return [found[number] for number in sorted(found)]


def _of_events(span: Span, side: tuple[str, tuple[str, ...], str]) -> Any:
    """Return the messages that a span's events tell."""
    found: list[Any] = []
    for event in span.events:
        if event.name in (_DETAILS, _PROMPT if side is _IN else _COMPLETION):
            found += _side(told_by(event.attributes), *side) or []
        elif side is _IN and event.name in _EVENTS_IN:
            found.append({"role": _EVENTS_IN[event.name], **event.attributes})
        elif side is _OUT and event.name == _CHOICE:
            message = _loaded(event.attributes.get("message"))
            found.append(
                {"role": "assistant", **(message if isinstance(message, dict) else event.attributes)}
            )
    return found or None


_IN = ("messages_in", NUMBERED_IN, "user")
_OUT = ("messages_out", NUMBERED_OUT, "assistant")


def _message(told: Any, role: str) -> Message:
    if not isinstance(told, dict):
        return Message(role, as_text(told))
    content = told.get("parts", told.get("content"))
    loaded = _loaded(content)
    text = _text_of(loaded) if isinstance(loaded, list) else content if isinstance(content, str) else None
    return Message(str(told.get("role") or role), text)


def _text_of(parts: list[Any]) -> str | None:
    """Return the text of a message's parts, if they are nothing else."""
    texts = [_text_part(part) for part in parts]
    known = [text for text in texts if text is not None]
    return "\n".join(known) if known and len(known) == len(texts) else None


def _text_part(part: Any) -> str | None:
    if isinstance(part, str):
        return part
    if not isinstance(part, dict) or part.get("type", "text") not in ("text", "input_text", "output_text"):
        return None
    told = part.get("content", part.get("text"))
    return told if isinstance(told, str) else None


def _spoken(numbered: Attributes) -> list[Message]:
    """Return what user and agent said in a turn of the Agentforce Session Trace."""
    found: list[tuple[int, str, str]] = []
    for key, value in numbered.items():
        if key.startswith(SPOKEN) and key.endswith(".content") and isinstance(value, str):
            parts = key.removeprefix(SPOKEN).split(".")[:-1]
            number = next((int(part) for part in parts if part.isdecimal()), 0)
            role = next((part for part in parts if not part.isdecimal()), "user")
            found.append((number, role, value))
    return [Message(role, text) for _, role, text in sorted(found)]


def _cleaned(messages: list[Message]) -> list[Message]:
    return [Message(role, _plain(text)) for role, text in messages]


def _plain(text: str | None) -> str | None:
    """Undo the escapes for HTML that are around texts."""
    return html.unescape(text) if text else text


def _loaded(told: Any) -> Any:
    """Return what a text says in JSON; as it is where it isn't such a text."""
    if not isinstance(told, str) or told[:1] not in ("[", "{"):
        return told
    try:
        return msgspec.json.decode(told)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return told
