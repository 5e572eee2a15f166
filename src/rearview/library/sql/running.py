"""A query that runs beside the thread that waits for it, so that the wait can end before the query does.

Python hears Ctrl-C between two steps of its own, and a query is one step however long it takes.
"""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from queue import Empty, Queue
from threading import Event, Thread
from typing import Generic, TypeVar

from rearview.errors import UnfinishedError

Item = TypeVar("Item")

_NAP_S = 0.05
_LONGEST_S = 5.0
"""How long a query may take to end after it was told to."""


@dataclass(frozen=True, slots=True)
class _Failed:
    error: Exception


class _Done:
    """What comes after the last item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running(Generic[Item]):
    """What there is to run, and how to end it."""

    items: Callable[[], Iterator[Item]]
    """Runs it. It is called in another thread."""
    end: Callable[[], None]
    """Ends it from this one."""
    timeout_s: float | None = None
    unwanted: Event = field(default_factory=Event)
    """Set from any thread when nobody wants it any more."""

    def __iter__(self) -> Generator[Item]:
        """Yield what comes, until all has come, nobody wants more, or time is up."""
        found: Queue[Item | _Failed | _Done] = Queue(maxsize=2)
        left = Event()
        Thread(target=self._run, args=(found, left), daemon=True).start()
        until = None if self.timeout_s is None else time.monotonic() + self.timeout_s
        over = False
        try:
            while not over:
                item = self._next(found, until)
                over = isinstance(item, _Done | _Failed)
                if isinstance(item, _Failed):
                    raise item.error
                if not isinstance(item, _Done):
                    yield item
        finally:
            if not over:
                left.set()
                self._stop(found)

    def _run(self, found: "Queue[Item | _Failed | _Done]", left: Event) -> None:
        try:
            for item in self.items():
                found.put(item)
                if left.is_set():
                    break
            found.put(_Done())
        except Exception as error:  # noqa: BLE001 - it is raised where it is waited for
            found.put(_Failed(error))

    def _next(self, found: "Queue[Item | _Failed | _Done]", until: float | None) -> Item | _Failed | _Done:
        while not self.unwanted.is_set():
            left = _NAP_S if until is None else until - time.monotonic()
            with suppress(Empty):
                return found.get(timeout=max(0.0, min(left, _NAP_S)))
            if left <= 0:
                raise UnfinishedError.timed_out(self.timeout_s or 0)
        raise UnfinishedError.unwanted()

    def _stop(self, found: "Queue[Item | _Failed | _Done]") -> None:
        """End it, and take what it still has to give, so that it doesn't wait for that for ever."""
        until = time.monotonic() + _LONGEST_S
        item: Item | _Failed | _Done | None = None
        while not isinstance(item, _Done | _Failed) and time.monotonic() < until:
            self.end()  # again and again: between two steps of a query nobody hears it
            with suppress(Empty):
                item = found.get(timeout=_NAP_S)
