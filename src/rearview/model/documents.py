"""Texts that hold a document, however their recorder wrote it down: JSON, JSON escaped for HTML, or a Python literal.

A text that is none of these is left alone: whatever a user typed that merely looks like one. Nothing here fails on any
text, and nothing in one is run.
"""

import json
import re
import warnings
from ast import literal_eval
from html import unescape

_OPENINGS = ("{", "[")
_ESCAPED = re.compile(r"\s*(?:[{\[(]\s*)*&(?:quot|#34|#39|#x27);")
_UNREADABLE = (ValueError, SyntaxError, MemoryError, RecursionError, TypeError)


def as_json(text: str) -> str | None:
    """Return the JSON that a text holds, its digits as they were recorded; None if it holds no object and no list."""
    plain = unescape(text) if _ESCAPED.match(text) else text
    plain = plain.strip()
    if not plain.startswith(_OPENINGS):
        return None
    try:
        json.loads(plain)
    except (ValueError, RecursionError):
        return _python(plain)
    return plain


def held(text: str | None) -> object:
    """Return what a text holds, if that is a document."""
    found = as_json(text) if text else None
    return None if found is None else json.loads(found)


def _python(text: str) -> str | None:
    """Return as JSON what Python has printed."""
    try:
        with warnings.catch_warnings(action="ignore"):  # a stranger's odd escapes are no news to anybody
            return json.dumps(literal_eval(text), ensure_ascii=False)
    except _UNREADABLE:
        return None
