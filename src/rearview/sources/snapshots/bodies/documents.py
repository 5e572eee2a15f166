"""The JSON documents of a body: one, or those of a stream in the order in which they were sent.

Owns the framings: a whole document, server-sent events, a document a line, a list of documents. A stream may end in the
middle of a document; what isn't JSON anywhere else makes the whole body one that isn't understood.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from msgspec import Raw, Struct

from rearview.sources.snapshots.bodies.lenient import decoded, sound

LARGEST = 1 << 24
"""Bytes of a body that are read: four times what the longest context of any model can hold."""
MOST = 250_000
"""Objects of one document that are read."""

_DONE = b"[DONE]"
_EVENTS = re.compile(rb"(?::|(?:data|event|id|retry)(?::|[\r\n]|\Z))")
_LINE = re.compile(rb"([^\r\n]+)(?:\r\n|\n|\r|\Z)([\r\n]?)")


class _Any(Struct):
    """Any object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """What was sent, and whether its end was seen."""

    items: tuple[bytes, ...]
    streamed: bool = False
    ended: bool = False
    """Whether the sender said that nothing follows."""
    broken: bool = False
    """Whether the last document was only there in part; it isn't among the items."""

    def cut(self, *, finished: bool) -> bool:
        """Return whether a stream stopped too early, by what it holds itself and by what its documents tell."""
        return self.broken or (self.streamed and not self.ended and not finished)


def documents(content: bytes) -> Documents | None:
    """Return the documents of a body; None where it is something else, or too much to read."""
    if len(content) > LARGEST:
        return None
    text = content.removeprefix(b"\xef\xbb\xbf").strip()
    if _EVENTS.match(text):
        return _events(text)
    return _json(text)


def _json(text: bytes) -> Documents | None:
    whole = sound(text)
    if whole is None:
        return _lines(text)
    if whole.count(b"{") > MOST:
        return None
    if whole.startswith(b"{"):
        return Documents(items=(whole,))
    # Asked twice: a list of anything but objects must fail before there is a Python object for each.
    listed = decoded(whole, list[Raw]) if decoded(whole, list[_Any]) else None
    return Documents(items=tuple(map(bytes, listed)), streamed=True) if listed else None


def _lines(text: bytes) -> Documents | None:
    """Read a document a line."""
    first, end, _ = text.partition(b"\n")
    if not end or not first.startswith(b"{") or sound(first) is None:
        return None
    return _stream((found[1] for found in _LINE.finditer(text)), ended=False)


def _events(text: bytes) -> Documents | None:
    """Read server-sent events, up to the one that says that nothing follows."""
    pieces: list[bytes] = []
    for data in _data(text):
        if data.strip() == _DONE:
            return _stream(pieces, ended=True)
        pieces.append(data)
    return _stream(pieces, ended=False)


def _data(text: bytes) -> Iterator[bytes]:
    """Yield the data of each event: recorders end a stream without the empty line that ends an event."""
    gathered: list[bytes] = []
    for found in _LINE.finditer(text):
        name, _, value = found[1].partition(b":")
        if name == b"data":
            gathered.append(value.removeprefix(b" "))
        if found[2]:
            yield b"\n".join(gathered)
            gathered = []
    yield b"\n".join(gathered)


def _stream(pieces: Iterable[bytes], *, ended: bool) -> Documents | None:
    items: list[bytes] = []
    broken = False
    for piece in filter(bytes.strip, pieces):
        whole = sound(piece)
        if broken or (whole is not None and whole.count(b"{") > MOST):
            return None
        if whole is None:
            broken = True
        else:
            items.append(whole)
    return Documents(items=tuple(items), streamed=True, ended=ended, broken=broken) if items else None
