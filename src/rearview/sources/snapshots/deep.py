"""Snapshots whose sub-agents nest deeper than a decoder can follow.

Owns how such a text is cut into its sessions, in one pass and without recursion: each session is decoded by itself,
with a stand-in where a sub-agent's session was, and hung in its place afterwards. Nothing is looked at twice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

from msgspec import json
from msgspec.structs import force_setattr

from rearview.sources.snapshots.format import Document, Operation, SessionNode
from rearview.sources.snapshots.limits import Limits

_TOKEN = re.compile(
    rb'"(?P<text>(?:[^"\\]++|\\.)*+)"(?P<colon>[ \t\r\n]*+:)?|[\[\]{}]|(?P<open>")',
    re.DOTALL,
)


class TooDeepError(Exception):
    """A text nests too deeply for any session to do."""


class _Place(Enum):
    """What an open bracket belongs to."""

    DOCUMENT = auto()
    SESSION = auto()
    TURNS = auto()
    TURN = auto()
    OPS = auto()
    OP = auto()
    OTHER = auto()


_INSIDE = {
    (_Place.DOCUMENT, b"opTree", b"{"): _Place.SESSION,
    (_Place.DOCUMENT, b"snapshot", b"{"): _Place.DOCUMENT,
    (_Place.SESSION, b"turns", b"["): _Place.TURNS,
    (_Place.SESSION, b"steps", b"["): _Place.TURNS,
    (_Place.TURNS, b"", b"{"): _Place.TURN,
    (_Place.TURN, b"ops", b"["): _Place.OPS,
    (_Place.OPS, b"", b"{"): _Place.OP,
    (_Place.OP, b"childSession", b"{"): _Place.SESSION,
}
_document = json.Decoder(Document)
_session = json.Decoder(SessionNode)


@dataclass(slots=True, kw_only=True)
class _Piece:
    """The text of one session, or of what is around the outermost, without the sessions in it."""

    depth: int
    begin: int
    start: int
    parts: list[memoryview | bytes] = field(default_factory=list)
    sessions: dict[str, SessionNode] = field(default_factory=dict)

    def leave_out(self, whole: memoryview, inner: "_Piece", end: int, session: SessionNode) -> None:
        """Put a stand-in where another session was."""
        name = str(len(self.sessions))
        self.sessions[name] = session
        self.parts += (whole[self.start : inner.begin], b'{"id":"%s"}' % name.encode())
        self.start = end

    def text(self, whole: memoryview, end: int) -> bytes:
        """Return the piece, now that its end is known."""
        return b"".join((*self.parts, whole[self.start : end]))


def decode_deep(text: bytes, limits: Limits) -> Document:
    """Decode a snapshot whose sub-agents nest without end."""
    whole = memoryview(text)
    around = _Piece(depth=0, begin=0, start=0)
    places: list[_Place] = []
    pieces = [around]
    key = b""
    for token in _tokens(whole, limits):
        mark = token[0]
        if mark in {b"[", b"{"}:
            place = _INSIDE.get((places[-1], key, mark), _Place.OTHER) if places else _Place.DOCUMENT
            if place is _Place.SESSION:
                pieces.append(_Piece(depth=len(places), begin=token.start(), start=token.start()))
            places.append(place)
            if len(places) - pieces[-1].depth > limits.depth:
                raise TooDeepError
        elif mark in {b"]", b"}"} and places and places.pop() is _Place.SESSION:
            piece = pieces.pop()
            session = _session.decode(piece.text(whole, token.end()))
            _hang(_operations(session), piece)
            pieces[-1].leave_out(whole, piece, token.end(), session)
        key = token["text"] if token["colon"] else b""
    return _document_around(around, whole)


def _tokens(text: memoryview, limits: Limits) -> Iterator[re.Match[bytes]]:
    """Yield the brackets and strings of a text."""
    for count, token in enumerate(_TOKEN.finditer(text)):
        if count > limits.brackets:
            raise TooDeepError
        yield token
        if token["open"]:
            return


def _document_around(around: _Piece, whole: memoryview) -> Document:
    """Return what is around the outermost session, with it inside."""
    outermost = _document.decode(around.text(whole, len(whole)))
    document: Document | None = outermost
    while document is not None:
        if document.op_tree is not None:
            force_setattr(document, "op_tree", around.sessions[document.op_tree.id])
        document = document.snapshot
    return outermost


def _operations(session: SessionNode) -> Iterator[Operation]:
    yield from (operation for turn in session.turns for operation in turn.ops)
    yield from (operation for step in session.steps for operation in step.ops)


def _hang(operations: Iterator[Operation], piece: _Piece) -> None:
    """Put the sub-agents' sessions where their stand-ins are."""
    for operation in operations:
        if operation.child_session is not None:
            force_setattr(operation, "child_session", piece.sessions[operation.child_session.id])
