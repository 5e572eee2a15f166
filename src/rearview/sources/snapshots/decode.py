"""From a snapshot's text to its structs.

Owns what is forgiven: characters cut in half, sub-agents that nest without end, values that don't belong, the library
callback's wrapper. It raises what the decoder raises, for it doesn't know which file the text is from.
"""

from msgspec import DecodeError, ValidationError, json

from rearview.sources.snapshots.deep import decode_deep
from rearview.sources.snapshots.format import Document, Snapshot
from rearview.sources.snapshots.halves import whole_characters
from rearview.sources.snapshots.ill_typed import decode_without
from rearview.sources.snapshots.limits import Limits
from rearview.sources.snapshots.notes import Note

KNOWN = (1, 2)

_decoder = json.Decoder(Document)


def decode(text: bytes, limits: Limits) -> Snapshot:
    """Decode a snapshot, or a library callback's payload with one inside."""
    try:
        return _read(text, limits)
    except ValidationError:
        raise
    except DecodeError:
        # The recorder shortens texts without looking, and so cuts some characters in half.
        return _read(whole_characters(text), limits)


def _read(text: bytes, limits: Limits) -> Snapshot:
    try:
        return _snapshot(_decoder.decode(text), len(text))
    except RecursionError:
        return _snapshot(decode_deep(text, limits), len(text))
    except ValidationError as error:
        if len(text) > limits.ill_typed:
            raise
        document, left_out = decode_without(text, error)
        return _snapshot(document, len(text), *(Note.ill_typed(place) for place in left_out))


def _snapshot(document: Document, text_bytes: int, *notes: Note) -> Snapshot:
    """Return the snapshot in a document, with what is written around it."""
    inner = document.snapshot or document
    if inner.op_tree is None:
        reason = "Object missing required field `opTree`"
        raise ValidationError(reason)
    return Snapshot(
        op_tree=inner.op_tree,
        version=inner.version,
        reason=document.reason or inner.reason,
        session_id=document.session_id,
        origin_id=document.origin_id,
        origin_txn_id=document.origin_txn_id,
        parent_id=document.parent_id,
        parent_txn_id=document.parent_txn_id,
        timestamp=document.timestamp,
        notes=notes if inner.version in KNOWN else (Note.unknown_version(inner.version), *notes),
        text_bytes=text_bytes,
    )
