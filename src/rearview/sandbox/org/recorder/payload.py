"""The forms in which payloads stand in a text field: HTML-escaped JSON, plain JSON, or a Python dict as it prints."""

import json
from html import escape

from rearview.sandbox.org.script import Json

__all__ = ["as_escaped_json", "as_json", "as_python", "escape"]


def as_json(value: Json) -> str:
    """Write it as JSON without blanks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def as_escaped_json(value: Json) -> str:
    """Write it as JSON whose quotes and brackets are HTML entities."""
    return escape(as_json(value))


def as_python(value: Json) -> str:
    """Write it as Python would print a dict, which is no JSON."""
    return repr(dict(value))
