"""A few bytes of a file, where reading it whole would take too long. What can't be opened has none: whoever reads it says why.

Like whoever reads files whole, it follows no link, and waits for no pipe.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from stat import S_ISREG

_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def first_line(path: str, most: int) -> bytes:
    """Return a file's first line, or as much of it as is wanted."""
    with _opened(path) as file:
        return b"" if file is None else os.pread(file, most, 0).partition(b"\n")[0]


def last_bytes(path: str, count: int) -> bytes:
    """Return how a file ends."""
    with _opened(path) as file:
        return b"" if file is None else os.pread(file, count, max(0, os.fstat(file).st_size - count))


@contextmanager
def _opened(path: str) -> Iterator[int | None]:
    try:
        file = os.open(path, _FLAGS)
    except OSError:
        yield None
        return
    try:
        yield file if S_ISREG(os.fstat(file).st_mode) else None
    finally:
        os.close(file)
