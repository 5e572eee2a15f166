"""Snapshots in which a value isn't of the kind that belongs there.

Owns what is left out of such a file, so that the rest of it can be read: the value that the decoder names, and no more.
Later recorders may write a field anew; most of what they write is still understood.
"""

import re
from typing import Any

from msgspec import DecodeError, ValidationError, json

from rearview.sources.snapshots.format import Document

_MOST = 20
_NAMED = re.compile(r" - at `\$\.?(?P<place>[^`]+)`$")
_PART = re.compile(r"\[(?P<index>\d+)\]|(?P<name>\w+)")
_decoder = json.Decoder(Document)


def decode_without(text: bytes, complaint: ValidationError) -> tuple[Document, list[str]]:
    """Decode a snapshot without the values that don't belong where they are, and tell which those were.

    Where nothing can be read even so, the first complaint is raised: it says most.
    """
    try:
        values = json.decode(text)
    except (DecodeError, RecursionError):
        raise complaint from None
    left_out: list[str] = []
    latest = complaint
    while len(left_out) < _MOST:
        place = _leave_out(values, latest)
        if place is None:
            break
        left_out.append(place)
        try:
            document = _decoder.decode(json.encode(values))
        except ValidationError as error:
            latest = error
        else:
            if document.op_tree is None and document.snapshot is None:
                break
            return document, left_out
    raise complaint


def _leave_out(values: Any, complaint: ValidationError) -> str | None:
    """Take the value out that a complaint is about, and return its place; None where it names none."""
    named = _NAMED.search(str(complaint))
    if named is None:
        return None
    *above, last = _parts(named["place"])
    for part in above:
        values = values[part]
    del values[last]
    return named["place"]


def _parts(place: str) -> list[str | int]:
    return [int(part["index"]) if part["index"] else part["name"] for part in _PART.finditer(place)]
