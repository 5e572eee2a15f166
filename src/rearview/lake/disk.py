"""Every way in which a lake changes a disk, one method each. Nothing else in the lake writes.

Each method is one boundary at which a run can fail or die; tests pass a disk that does so at the n-th. Writing is
always aside: a file gets its name only when its bytes are safe, and a name is safe when its folder was synced. What
the operating system refuses becomes an AccessError here, and nowhere else. Only the owner may read what is written.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Self

from rearview.errors import AccessError

AT_ONCE = 1 << 20
"""How many bytes are gathered before they are written."""

Boundary = Literal["folder", "open", "write", "sync", "rename", "unlink", "lock", "cut"]

_VERBS: dict[Boundary, str] = {
    "folder": "make the folder",
    "open": "open",
    "write": "write to",
    "sync": "store",
    "rename": "put in place",
    "unlink": "remove",
    "lock": "lock",
    "cut": "repair",
}


class Disk:
    """The real disk."""

    def reach(self, boundary: Boundary, path: Path) -> None:
        """Called before each change."""

    @contextlib.contextmanager
    def _at(self, boundary: Boundary, path: Path) -> Iterator[None]:
        try:
            self.reach(boundary, path)
            yield
        except OSError as error:
            raise AccessError.of(error, doing=f"{_VERBS[boundary]} {path}") from error

    def make_folder(self, path: Path) -> None:
        """Make a folder and those above it, each safe in the one above."""
        for folder in reversed([path, *path.parents]):
            if not folder.is_dir():
                with self._at("folder", folder):
                    folder.mkdir(mode=0o700, exist_ok=True)
                self.sync_folder(folder.parent)

    def create(self, path: Path) -> "Outfile":
        """Open a new file for writing; what had its name before is cut to nothing."""
        with self._at("open", path):
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC | os.O_NOFOLLOW
            return Outfile(self, path, os.open(path, flags, 0o600))

    def write(self, path: Path, descriptor: int, data: memoryview) -> None:
        """Write all of some bytes."""
        with self._at("write", path):
            while data:
                data = data[os.write(descriptor, data) :]

    def sync(self, path: Path, descriptor: int) -> None:
        """Return when an open file's bytes are safe."""
        with self._at("sync", path):
            os.fsync(descriptor)

    def sync_folder(self, path: Path) -> None:
        """Return when the names in a folder are safe."""
        with self._at("sync", path):
            descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def rename(self, path: Path, to: Path) -> None:
        """Give a finished file its name, in place of whatever had it, and make the name safe."""
        with self._at("rename", to):
            path.replace(to)
        self.sync_folder(to.parent)

    def store(self, path: Path, data: bytes | memoryview) -> None:
        """Write a file whole: aside, synced, renamed."""
        aside = path.with_name(path.name + ".new")
        with self.create(aside) as file:
            file.write(data)
            file.sync()
        self.rename(aside, path)

    def append(self, path: Path, lines: bytes) -> None:
        """Add whole lines to a file, and make them safe; what a run that died wrote of a line before goes."""
        with self._at("open", path):
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
            descriptor = os.open(path, flags, 0o600)
        try:
            self.cut(path, descriptor, _whole_lines(descriptor))
            self.write(path, descriptor, memoryview(lines))
            self.sync(path, descriptor)
        finally:
            os.close(descriptor)
        self.sync_folder(path.parent)

    def cut(self, path: Path, descriptor: int, size: int) -> None:
        """Take from a file what lies beyond a size."""
        if os.fstat(descriptor).st_size > size:
            with self._at("cut", path):
                os.truncate(descriptor, size)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        with self._at("unlink", path):
            path.unlink()

    def remove_folder(self, path: Path) -> None:
        """Remove a folder of files."""
        for file in sorted(path.iterdir()):
            with self._at("unlink", file):
                file.unlink()
        with self._at("unlink", path):
            path.rmdir()

    def lock(self, path: Path) -> int | None:
        """Lock a file until the returned descriptor is closed or the process dies; None if another holds it."""
        with self._at("lock", path):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                return None
            except OSError:
                os.close(descriptor)
                raise
            return descriptor


class Outfile:
    """A file being written, as pyarrow wants one: small writes are gathered, and only what is synced is promised."""

    def __init__(self, disk: Disk, path: Path, descriptor: int) -> None:
        self._disk = disk
        self._path = path
        self._descriptor = descriptor
        self._held = bytearray()
        self._written = 0
        self.closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, data: bytes | memoryview) -> int:
        """Take bytes; once closed, take them and do nothing, so that a failed writer can let go."""
        view = memoryview(data).cast("B")
        self._written += len(view)
        if not self.closed and len(view) >= AT_ONCE:
            self.flush()
            self._disk.write(self._path, self._descriptor, view)
        elif not self.closed:
            self._held += view
            if len(self._held) >= AT_ONCE:
                self.flush()
        return len(view)

    def tell(self) -> int:
        """Return how many bytes were taken."""
        return self._written

    def flush(self) -> None:
        """Write what is held back."""
        if self._held and not self.closed:
            held, self._held = self._held, bytearray()
            self._disk.write(self._path, self._descriptor, memoryview(held))

    def sync(self) -> None:
        """Return when all that was taken is safe."""
        self.flush()
        self._disk.sync(self._path, self._descriptor)

    def close(self) -> None:
        """Let the file go, and with it what was never synced."""
        if not self.closed:
            self.closed = True
            os.close(self._descriptor)


def _whole_lines(descriptor: int) -> int:
    """Return how many bytes of an open file are lines that were written to their end."""
    place = os.fstat(descriptor).st_size
    while place:
        start = max(0, place - AT_ONCE)
        end = os.pread(descriptor, place - start, start).rfind(b"\n")
        if end >= 0:
            return start + end + 1
        place = start
    return 0
