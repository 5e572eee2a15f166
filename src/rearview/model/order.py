"""The one order in which the rows of a session are read.

By time; a row without a time stands where its number or its link to the row before it puts it; a link to the
previous row goes before the clock, because two rows of one millisecond have no other order. The result depends on
the rows alone, never on the order they came in: ties end at the id, and rows that share even that at their text.
It must survive whatever a recorder wrote: links in a circle, links to nothing, the same id twice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import groupby
from math import inf
from operator import itemgetter
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Generic[Row]):
    """How the place of a row is read off it."""

    id: Callable[[Row], str]
    time: Callable[[Row], int | None]
    index: Callable[[Row], int | None] = lambda _: None
    previous: Callable[[Row], str | None] = lambda _: None


def in_order(rows: Iterable[Row], reading: Reading[Row]) -> list[Row]:
    """Return the rows in reading order."""
    settled = _by_text(rows, reading.id)
    return _along_links([row for _, row in _timed(settled, reading)], reading)


def by_time(rows: Iterable[Row], time: Callable[[Row], int | None]) -> tuple[Row, ...]:
    """Return rows that have no id, such as log lines, by time and then by what they say."""
    return tuple(_by_text(rows, lambda row: _late(time(row))))


def _late(time: int | None) -> float:
    return inf if time is None else time


def _by_text(rows: Iterable[Row], key: Callable[[Row], object]) -> list[Row]:
    """Sort by a key, and by the whole text of a row only where keys are equal: texts are long."""
    keyed = sorted(((key(row), row) for row in rows), key=itemgetter(0))
    settled: list[Row] = []
    for _, same in groupby(keyed, key=itemgetter(0)):
        twins = [row for _, row in same]
        settled += sorted(twins, key=repr) if len(twins) > 1 else twins
    return settled


def _timed(rows: list[Row], reading: Reading[Row]) -> list[tuple[float, Row]]:
    """Give every row a time and sort by it: a numbered row without one takes that of the number before."""
    numbered = sorted(rows, key=lambda row: (reading.index(row) is None, reading.index(row) or 0))
    timed: list[tuple[float, float, Row]] = []
    before = -inf
    for row in numbered:
        time, index = reading.time(row), reading.index(row)
        before = before if time is None else time
        known = before if time is None and index is not None else _late(time)
        timed.append((known, _late(index), row))
    return [(known, row) for known, _, row in sorted(timed, key=itemgetter(0, 1))]


def _along_links(rows: list[Row], reading: Reading[Row]) -> list[Row]:
    """Let every row wait for the row that it names as the one before it; what waits in a circle goes by rank."""
    rank = {reading.id(row): place for place, row in reversed(list(enumerate(rows)))}
    followers: defaultdict[int, list[int]] = defaultdict(list)
    waiting = set()
    for place, row in enumerate(rows):
        leader = rank.get(reading.previous(row) or "")
        if leader is not None and leader != place:
            followers[leader].append(place)
            waiting.add(place)
    if not waiting:
        return rows
    ready = [(place, place) for place in range(len(rows)) if place not in waiting]
    heapify(ready)
    stuck = iter(sorted(waiting))
    read: list[Row] = []
    while len(read) < len(rows):
        if not ready:  # a circle: break it at the earliest row that still waits
            place = next(place for place in stuck if place in waiting)
            waiting.discard(place)
            ready.append((place, place))
        rank_of, place = heappop(ready)
        read.append(rows[place])
        for follower in followers[place]:
            if follower in waiting:
                waiting.discard(follower)
                # A follower without a time of its own comes right after its leader.
                timeless = reading.time(rows[follower]) is None
                heappush(ready, (rank_of if timeless else follower, follower))
    return read
