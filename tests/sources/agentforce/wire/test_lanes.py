"""How many requests are under way at once, when a host has enough and when it has room again."""

import threading
from contextlib import ExitStack

import pytest

from rearview.sources.agentforce.wire.exchange import Stopped
from rearview.sources.agentforce.wire.lanes import Lanes


def lanes(most: int = 4) -> Lanes:
    """Return places of a run that goes on."""
    return Lanes(most, threading.Event())


def test_each_complaint_closes_a_place_but_the_last() -> None:
    """However often a host complains, one request stays possible."""
    these = lanes(3)
    seen = []
    for _ in range(4):
        seen.append(these.open)
        these.too_many()
    assert seen == [3, 2, 1, 1]


def test_places_open_again_when_all_is_well_for_a_while() -> None:
    """Good answers in a row open a place each time, up to as many as there were; a complaint begins the row anew."""
    these = lanes(3)
    these.too_many()
    these.too_many()
    for _ in range(31):
        these.well()
    these.too_many()
    for _ in range(31):
        these.well()
    assert these.open == 1
    these.well()
    assert these.open == 2
    for _ in range(100):
        these.well()
    assert these.open == 3


def test_who_comes_late_waits_for_a_place() -> None:
    """With one place open, two who want it have it one after the other."""
    these = lanes(2)
    these.too_many()
    had, together = [], threading.Barrier(2)

    def take(name: str) -> None:
        together.wait()
        with these.one():
            had.append(name)
            had.append(name)

    threads = [threading.Thread(target=take, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert had in (list("aabb"), list("bbaa"))


def test_a_wait_for_a_place_ends_with_the_run() -> None:
    """Who waits where no place comes free hears that the run stops."""
    stop = threading.Event()
    these = Lanes(1, stop)
    with ExitStack() as held:
        held.enter_context(these.one())
        threading.Timer(0.05, stop.set).start()
        with pytest.raises(Stopped):
            held.enter_context(these.one())
