"""What operations sent and got back, read out of the bytes they were kept as.

A payload may be anything: text, an object, a number. It must never stop a snapshot from being read.
"""

from typing import TypeVar

from msgspec import DecodeError, Raw, json

from rearview.sources.snapshots.format import NOTHING, Exchange, FinalReport, Form, ModelAnswer

Shape = TypeVar("Shape", bound=Form)


def text_of(raw: Raw) -> str | None:
    """Return a JSON string's text, the JSON text of any other value, and None for null."""
    if raw == NOTHING:
        return None
    written = str(raw, "utf-8", "replace")
    if not written.startswith('"'):
        return written
    try:
        return json.decode(written, type=str)
    except DecodeError:
        return written


def exchanged(exchange: Exchange | None) -> str | None:
    """Return what was sent or came back, as text."""
    return text_of(exchange.payload) if exchange else None


def answer(response: Exchange | None) -> str | None:
    """Return what a model said; an answer without words is none."""
    said = _shaped(response, ModelAnswer)
    return (said.text_preview or None) if said else None


def handed_in(request: Exchange | None) -> FinalReport | None:
    """Return what an agent handed in as its answer, or None where it has another shape."""
    return _shaped(request, FinalReport)


def _shaped(exchange: Exchange | None, shape: type[Shape]) -> Shape | None:
    """Return a payload in the shape it ought to have, or None where it has another."""
    if exchange is None:
        return None
    try:
        return json.decode(exchange.payload, type=shape)
    except UnicodeDecodeError:
        return _mended(exchange.payload, shape)
    except (DecodeError, RecursionError):
        return None


def _mended(raw: Raw, shape: type[Shape]) -> Shape | None:
    """Read a payload that isn't UTF-8 as if it were; a copy, since payloads are large and this is rare."""
    try:
        return json.decode(str(raw, "utf-8", "replace"), type=shape)
    except (DecodeError, RecursionError):
        return None
