"""A query that runs beside the thread that waits for it."""

import threading
import time
from collections.abc import Iterator
from itertools import count

import pytest

from rearview.errors import UnfinishedError
from rearview.library.sql.running import Running


def test_what_comes_is_handed_on_in_order() -> None:
    """All of it, and then no more."""
    assert list(Running(items=lambda: iter(range(10)), end=lambda: None)) == list(range(10))


def test_a_failure_is_raised_where_it_is_waited_for() -> None:
    """What came before it is not lost."""

    def failing() -> Iterator[int]:
        yield 1
        message = "broken"
        raise ValueError(message)

    running = iter(Running(items=failing, end=lambda: None))
    assert next(running) == 1
    with pytest.raises(ValueError, match="broken"):
        next(running)


def test_what_nobody_wants_any_more_is_ended() -> None:
    """Closed early, it computes no more than what is on its way."""
    computed: list[int] = []

    def computing() -> Iterator[int]:
        for number in count():
            computed.append(number)
            yield number

    running = iter(Running(items=computing, end=lambda: None))
    assert next(running) == 0
    running.close()
    far = len(computed)
    time.sleep(0.05)
    assert len(computed) == far < 10


def test_what_takes_too_long_is_ended() -> None:
    """When time is up, the query is told to end, and the wait ends with an error."""
    ended = threading.Event()

    def slow() -> Iterator[int]:
        ended.wait(60)
        yield from ()

    running = Running(items=slow, end=ended.set, timeout_s=0.05)
    with pytest.raises(UnfinishedError, match=r"wasn't done after 0\.05 seconds, and was ended"):
        list(running)
    assert ended.is_set()
