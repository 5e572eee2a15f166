"""What operations sent and got back, read out of the bytes they were kept as.

A payload may be anything: text, an object, a number. It must never stop a snapshot from being read.
"""

from typing import TypeVar

from msgspec import DecodeError, Raw, json

from rearview.sources.snapshots.format import NOTHING, Exchange, FinalReport, Form, ModelAnswer

_MEDIA_TYPES = {"markdown": "text/markdown", "json": "application/json", "text": "text/plain"}

Shape = TypeVar("Shape", bound=Form)


def text_of(raw: Raw) -> str | None:
    """Return a JSON string's text, the JSON text of any other value, and None for null."""
    if raw == NOTHING:
        return None
    written = _utf8(raw)
    return json.decode(written, type=str) if written.startswith('"') else written


def exchanged(exchange: Exchange | None) -> str | None:
    """Return what was sent or came back, as text."""
    return text_of(exchange.payload) if exchange else None


def answer(response: Exchange | None) -> str | None:
    """Return what a model said; an answer without words is none."""
    said = _shaped(response, ModelAnswer)
    return (said.text_preview or None) if said else None


def report(request: Exchange | None) -> tuple[str, str | None] | None:
    """Return the answer that an agent handed in, and its media type; None where it handed in nothing."""
    handed_in = _shaped(request, FinalReport)
    if handed_in is None:
        return None
    text = handed_in.report_content or text_of(handed_in.content_json) or text_of(handed_in.messages)
    return (text, _MEDIA_TYPES.get(handed_in.report_format or "")) if text else None


def _shaped(exchange: Exchange | None, shape: type[Shape]) -> Shape | None:
    """Return a payload in the shape it ought to have, or None where it has another."""
    if exchange is None:
        return None
    try:
        return json.decode(_utf8(exchange.payload), type=shape)
    except DecodeError:
        return None


def _utf8(raw: Raw) -> str:
    return bytes(raw).decode(errors="replace")
