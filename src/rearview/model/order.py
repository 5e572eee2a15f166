"""The one order in which the rows of a session are read.

By time; a row without a time stands where its number or its link to the row before it puts it; a link to the
previous row goes before the clock, because two rows of one millisecond have no other order. The result depends on
the rows alone, never on the order they came in: ties end at the id, and rows that share even that at their text.
It must survive whatever a recorder wrote: links in a circle, links to nothing, the same id twice.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import groupby
from math import inf
from operator import itemgetter
from typing import Any, Generic, TypeVar

from rearview.model.circles import cut

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Generic[Row]):
    """How the place of a row is read off it."""

    id: Callable[[Row], str]
    time: Callable[[Row], int | None]
    index: Callable[[Row], int | None] = lambda _: None
    previous: Callable[[Row], str | None] = lambda _: None


def in_order(rows: Sequence[Row], reading: Reading[Row]) -> list[Row]:
    """Return the rows in reading order."""
    if len(rows) <= 1:
        return list(rows)
    return _along_links(_by_clock(_by_text(rows, reading.id), reading), reading)


def by_time(rows: Sequence[Row], time: Callable[[Row], int | None]) -> tuple[Row, ...]:
    """Return rows that have no id, such as log lines, by time and then by what they say."""
    if len(rows) <= 1:
        return tuple(rows)
    return tuple(_by_text(rows, lambda row: _late(time(row))))


def _late(number: int | None) -> float:
    """Put what has no number after all that have one."""
    return inf if number is None else number


def _by_text(rows: Sequence[Row], key: Callable[[Row], Any]) -> list[Row]:
    """Sort by a key, and by the whole text of a row only where keys are equal: texts are long."""
    settled = sorted(rows, key=key)
    if len({key(row) for row in rows}) == len(rows):
        return settled
    return [row for _, same in groupby(settled, key=key) for row in _twins(list(same))]


def _twins(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=repr) if len(rows) > 1 else rows


def _by_clock(rows: list[Row], reading: Reading[Row]) -> list[Row]:
    """Sort by time and number: a numbered row without a time takes that of the number before."""
    numbered = sorted(rows, key=lambda row: _late(reading.index(row)))
    if None not in map(reading.time, numbered):
        return sorted(numbered, key=reading.time)  # type: ignore[arg-type]
    timed: list[tuple[float, Row]] = []
    before = -inf
    for row in numbered:
        time = reading.time(row)
        before = before if time is None else time
        known = before if time is None and reading.index(row) is not None else _late(time)
        timed.append((known, row))
    return [row for _, row in sorted(timed, key=itemgetter(0))]


def _along_links(rows: list[Row], reading: Reading[Row]) -> list[Row]:
    """Let every row wait for the row that it names as the one before it; a circle is cut at its earliest."""
    named = [reading.previous(row) for row in rows]
    if not any(named):
        return rows
    rank = {reading.id(row): place for place, row in reversed(list(enumerate(rows)))}
    followers: defaultdict[int | None, list[int]] = defaultdict(list)
    for place, leader in enumerate(cut([rank.get(before) if before else None for before in named])):
        followers[leader].append(place)
    ready = [(place, place) for place in followers[None]]
    read: list[Row] = []
    while ready:
        turn, place = heappop(ready)
        read.append(rows[place])
        for follower in followers[place]:
            # A follower without a time of its own comes right after its leader.
            timeless = reading.time(rows[follower]) is None
            heappush(ready, (turn if timeless else follower, follower))
    return read
