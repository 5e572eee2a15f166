"""How many requests are under way at once: fewer where a host says that it is too many, and slowly more again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rearview.sources.agentforce.wire.exchange import Stopped

_LOOK_S = 0.25
_WELL = 32
"""After so many answers without a complaint, one more is tried."""


class Lanes:
    """Places for requests under way, of which some close when a host has enough."""

    def __init__(self, most: int, stop: threading.Event) -> None:
        self._most = most
        self._open = most
        self._taken = 0
        self._well = 0
        self._stop = stop
        self._changed = threading.Condition()

    @property
    def open(self) -> int:
        """How many requests may be under way at once now."""
        return self._open

    @contextmanager
    def one(self) -> Iterator[None]:
        """Hold a place; raise Stopped where the run ends before there is one."""
        with self._changed:
            while not self._stop.is_set() and self._taken >= self._open:
                self._changed.wait(_LOOK_S)
            if self._stop.is_set():
                raise Stopped
            self._taken += 1
        try:
            yield
        finally:
            with self._changed:
                self._taken -= 1
                self._changed.notify()

    def too_many(self) -> None:
        """Close a place, since a host complained; the last stays open."""
        with self._changed:
            self._open = max(1, self._open - 1)
            self._well = 0

    def well(self) -> None:
        """Open a place again, once enough went well in a row."""
        if self._open == self._most:
            return
        with self._changed:
            self._well += 1
            if self._well >= _WELL:
                self._open = min(self._most, self._open + 1)
                self._well = 0
                self._changed.notify()
