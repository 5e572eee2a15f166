"""Foreign JSON, read as leniently as can be done without changing what it says.

Owns the two sins that recorders and model servers commit: characters cut in half, and numbers that JSON doesn't know.
It must never raise, whatever the bytes are: what is no JSON, has another shape or is nested too deeply is None.
"""

import re
from typing import TypeVar

from msgspec import Raw, ValidationError, json

from rearview.sources.snapshots.halves import whole_characters

NOTHING = Raw(b"null")

_STRING_OR_NUMBER = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|(?P<strange>-?Infinity|NaN)', re.DOTALL)
# JSON has no words for these numbers, so they travel as strings that begin with a character of nobody's alphabet.
_MARK = "\ue000"
_MARKED = re.compile(rf'"{_MARK}(NaN|-?Infinity)"')

Shape = TypeVar("Shape")


def decoded(document: bytes | Raw, shape: type[Shape]) -> Shape | None:
    """Return a JSON document in a shape, or None where it doesn't have that shape."""
    try:
        return json.decode(document, type=shape)
    except (ValidationError, RecursionError):
        return None
    except ValueError:
        return _second_try(_mended(bytes(document)), shape)


def sound(document: bytes) -> bytes | None:
    """Return a JSON document as it is, mended where it must be; None where it isn't JSON, or not all of it."""
    try:
        json.decode(document, type=Raw)
    except RecursionError:
        return None
    except ValueError:
        mended = _mended(document)
        return None if _second_try(mended, Raw) is None else mended
    return document


def text_of(raw: Raw) -> str | None:
    """Return a JSON string's text, the JSON text of any other value as it was written, and None for null."""
    if raw == NOTHING:
        return None
    written = bytes(raw)
    text = decoded(written, str) if written.startswith(b'"') else None
    return _MARKED.sub(r"\1", written.decode(errors="replace")) if text is None else text


def _second_try(document: bytes, shape: type[Shape]) -> Shape | None:
    try:
        return json.decode(document, type=shape)
    except (ValueError, RecursionError):
        return None


def _mended(document: bytes) -> bytes:
    """Return a document whose half characters are replaced, and whose strange numbers are marked strings."""
    text = document.decode(errors="replace").encode()
    if b"\\u" in text:
        text = whole_characters(text)
    return _marked(text) if b"NaN" in text or b"Infinity" in text else text


def _marked(text: bytes) -> bytes:
    pieces: list[bytes] = []
    end = 0
    for found in _STRING_OR_NUMBER.finditer(text):
        if found["strange"]:
            pieces += text[end : found.start()], b'"%b%b"' % (_MARK.encode(), found["strange"])
            end = found.end()
    return b"".join((*pieces, text[end:]))
