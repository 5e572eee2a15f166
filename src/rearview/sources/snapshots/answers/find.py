"""Which file of a sessions' folder is meant: by its path, by a part of its id, or as the latest.

Owns what counts as a run of a folder. A run of version 3 has a ledger for each of its sessions; the root's stands for
all. It must open no file but a ledger, to see which run that belongs to.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from heapq import nlargest
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from rearview.errors import AccessError, ArgumentError, NotFoundError, RearviewError
from rearview.sources.snapshots.folder import LEDGER, LEDGERS, TREE, is_there, ledger_of, sibling, tree_of
from rearview.sources.snapshots.ledger import open_ledger
from rearview.sources.snapshots.limits import LIMITS

LATEST = "latest"
NEAREST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file that a run is kept in."""

    id: str
    path: Path
    changed_ms: int
    size: int


def located(wanted: str, folder: Path) -> Path:
    """Return the file that is meant: a path, the id or a part of the id of a run in the folder, or the latest of them."""
    path = Path(wanted)
    if wanted == LATEST:
        return latest(folder)
    if len(path.parts) > 1 or path.is_absolute() or wanted.endswith((TREE, LEDGER)) or is_there(path):
        return path
    files = {_id(entry.name): entry.path for entry in _entries(folder)}
    if not files:
        raise NotFoundError.no_sessions(folder)
    return Path(files[the_one(list(files), wanted, folder)])


def file_of(session_id: str, folder: Path) -> Path:
    """Return where the run of an id lies in a folder, by its whole id; where its tree would be if it is nowhere."""
    tree = tree_of(folder / TREE, session_id)
    if tree is None:
        raise NotFoundError.path(folder)
    ledger = ledger_of(tree)
    return ledger if not is_there(tree) and is_there(ledger) else tree


def latest(folder: Path) -> Path:
    """Return the file in a folder that changed last."""
    last = max(_dated(folder), key=_AGE, default=None)
    if last is None:
        raise NotFoundError.no_sessions(folder)
    return _root_of(Path(last.entry.path))


def newest(folder: Path, part: str = "") -> Iterator[Kept]:
    """Yield the runs of a folder whose ids hold a part, the one that changed last first."""
    told: set[Path] = set()
    for dated in sorted(_dated(folder, part), key=_AGE, reverse=True):
        root = _root_of(Path(dated.entry.path))
        if root not in told:
            told.add(root)
            state = root.lstat()
            changed_ms = state.st_mtime_ns // 1_000_000
            yield Kept(id=_id(root.name), path=root, changed_ms=changed_ms, size=state.st_size)


class _Dated(NamedTuple):
    """A file of a folder, and when it changed."""

    changed_ns: int
    name: str
    entry: "os.DirEntry[str]"


_AGE = itemgetter(0, 1)


def _dated(folder: Path, part: str = "") -> Iterator[_Dated]:
    folded = part.casefold()
    for entry in _entries(folder):
        if folded in _id(entry.name).casefold():
            with suppress(FileNotFoundError):  # cleared away meanwhile
                changed = entry.stat(follow_symlinks=False).st_mtime_ns
                yield _Dated(changed, entry.name, entry)


def _entries(folder: Path) -> Iterator["os.DirEntry[str]"]:
    """Yield the trees of a folder, and the ledgers of sessions that have none."""
    # No more than a name and a date is looked at: a folder may hold hundreds of thousands of files.
    trees: set[str] = set()
    for entry in _scanned(folder):
        if entry.name.endswith(TREE):
            trees.add(_id(entry.name))
            yield entry
    ledgers = folder / LEDGERS
    if ledgers.is_dir():
        for entry in _scanned(ledgers):
            if entry.name.endswith(LEDGER) and _id(entry.name) not in trees:
                yield entry


def _scanned(folder: Path) -> list["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError as error:
        raise NotFoundError.path(folder) from error
    except OSError as error:
        raise AccessError.of(error, doing=f"look into {folder}") from error


def _id(name: str) -> str:
    return name.removesuffix(LEDGER).removesuffix(TREE)


def _root_of(path: Path) -> Path:
    """Return the file of the run that a file belongs to: a ledger may be that of a sub-agent."""
    if not path.name.endswith(LEDGER):
        return path
    origin = _origin(path)
    if origin is None or origin == _id(path.name):
        return path
    tree = path.parent.parent / f"{origin}{TREE}"
    root = sibling(path, origin)
    if root is None:
        return path
    return next((file for file in (tree, root) if is_there(file)), path)


def _origin(path: Path) -> str | None:
    """Return the root session that a ledger names."""
    try:
        return open_ledger(path, LIMITS).origin_id
    except RearviewError:
        return None


def the_one(ids: Sequence[str], part: str, place: Path) -> str:
    """Return the one id that is the part, else the one that begins with it, else the one that has it."""
    if part in ids:
        return part
    folded = part.casefold()
    holding = sorted({id_ for id_ in ids if folded in id_.casefold()})
    found = [id_ for id_ in holding if id_.casefold().startswith(folded)] or holding
    if not found:
        raise NotFoundError.session(part, place, nearest(ids, part))
    if len(found) > 1:
        raise ArgumentError.ambiguous_session(part, found)
    return found[0]


def nearest(ids: Sequence[str], part: str) -> list[str]:
    """Return the ids that begin most like a part; people copy the beginning of an id, and mistype a letter of it."""

    def likeness(id_: str) -> int:
        return sum(letter == other for letter, other in zip(id_, part, strict=False))

    alike = [id_ for id_ in ids if 2 * likeness(id_) >= len(part)]
    return nlargest(NEAREST, sorted(alike), key=likeness)
