"""A JSON object as an API answers with one, but for its rows: those are the page's affair."""

import json
from typing import Any

import msgspec

from rearview.sources.agentforce.query.unusable import Unusable

ROWS = "data"


def members(body: bytes) -> dict[str, Any]:
    """Return what a JSON object holds, without its rows."""
    try:
        held = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        return {name: msgspec.json.decode(value) for name, value in held.items() if name != ROWS}
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _tolerant(body)


def _tolerant(body: bytes) -> dict[str, Any]:
    """Read it once more, with rows in it that have half a character, which JSON allows and most readers don't."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unusable.not_json(body) from error
    if not isinstance(document, dict):
        raise Unusable.not_json(body)
    return {name: value for name, value in document.items() if name != ROWS}
