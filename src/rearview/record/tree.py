"""From a journal to the text of its snapshot, piece by piece: nothing larger than one operation is ever held.

Owns how patches become a node, and the names of version 2. Sub-agents nest without limit, so nothing here recurses.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

from msgspec import DecodeError, Raw, json

from rearview.record.bodies import put_in_place
from rearview.record.index import Index
from rearview.record.marks import now_ms
from rearview.record.sums import Sums

VERSION = 2

_GATHERED = ("logs", "accounting", "chunks")
"""Lists that grow by the patches; of everything else the last word counts."""

_Piece: TypeAlias = "bytes | Iterator[_Piece]"
_Fields: TypeAlias = dict[str, Any]

_encoder = json.Encoder()
_fields = json.Decoder(dict[str, Raw])
_list = json.Decoder(list[Raw])


def document(index: Index, reason: str | None = None) -> Iterator[bytes]:
    """Yield the text of a run's snapshot; without a reason, what happened to the run is told by whether it ended."""
    root = index.root()
    if root is None:
        return
    fields = merged(index, root)
    why = reason or ("final" if "endedAt" in fields else "recovered")
    origin = fields.get("traceId")
    envelope = {
        "version": VERSION,
        "reason": why,
        "sessionId": origin,
        "originId": origin,
        "originTxnId": origin,
        "timestamp": now_ms(),
    }
    yield _open(envelope) + b',"opTree":'
    yield from _walked(_session(index, root, None))
    yield b"}"


def charges(index: Index) -> Iterator[bytes]:
    """Yield the charges of a run, each as JSON text, in the order in which they were made."""
    for patch in index.charged():
        raw = _fields.decode(patch).get("accounting")
        yield from map(bytes, _list.decode(raw) if raw else ())


def merged(index: Index, number: int) -> _Fields:
    """Return a node as all its patches together make it."""
    fields: _Fields = {}
    for patch in index.patches(number):
        for name, value in _fields.decode(patch).items():
            if name in _GATHERED:
                fields.setdefault(name, []).extend(_list.decode(value))
            elif name == "attributes":
                fields[name] = {**fields.get(name, {}), **_object(value)}
            else:
                fields[name] = value
    return fields


def _walked(first: Iterator[_Piece]) -> Iterator[bytes]:
    """Yield the bytes of pieces that hold other pieces."""
    open_ = [first]
    while open_:
        piece = next(open_[-1], None)
        if piece is None:
            open_.pop()
        elif isinstance(piece, bytes):
            yield piece
        else:
            open_.append(piece)


def _session(index: Index, number: int, above: Sums | None) -> Iterator[_Piece]:
    sums = Sums()
    yield _open(merged(index, number)) + b',"turns":['
    turns = (*index.children(number, "system"), *index.children(number, "turn"))
    for place, turn in enumerate(turns):
        yield b"," if place else b""
        yield _turn(index, turn, sums)
    yield b'],"totals":' + _encoder.encode(sums.written()) + b"}"
    if above is not None:
        above.add(sums)


def _turn(index: Index, number: int, sums: Sums) -> Iterator[_Piece]:
    yield _open(merged(index, number)) + b',"ops":['
    for place, op in enumerate(index.children(number, "op")):
        yield b"," if place else b""
        yield _operation(index, op, sums)
    yield b"]}"


def _operation(index: Index, number: int, sums: Sums) -> Iterator[_Piece]:
    fields = merged(index, number)
    fields.setdefault("logs", [])
    fields.setdefault("accounting", [])
    put_in_place(fields)
    chunks = fields.pop("chunks", None)
    if chunks:
        fields["reasoning"] = {"chunks": chunks, "chunkCount": len(chunks)}
    sums.take(json.decode(fields.get("kind", b"null")), fields["accounting"])
    yield _open(fields)
    for child in index.children(number, "session"):
        yield b',"childSession":'
        yield _session(index, child, sums)
        break
    yield b"}"


def _open(fields: _Fields) -> bytes:
    """Return an object that more follows in."""
    return _encoder.encode(fields)[:-1]


def _object(value: Raw) -> dict[str, Raw]:
    try:
        return _fields.decode(value)
    except DecodeError:
        return {}
