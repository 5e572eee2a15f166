"""Disks that fail: at the n-th boundary, with an error, a kill, or a loss of power that takes what wasn't synced."""

import errno
import os
import shutil
import signal
from collections import Counter
from pathlib import Path

from rearview.lake.disk import Boundary, Disk

MODES = {
    "error": "one call fails, the next would work",
    "errors": "from that call on, all fail",
    "kill": "the process dies before the call",
    "torn": "the process dies in the middle of the call, if it writes",
    "power": "the machine dies, and what wasn't synced is gone",
    "reorder": "the machine dies; the names that weren't synced are gone from one folder and there in the others",
}

ERRORS = (errno.ENOSPC, errno.EIO, errno.EROFS, errno.EACCES)


class CountingDisk(Disk):
    """The real disk, with the boundaries counted."""

    def __init__(self) -> None:
        self.reached: Counter[Boundary] = Counter()

    def reach(self, boundary: Boundary, path: Path) -> None:  # noqa: ARG002 - as Disk.reach
        """Count a boundary."""
        self.reached[boundary] += 1


class FailingDisk(CountingDisk):
    """A disk on which the n-th boundary fails."""

    def __init__(self, at: int, mode: str) -> None:
        super().__init__()
        self.at = at
        self.mode = mode

    def reach(self, boundary: Boundary, path: Path) -> None:
        """Fail if this is the one."""
        super().reach(boundary, path)
        here = self.reached.total()
        if here == self.at and self.mode == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if (here == self.at and self.mode == "error") or (here >= self.at and self.mode == "errors"):
            number = ERRORS[self.at % len(ERRORS)]
            raise OSError(number, os.strerror(number), str(path))

    def write(self, path: Path, descriptor: int, data: memoryview) -> None:
        """Write half of the bytes before dying, if this is the one."""
        if self.mode == "torn" and self.reached.total() + 1 == self.at:
            os.write(descriptor, data[: len(data) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        super().write(path, descriptor, data)


class PowerlessDisk(CountingDisk):
    """A disk that loses, at the n-th boundary, every byte and every name that was never synced."""

    def __init__(self, at: int, attic: Path, *, reorder: bool) -> None:
        super().__init__()
        self.at = at
        self.reorder = reorder
        self._attic = attic
        self._unsynced: dict[Path, int] = {}
        """Files of which not all is safe, and how many bytes are."""
        self._undo: list[tuple[Path, Path | None, Path]] = []
        """Changes of names that a loss of power takes back: the folder, what to put back, and where."""

    def at_risk(self) -> set[Path]:
        """Return the files that a loss of power would now change."""
        return {*self._unsynced, *(name for _, _, name in self._undo)}

    def reach(self, boundary: Boundary, path: Path) -> None:
        """Lose power if this is the one."""
        super().reach(boundary, path)
        if self.reached.total() == self.at:
            for file, safe in self._unsynced.items():
                if file.exists():
                    os.truncate(file, min(safe, file.stat().st_size))
            folders = sorted({folder for folder, _, _ in self._undo})
            hurt = folders[self.at % len(folders)] if folders else None
            for folder, kept, name in reversed(self._undo):
                if folder == hurt or not self.reorder:
                    _put_back(kept, name)
            os.kill(os.getpid(), signal.SIGKILL)

    def create(self, path: Path):  # type: ignore[no-untyped-def] # noqa: ANN201 - as Disk.create
        """Remember that neither the bytes nor the name are safe."""
        self._keep(path)
        file = super().create(path)
        self._unsynced[path] = 0
        return file

    def append(self, path: Path, lines: bytes) -> None:
        """Remember that only what was there before is safe."""
        if not path.exists():
            self._keep(path)
        self._unsynced.setdefault(path, path.stat().st_size if path.exists() else 0)
        super().append(path, lines)

    def sync(self, path: Path, descriptor: int) -> None:
        """Remember that the bytes are safe."""
        super().sync(path, descriptor)
        self._unsynced.pop(path, None)

    def sync_folder(self, path: Path) -> None:
        """Remember that the names are safe."""
        super().sync_folder(path)
        self._undo = [change for change in self._undo if change[0] != path]

    def rename(self, path: Path, to: Path) -> None:
        """Remember what had the name before."""
        self._keep(to)
        super().rename(path, to)
        if path in self._unsynced:
            self._unsynced[to] = self._unsynced.pop(path)

    def make_folder(self, path: Path) -> None:
        """Remember the folders that are new."""
        for folder in (path, *path.parents):
            if not folder.exists():
                self._undo.append((folder.parent, None, folder))
        super().make_folder(path)

    def remove_folder(self, path: Path) -> None:
        """Remember the files that go."""
        for file in sorted(path.iterdir()):
            self._keep(file)
        super().remove_folder(path)

    def _keep(self, name: Path) -> None:
        """Keep what has a name in the attic, for the case that its going is never synced."""
        kept = None
        if name.exists():
            kept = self._attic / str(len(list(self._attic.iterdir())))
            os.link(name, kept)
        self._undo.append((name.parent, kept, name))


def _put_back(kept: Path | None, name: Path) -> None:
    if kept is not None:
        name.parent.mkdir(parents=True, exist_ok=True)
        kept.replace(name)
    elif name.is_dir():
        shutil.rmtree(name)
    else:
        name.unlink(missing_ok=True)
