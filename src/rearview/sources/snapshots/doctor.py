"""What is wrong with a snapshot's file, and what can be saved of it.

Owns what is looked at, and in which order: whether the file is there, can be read, is what it seems to be, is
finished, and has all the files that it names. It must never change anything.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rearview.errors import NotFoundError, RearviewError, UnreadableError
from rearview.sources.snapshots.absence import absence
from rearview.sources.snapshots.findings import Finding
from rearview.sources.snapshots.folder import LEDGER, folder_of, inside, is_there, ledger_of
from rearview.sources.snapshots.format import PayloadRef, Snapshot
from rearview.sources.snapshots.limits import LIMITS, Limits
from rearview.sources.snapshots.payload_files import references
from rearview.sources.snapshots.places import Places, places
from rearview.sources.snapshots.read import read
from rearview.sources.snapshots.salvage import Salvaged, salvage

_BROKEN = ("truncated", "damaged", "not_json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """What was found out about a file; without findings, nothing is wrong with it."""

    path: Path
    findings: tuple[Finding, ...]
    snapshot: Snapshot | None = None
    """What the file holds, where it can be read."""
    salvaged: Salvaged | None = None
    """What can be saved of it, where it can't."""


def examine(path: Path, *, limits: Limits = LIMITS) -> Diagnosis:
    """Find out what is wrong with the snapshot at a path."""
    try:
        snapshot = read(path, limits=limits)
    except NotFoundError:
        return Diagnosis(path=path, findings=tuple(absence(path)))
    except RearviewError as error:
        return _unreadable(path, error, limits)
    found = places(snapshot)
    findings = (
        *(Finding.of_note(note) for note in snapshot.notes),
        *_unfinished(found),
        *_missing_payloads(found, folder_of(path)),
    )
    return Diagnosis(path=path, findings=findings, snapshot=snapshot)


def _unreadable(path: Path, error: RearviewError, limits: Limits) -> Diagnosis:
    broken = isinstance(error, UnreadableError) and error.kind in _BROKEN and not path.name.endswith(LEDGER)
    findings = [Finding.of_error(error)]
    if is_there(ledger_of(path)):
        findings.append(Finding.ledger_instead(ledger_of(path)))
    return Diagnosis(
        path=path, findings=tuple(findings), salvaged=_salvaged(path, limits) if broken else None
    )


def _salvaged(path: Path, limits: Limits) -> Salvaged | None:
    try:
        return salvage(path, limits=limits)
    except RearviewError:
        return None


def _unfinished(found: Places) -> Iterator[Finding]:
    """Say which sessions and operations have a beginning and no end."""
    sessions = [place for place in found.sessions if place.node.ended_at is None]
    if sessions:
        yield Finding.open_sessions([f"{it.node.agent_id or 'unnamed'} ({it.session_id})" for it in sessions])
    steps = [step for step in found.steps if step.op.status is None]
    if steps:
        yield Finding.open_operations(
            [f"{it.op.attributes.name or it.op.attributes.model or it.op.kind} ({it.path})" for it in steps]
        )


def _missing_payloads(found: Places, folder: Path) -> Iterator[Finding]:
    """Say which files with payloads are named and aren't there."""
    refs = [
        ref for step in found.steps for ref in references(step.op) if ref.path and ref.captured is not False
    ]
    missing = [str(ref.path) for ref in refs if not _is_there(folder, ref)]
    if missing:
        yield Finding.missing_payloads(missing, len(refs))


def _is_there(folder: Path, ref: PayloadRef) -> bool:
    try:
        return is_there(inside(folder, ref.path or ""))
    except RearviewError:
        return False
