"""Threads that do tasks: the most urgent first, and what follows in the owner's own thread."""

import threading
import time
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue

from rearview.sources.agentforce.extract.pool import Endings, Pool, Task

WAIT_S = 10


def task(
    work: Callable[[], object],
    done: list[object],
    *,
    rank: int = 0,
    failed: Callable[[Exception], None] | None = None,
) -> Task[object]:
    """A task whose value is noted."""
    return Task(rank=(rank,), work=work, then=done.append, failed=failed or done.append)


def held(begun: threading.Event, go: threading.Event) -> bool:
    """Say that it has begun, and wait."""
    begun.set()
    return go.wait(WAIT_S)


def test_the_most_urgent_goes_first() -> None:
    """Of tasks that wait, the one with the smallest rank is done next, and of equals the first."""
    endings: Endings = SimpleQueue()
    pool, begun, go, done = (
        Pool(1, endings, name="test"),
        threading.Event(),
        threading.Event(),
        list[object](),
    )
    pool.add(task(lambda: held(begun, go), done))
    assert begun.wait(WAIT_S)
    for name, rank in (("late", 2), ("early", 1), ("early too", 1)):
        pool.add(task(partial(str, name), done, rank=rank))
    go.set()
    for _ in range(4):
        endings.get(timeout=WAIT_S)()
    pool.close()
    assert done == [True, "early", "early too", "late"]


def test_what_follows_is_the_owner_s() -> None:
    """What a task gives, or why it gave nothing, is only handed over in the thread that asks for it."""
    endings: Endings = SimpleQueue()
    pool, done, threads = Pool(1, endings, name="test"), list[object](), list[str]()
    pool.add(task(lambda: threads.append(threading.current_thread().name), done))
    pool.add(task(lambda: 1 // 0, done))
    first, second = endings.get(timeout=WAIT_S), endings.get(timeout=WAIT_S)
    assert done == []
    first()
    second()
    assert done[0] is None
    assert isinstance(done[1], ZeroDivisionError)
    assert threads == ["test-0"]
    pool.close()


def test_closing_waits_for_what_is_in_hand() -> None:
    """A pool that closes forgets the tasks that wait, and waits for the one in hand, but not for ever."""
    endings: Endings = SimpleQueue()
    pool, begun, go, done = (
        Pool(1, endings, name="test"),
        threading.Event(),
        threading.Event(),
        list[object](),
    )
    pool.add(task(lambda: held(begun, go), done))
    assert begun.wait(WAIT_S)
    pool.add(task(lambda: "forgotten", done, rank=1))
    before = time.monotonic()
    pool.close(0.05)
    assert time.monotonic() - before < WAIT_S / 2
    assert endings.empty()
    go.set()
    endings.get(timeout=WAIT_S)()
    assert done == [True]
