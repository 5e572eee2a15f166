"""Where the files of one run lie in a sessions' folder.

Owns the layout, and what a name inside a file may lead to: it must never lead out of the folder, nor over a link.

    <folder>/<origin id>.json.gz                versions 1 and 2
    <folder>/session/<session id>.jsonl         version 3, a file for each session
    <folder>/payloads/<session id>/...gz        what operations of version 3 sent and got back
"""

import os
import re
from pathlib import Path, PurePosixPath

from rearview.errors import AccessError, UnreadableError

TREE = ".json.gz"
LEDGER = ".jsonl"
LEDGERS = "session"

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


def holds_snapshots(path: Path) -> bool:
    """Tell whether a path is a snapshot's file, or a folder that sessions are written to."""
    if is_there(path):
        return path.name.endswith((TREE, LEDGER))
    try:
        with os.scandir(path) as entries:
            return any(entry.name.endswith(TREE) or entry.name == LEDGERS for entry in entries)
    except OSError:
        return False


def folder_of(path: Path) -> Path:
    """Return the sessions' folder that a file belongs to."""
    return path.parent.parent if path.name.endswith(LEDGER) and path.parent.name == LEDGERS else path.parent


def ledger_of(path: Path) -> Path:
    """Return where the ledger lies of the run whose tree has a path."""
    return path.parent / LEDGERS / f"{path.name.removesuffix(TREE)}{LEDGER}"


def tree_of(path: Path, origin_id: str) -> Path | None:
    """Return where the tree lies of the run that a ledger belongs to; None where its id can't be a file's name."""
    return folder_of(path) / f"{origin_id}{TREE}" if _ID.fullmatch(origin_id) else None


def sibling(path: Path, session_id: str) -> Path | None:
    """Return where another session's ledger lies; None where its id can't be a file's name."""
    return path.parent / f"{session_id}{LEDGER}" if _ID.fullmatch(session_id) else None


def inside(folder: Path, name: str) -> Path:
    """Return the path of a file that is named inside another; it must lie in the folder, on no link's way."""
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\\" in name or not name.isprintable():
        raise UnreadableError.outside(name, folder)
    path = folder
    for part in parts:
        path /= part
        if _is_link(path):
            raise UnreadableError.link(path)
    return path


def is_there(path: Path) -> bool:
    """Tell whether there is a file at a path that can be looked at."""
    try:
        return path.is_file()
    except OSError:
        return False


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except OSError as error:
        raise AccessError.of(error, doing=f"look at {path}") from error
