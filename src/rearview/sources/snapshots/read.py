"""From a snapshot's file to its structs.

The one place where a file is opened, unpacked and decoded, and where everything that can go wrong with that gets its
name. It must never let a foreign exception through, nor take half a file for a whole one.
"""

import re
from pathlib import Path

from msgspec import DecodeError, ValidationError
from msgspec.structs import replace

from rearview.errors import NotFoundError, RearviewError, UnreadableError
from rearview.sources.snapshots.contents import contents
from rearview.sources.snapshots.decode import decode
from rearview.sources.snapshots.deep import TooDeepError
from rearview.sources.snapshots.folder import LEDGER, TREE, is_there, ledger_of, tree_of
from rearview.sources.snapshots.format import Snapshot
from rearview.sources.snapshots.ledger import open_ledger
from rearview.sources.snapshots.ledger_run import run_of
from rearview.sources.snapshots.limits import LIMITS, Limits
from rearview.sources.snapshots.notes import Note
from rearview.sources.snapshots.unpack import unpack

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def read(path: Path, *, limits: Limits = LIMITS) -> Snapshot:
    """Read the run at a path: a tree of version 1 or 2, or a ledger of version 3.

    A run may be written both ways. Its tree is the fuller one, so it is read whichever of the two is named, unless it
    is missing, unreadable or unfinished where the ledger isn't.
    """
    if path.name.endswith(LEDGER):
        return _run(path, limits)
    try:
        return _tree(path, limits)
    except NotFoundError:
        ledger = ledger_of(path)
        if not is_there(ledger):
            raise
        return _instead(_run(ledger, limits), ledger, Note.from_ledger(ledger.name))


def as_written(path: Path, *, limits: Limits = LIMITS) -> bytes:
    """Return the JSON text of the tree at a path, as it was written; a ledger's lines are its text."""
    if path.name.endswith(LEDGER):
        return contents(path, most=limits.ledger, growing=True)
    return unpack(path, limits)[0]


def _run(path: Path, limits: Limits) -> Snapshot:
    """Read the run of a ledger."""
    ledger = open_ledger(path, limits)
    from_ledger = run_of(ledger, limits)
    file = tree_of(path, ledger.origin_id) if ledger.origin_id == ledger.session_id else None
    if file is None or not is_there(file):
        return from_ledger
    try:
        tree = _tree(file, limits)
    except RearviewError:
        return from_ledger
    named = tree.op_tree.trace_id in {None, ledger.session_id}
    finished = tree.op_tree.ended_at is not None or from_ledger.op_tree.ended_at is None
    return _instead(tree, file, Note.from_tree(file.name)) if named and finished else from_ledger


def _tree(path: Path, limits: Limits) -> Snapshot:
    text, after = unpack(path, limits)
    snapshot = _decoded(text, path, limits)
    return _noted(snapshot, *([Note.after_the_end(after)] if after else []), *_misnamed(snapshot, path))


def _instead(snapshot: Snapshot, file: Path, note: Note) -> Snapshot:
    """Say that a run was read from another file than the one that was named."""
    return replace(_noted(snapshot, note), file=str(file))


def _noted(snapshot: Snapshot, *notes: Note) -> Snapshot:
    return replace(snapshot, notes=(*snapshot.notes, *notes)) if notes else snapshot


def _decoded(text: bytes, path: Path, limits: Limits) -> Snapshot:
    try:
        return decode(text, limits)
    except (RecursionError, TooDeepError) as error:
        raise UnreadableError.too_deep(path) from error
    except ValidationError as error:
        raise UnreadableError.not_a_snapshot(path, error) from error
    except (DecodeError, UnicodeDecodeError) as error:
        raise UnreadableError.not_json(path, error) from error


def _misnamed(snapshot: Snapshot, path: Path) -> tuple[Note, ...]:
    """Say where a file is named after another session than the one it holds."""
    name, trace_id = path.name.removesuffix(TREE), snapshot.op_tree.trace_id
    if trace_id is None or trace_id == name or not _UUID.fullmatch(name):
        return ()
    return (Note.child_under_roots_name(snapshot.op_tree.agent_id, trace_id),)
