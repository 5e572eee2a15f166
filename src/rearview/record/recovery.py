"""From the journals that killed processes left to the snapshots that they would have written.

Owns which journals are left over: those whose process lives are locked. It must not touch those.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from rearview.record import ending
from rearview.record.billing import missing
from rearview.record.disk import Disk, is_locked
from rearview.record.index import Index
from rearview.record.places import JOURNAL, journals_of, refuge, snapshot_of
from rearview.record.tree import charges

State: TypeAlias = Literal["recovered", "running", "empty", "stuck"]

_LEDGER = ".jsonl"
_SENTENCES: dict[State, str] = {
    "recovered": "",
    "running": "The session is still being recorded, so its journal was left alone.",
    "empty": "The process was killed before it recorded anything; its journal was removed.",
    "stuck": "The snapshot can't be written, so the journal was left where it is.",
}
_HINTS: dict[State, str] = {
    "recovered": "'rearview snapshot show' tells how far the session came; what has no end was going on just then.",
    "running": "try again when its process has ended.",
    "empty": "nothing is lost.",
    "stuck": "free some space, or make the folder writable; then try again.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """What became of a journal."""

    origin_id: str
    journal: Path
    state: State
    snapshot: Path | None = None
    charges: int = 0
    """How many were added to the ledger of charges."""
    unreadable: int = 0
    """Lines that were cut short."""

    @property
    def sentence(self) -> str:
        """What became of it, in words."""
        if self.state == "recovered":
            was = "was" if self.unreadable == 1 else "were"
            cut = f"; {_lines(self.unreadable)} of it {was} cut short" if self.unreadable else ""
            billed = f", and {self.charges:,} charges are in the ledger now" if self.charges else ""
            return f"What the journal holds is in {self.snapshot} now{billed}{cut}."
        return _SENTENCES[self.state]

    @property
    def hint(self) -> str:
        """What to do about it."""
        return _HINTS[self.state]


def recover(folder: Path, part: str = "", *, disk: Disk | None = None) -> list[Recovered]:
    """Make snapshots of the runs in a sessions' folder whose processes were killed; with a part of an id, of those alone."""
    found = _journals(folder)
    return [_recovered(disk or Disk(), folder, id_, found[id_]) for id_ in sorted(found) if part in id_]


def _journals(folder: Path) -> dict[str, list[Path]]:
    """Return the journals of each run, in the order in which their parts were written."""
    found: dict[str, list[Path]] = {}
    for path in _listed(journals_of(folder)):
        found.setdefault(path.name.removesuffix(JOURNAL), []).append(path)
    for path in _listed(_elsewhere()):
        with Index([path]) as index:
            belongs = index.header is not None and Path(index.header.sessions_dir) == folder.absolute()
        if belongs:
            found.setdefault(path.name.removesuffix(JOURNAL), []).append(path)
    return found


def _elsewhere() -> Path | None:
    try:
        return journals_of(refuge())
    except OSError:
        return None


def _listed(folder: Path | None) -> Iterator[Path]:
    if folder is not None and folder.is_dir():
        yield from sorted(path for path in folder.iterdir() if path.name.endswith(JOURNAL) and path.is_file())


def _recovered(disk: Disk, folder: Path, origin_id: str, parts: Sequence[Path]) -> Recovered:
    with ExitStack() as open_:
        for path in parts:
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
            open_.callback(os.close, descriptor)
            if is_locked(descriptor):
                return Recovered(origin_id=origin_id, journal=path, state="running")
        index = open_.enter_context(Index(parts))
        if index.root() is None:
            _remove(disk, parts)
            return Recovered(origin_id=origin_id, journal=parts[-1], state="empty")
        snapshot = ending.store(disk, index, snapshot_of(folder, origin_id), None, parts[-1])
        if snapshot is None:
            return Recovered(origin_id=origin_id, journal=parts[-1], state="stuck")
        billed = _bill(disk, index, origin_id, snapshot)
        _remove(disk, parts)
        return Recovered(
            origin_id=origin_id,
            journal=parts[-1],
            state="recovered",
            snapshot=snapshot,
            charges=billed,
            unreadable=index.unreadable,
        )


def _bill(disk: Disk, index: Index, origin_id: str, snapshot: Path) -> int:
    """Add the charges that aren't in the ledger yet, and return how many there were."""
    named = index.header.billing_file if index.header else None
    # A journal may come from anywhere, and says itself where its charges go: nothing but a ledger is written to.
    if index.is_billed or named is None or not named.endswith(_LEDGER):
        return 0
    left = missing(Path(named), origin_id, charges(index))
    ending.charge(disk, lambda: left, Path(named), snapshot)
    return len(left)


def _remove(disk: Disk, parts: Sequence[Path]) -> None:
    for path in parts:
        disk.remove(path)


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count:,} lines"
