"""Work on a great many objects of which none is garbage. It knows nothing of them."""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_working = 0
_collecting = True
"""Whether garbage is collected while nobody works."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep the garbage collector away: a large tree is a million objects, and it would look through all of them."""
    _count(1)
    try:
        yield
    finally:
        _count(-1)


def _count(change: int) -> None:
    global _working, _collecting  # noqa: PLW0603 - there is one collector, whoever works
    with _lock:
        if not _working:
            _collecting = gc.isenabled()
        _working += change
        if _working:
            gc.disable()
        elif _collecting:
            gc.enable()
