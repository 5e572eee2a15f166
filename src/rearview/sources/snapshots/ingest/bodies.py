"""The bodies that models were sent and sent back, as the recorder captured them, a row each.

Owns where in a snapshot they lie. A body that wasn't captured, or whose file is missing, has no row.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import DecodeError, json

from rearview.errors import RearviewError
from rearview.sources.snapshots.bodies.body import Body, captured, decode
from rearview.sources.snapshots.format import EncodedBody, Exchange, Form, PayloadRef
from rearview.sources.snapshots.number import whole
from rearview.sources.snapshots.payload_files import open_payload
from rearview.sources.snapshots.places import Places, StepPlace
from rearview.sources.snapshots.rows import SOURCE

_Captured = tuple[str, EncodedBody]


class _Bodies(Form, frozen=True, gc=False):
    """A payload, as far as it holds bodies."""

    raw: EncodedBody | None = None
    sdk: EncodedBody | None = None
    ref: PayloadRef | None = None


def bodies(found: Places, folder: Path) -> list[tuple[Any, ...]]:
    """Return the rows of bodies, as `BODY_COLUMNS` has them; those in files of their own lie in the sessions' folder."""
    return [row for place in found.steps for row in _of(place, folder)]


def _of(place: StepPlace, folder: Path) -> Iterator[tuple[Any, ...]]:
    """Yield the bodies of a step, without the header block before one: it may hold a key."""
    op = place.op
    if op.kind != "llm":
        return
    for direction, exchange, at in (
        ("request", op.request, op.started_at),
        ("response", op.response, op.ended_at),
    ):
        for capture, kept in _captured(exchange):
            body = _opened(kept, folder)
            if body is not None and body.missing is None:
                ids = (SOURCE, place.session_id, place.step_id, place.turn_id)
                yield (*ids, whole(at), direction, capture, body.format, body.text)


def _captured(exchange: Exchange | None) -> Iterator[_Captured]:
    if exchange is None:
        return
    try:
        payload = json.decode(exchange.payload, type=_Bodies)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return
    if payload.ref:
        yield "raw", EncodedBody(format=payload.ref.format, ref=payload.ref)
    if payload.raw:
        yield "raw", payload.raw
    if payload.sdk:
        yield "sdk", payload.sdk


def _opened(kept: EncodedBody, folder: Path) -> Body | None:
    return captured(kept) if kept.ref is None else _from_file(kept.ref, kept.format, folder)


def _from_file(ref: PayloadRef, form: str | None, folder: Path) -> Body | None:
    try:
        return decode(form or ref.format or "", open_payload(folder, ref))
    except RearviewError:
        return None
