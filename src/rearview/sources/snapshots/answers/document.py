"""The JSON of a run as it was written, whole or in parts: a session's, an operation's.

Owns how a part is cut out: byte by byte as it stands, so that fields which Rearview doesn't know come along. It must
never rewrite what it cuts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from isal import igzip
from msgspec import DecodeError, Raw, ValidationError, json

from rearview.errors import AccessError, ArgumentError, UnreadableError
from rearview.sources.snapshots.answers.scope import agent_of
from rearview.sources.snapshots.folder import LEDGER, TREE
from rearview.sources.snapshots.format import NOTHING, Form
from rearview.sources.snapshots.places import Places, SessionPlace, StepPlace
from rearview.sources.snapshots.read import as_written

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_LONGEST = 60


class _Envelope(Form, frozen=True, gc=False):
    op_tree: Raw = NOTHING
    snapshot: "_Envelope | None" = None
    version: Raw = NOTHING
    reason: Raw = NOTHING


class _Operation(Form, frozen=True, gc=False):
    child_session: Raw = NOTHING


class _Turn(Form, frozen=True, gc=False):
    ops: tuple[Raw, ...] = ()


class _Session(Form, frozen=True, gc=False):
    turns: tuple[_Turn, ...] = ()
    steps: tuple[_Turn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """A session that was written to a file of its own."""

    session_id: str
    agent: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The sessions and operations of a run as they were written, in the order of its places."""

    sessions: list[Raw]
    operations: list[Raw]
    version: Raw
    reason: Raw


def parts(path: Path, places: Places) -> Parts:
    """Cut a run's tree into its sessions and operations."""
    if path.name.endswith(LEDGER):
        raise ArgumentError.nothing_to_extract(path)
    try:
        return _parts(as_written(path), places)
    except RecursionError as error:
        raise UnreadableError.too_deep(path) from error
    except ValidationError as error:
        raise UnreadableError.not_a_snapshot(path, error) from error
    except (DecodeError, UnicodeDecodeError) as error:
        raise UnreadableError.not_json(path, error) from error


def session_text(found: Parts, places: Places, place: SessionPlace) -> bytes:
    """Return a session as it was written."""
    return bytes(next(raw for raw, it in zip(found.sessions, places.sessions, strict=True) if it is place))


def operation_text(found: Parts, places: Places, step: StepPlace) -> bytes:
    """Return an operation as it was written."""
    return bytes(next(raw for raw, it in zip(found.operations, places.steps, strict=True) if it is step))


def extract(path: Path, places: Places, folder: Path) -> list[Extracted]:
    """Write each session of a run to a snapshot of its own; numbers keep those apart whose agents are of one name."""
    found = parts(path, places)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return [
            _written(place, number, found, folder) for number, place in enumerate(places.sessions, start=1)
        ]
    except OSError as error:
        raise AccessError.of(error, doing=f"write into {folder}") from error


def _written(place: SessionPlace, number: int, found: Parts, folder: Path) -> Extracted:
    agent = agent_of(place)
    name = _UNSAFE.sub("-", agent)[:_LONGEST].strip("-") or "session"
    target = folder / f"{number:02}-{name}{TREE}"
    envelope = {
        "version": found.version,
        "reason": found.reason,
        "originTxnId": place.root_id,
        "parentTxnId": place.parent_id,
        "opTree": found.sessions[number - 1],
    }
    target.write_bytes(igzip.compress(json.encode(envelope)))
    return Extracted(session_id=place.session_id, agent=agent, path=target)


def _parts(text: bytes, places: Places) -> Parts:
    envelope = json.decode(text, type=_Envelope)
    inner = envelope.snapshot or envelope
    found = Parts(sessions=[inner.op_tree], operations=[], version=inner.version, reason=envelope.reason)
    callers = {place.caller_id for place in places.sessions}
    steps = iter(places.steps)
    for session in found.sessions:  # which grows meanwhile
        for op in _operations(session):
            found.operations.append(op)
            if next(steps).step_id in callers:
                found.sessions.append(json.decode(op, type=_Operation).child_session)
    return found


def _operations(session: Raw) -> Iterator[Raw]:
    node = json.decode(session, type=_Session)
    for turn in (*node.turns, *node.steps):
        yield from turn.ops
