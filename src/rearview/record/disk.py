"""Every way in which the recorder changes a disk, one method each. Nothing else in the recorder writes.

Each method is made of boundaries at which a process can fail or die; tests pass a disk that does so at the n-th. A file
gets its name only when its bytes are safe. What the operating system refuses stays an OSError here: whoever writes
knows where the record can go instead. Only the owner may read what is written.
"""

import contextlib
import errno
import fcntl
import os
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

Boundary = Literal["folder", "open", "lock", "write", "cut", "sync", "rename", "unlink"]

_NEW = os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
_ADD = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
_PATIENCE_S = 5.0
_PAUSE_S = 0.01


class Disk:
    """The real disk."""

    def reach(self, boundary: Boundary, path: Path) -> None:
        """Called before each change."""

    def make_folder(self, path: Path) -> None:
        """Make a folder and those above it."""
        for folder in reversed([path, *path.parents]):
            if not folder.is_dir():
                self.reach("folder", folder)
                folder.mkdir(mode=0o700, exist_ok=True)

    def begin(self, path: Path, first: bytes) -> int:
        """Make a file that is locked for as long as this process lives, with a beginning; return it open for more."""
        self.make_folder(path.parent)
        aside = path.with_name(f"{path.name}.new")
        self.reach("open", path)
        descriptor = os.open(aside, os.O_RDWR | os.O_APPEND | _NEW, 0o600)
        try:
            self.reach("lock", path)
            with contextlib.suppress(OSError):  # some file systems have no locks
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.add(path, descriptor, first)
            self.reach("rename", path)
            aside.rename(path)
        except BaseException:
            os.close(descriptor)
            with contextlib.suppress(OSError):
                aside.unlink()
            raise
        return descriptor

    def add(self, path: Path, descriptor: int, line: bytes) -> None:
        """Add to an open file: all of it, or nothing where that is refused."""
        self.reach("write", path)
        written = os.write(descriptor, line)
        if written == len(line):
            return
        before = os.fstat(descriptor).st_size - written
        try:
            left = memoryview(line)[written:]
            while left:
                left = left[os.write(descriptor, left) :]
        except OSError:
            self.reach("cut", path)
            os.truncate(descriptor, before)
            raise

    def store(self, path: Path, parts: Iterable[bytes]) -> None:
        """Write a file whole: aside, synced, renamed."""
        self.make_folder(path.parent)
        aside = path.with_name(f"{path.name}.tmp-{os.getpid()}-{time.time_ns() // 1_000_000}")
        self.reach("open", path)
        descriptor = os.open(aside, os.O_WRONLY | _NEW, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for part in parts:
                    self.reach("write", path)
                    file.write(part)
                file.flush()
                self.reach("sync", path)
                os.fsync(descriptor)
            self.reach("rename", path)
            aside.rename(path)
        except BaseException:
            with contextlib.suppress(OSError):
                aside.unlink()
            raise
        self._sync_folder(path.parent)

    def append(self, path: Path, batches: Iterable[bytes]) -> None:
        """Add whole lines to a file that many processes write to."""
        self.make_folder(path.parent)
        self.reach("open", path)
        descriptor = os.open(path, _ADD, 0o600)
        try:
            self.reach("lock", path)
            _lock(descriptor)
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                self.add(
                    path, descriptor, b"\n"
                )  # what died in the middle of a line mustn't swallow the next
            for batch in batches:
                self.add(path, descriptor, batch)
            self.reach("sync", path)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, path: Path) -> None:
        """Remove a file that may be gone already."""
        self.reach("unlink", path)
        path.unlink(missing_ok=True)

    def _sync_folder(self, path: Path) -> None:
        self.reach("sync", path)
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def is_locked(descriptor: int) -> bool:
    """Tell whether a living process holds an open file's lock; where it doesn't, it is taken."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in {errno.EWOULDBLOCK, errno.EACCES}
    return False


def _lock(descriptor: int) -> None:
    """Wait for a lock, but not for ever: a line that is written at once stays whole without it."""
    end = time.monotonic() + _PATIENCE_S
    while is_locked(descriptor) and time.monotonic() < end:
        time.sleep(_PAUSE_S)
