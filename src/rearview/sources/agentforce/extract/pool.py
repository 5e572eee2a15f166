"""Threads that do tasks, the most urgent first, and tell how each ended.

What a task leads to is decided in the thread that owns the pool, one ending after another: only there does anything
change. It must never know what the tasks are.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from queue import Empty, PriorityQueue, SimpleQueue
from time import monotonic
from typing import Generic, TypeVar

T = TypeVar("T")

Rank = tuple[int, ...]
"""How urgent a task is: the smallest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Generic[T]):
    """Something to do in a thread, and what follows from it in the owner's."""

    rank: Rank
    work: Callable[[], T]
    then: Callable[[T], None]
    """Called with what the work gave."""
    failed: Callable[[Exception], None]
    """Called with why it gave nothing."""


@dataclass(frozen=True, order=True, slots=True)
class _Queued:
    rank: Rank
    number: int
    run: Callable[[], Callable[[], None]] | None = field(compare=False)
    """Do the work, and return what follows; None ends a thread."""


Endings = SimpleQueue[Callable[[], None]]
"""What follows from tasks that ended; several pools may share one."""


class Pool:
    """Some threads and the tasks that wait for them."""

    def __init__(self, threads: int, endings: Endings, *, name: str) -> None:
        self._endings = endings
        self._queue: PriorityQueue[_Queued] = PriorityQueue()
        self._numbers = count()
        # They die with the process: nobody waits for a server that doesn't answer.
        self._threads = [
            threading.Thread(target=self._serve, name=f"{name}-{number}", daemon=True)
            for number in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    def add(self, task: Task[T]) -> None:
        """Let a task be done when its turn comes."""
        self._queue.put(_Queued(task.rank, next(self._numbers), lambda: _done(task)))

    def close(self, grace_s: float | None = None) -> None:
        """Forget the tasks that wait, and wait for those in hand, but no longer than a time of grace."""
        until = None if grace_s is None else monotonic() + grace_s
        with suppress(Empty):
            while True:
                self._queue.get_nowait()
        for _ in self._threads:
            self._queue.put(_Queued((), next(self._numbers), None))
        for thread in self._threads:
            thread.join(None if until is None else max(0.0, until - monotonic()))

    def _serve(self) -> None:
        while (run := self._queue.get().run) is not None:
            self._endings.put(run())


def _done(task: Task[T]) -> Callable[[], None]:
    try:
        value = task.work()
    except Exception as error:  # noqa: BLE001 -- whoever gave the task knows which errors there are
        failure = error
        return lambda: task.failed(failure)
    return lambda: task.then(value)
