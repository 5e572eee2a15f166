"""Payloads that lie in files of their own, in a sessions' folder.

Owns how a reference in a snapshot becomes bytes. It must never open what lies outside the folder or behind a link, nor
hand out bytes that aren't those that the recorder wrote.
"""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from msgspec import DecodeError, Raw, json

from rearview.errors import NotFoundError, UnreadableError
from rearview.sources.snapshots.folder import inside
from rearview.sources.snapshots.format import Exchange, Form, Operation, PayloadRef
from rearview.sources.snapshots.limits import LIMITS, Limits
from rearview.sources.snapshots.unpack import unpack


class _Holder(Form, frozen=True, gc=False):
    """What may hold a reference."""

    ref: PayloadRef | None = None


class _Payload(Form, frozen=True, gc=False):
    """A payload, as far as it refers to files."""

    ref: PayloadRef | None = None
    raw: _Holder | None = None
    sdk: _Holder | None = None


def references(operation: Operation) -> Iterator[PayloadRef]:
    """Yield which files an operation names for what it sent, got back and thought."""
    for exchange in (operation.request, operation.response):
        yield from _references(exchange) if exchange else ()
    if operation.reasoning and operation.reasoning.ref:
        yield operation.reasoning.ref


def open_payload(folder: Path, ref: PayloadRef, *, limits: Limits = LIMITS) -> bytes:
    """Return the bytes of a payload; paths are relative to the sessions' folder."""
    if ref.captured is False or not ref.path:
        raise NotFoundError.payload_not_kept(ref.kind)
    path = inside(folder, ref.path)
    data, _ = unpack(path, limits)
    if ref.sha256 and sha256(data).hexdigest() != ref.sha256.lower():
        raise UnreadableError.altered(path)
    return data


def _references(exchange: Exchange) -> Iterator[PayloadRef]:
    written = bytes(exchange.payload)
    # Most payloads are large and name no file; looking for the word is much faster than decoding them.
    if b'"ref"' not in written:
        return
    payload = _shaped(Raw(written))
    holders = (payload, payload.raw, payload.sdk) if payload else ()
    yield from (holder.ref for holder in holders if holder and holder.ref)


def _shaped(payload: Raw) -> _Payload | None:
    try:
        return json.decode(payload, type=_Payload)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return None
