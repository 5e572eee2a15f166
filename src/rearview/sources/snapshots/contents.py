"""The bytes of a file, taken once and whole.

The one place where a file of a sessions' folder is opened. It must never follow a link, wait for a pipe, touch a
device, or take a file that changes meanwhile for one that was ever there.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from stat import S_ISLNK, S_ISREG

from rearview.errors import AccessError, NotFoundError, UnreadableError

_ATTEMPTS = 3
_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def contents(path: Path, *, most: int, growing: bool = False) -> bytes:
    """Return the bytes of a file; one that is only ever appended to may grow meanwhile."""
    with _translated(path):
        for _ in range(_ATTEMPTS):
            data = _attempt(path, most=most, growing=growing)
            if data is not None:
                return data
    raise UnreadableError.changing(path)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFoundError.path(path) from error
    except OSError as error:
        raise AccessError.of(error, doing=f"read {path}") from error


def _attempt(path: Path, *, most: int, growing: bool) -> bytes | None:
    """Return a file's bytes, or None where they changed while they were read."""
    # Opening a device can already do something, and opening a link fails with the name of a loop: so look first.
    mode = path.lstat().st_mode
    if S_ISLNK(mode):
        raise UnreadableError.link(path)
    if not S_ISREG(mode):
        raise UnreadableError.no_file(path)
    with open(os.open(path, _FLAGS), "rb", buffering=0) as file:  # noqa: PTH123 - a path can't be opened with flags
        before = os.fstat(file.fileno())
        if not S_ISREG(before.st_mode):
            return None
        if before.st_size > most:
            raise UnreadableError.too_large(path, before.st_size, most)
        data = _all(file.fileno(), before.st_size)
        after = os.fstat(file.fileno())
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    return data if len(data) == before.st_size and (same or growing) else None


def _all(descriptor: int, size: int) -> bytes:
    """Return a file's first bytes; the system hands out at most 2 GB at a time."""
    parts: list[bytes] = []
    while size > 0 and (part := os.read(descriptor, size)):
        parts.append(part)
        size -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
