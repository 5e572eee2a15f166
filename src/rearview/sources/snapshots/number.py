"""The recorder's numbers as the canonical tables want them: whole ones, durations between two, and amounts.

Owns what is too large to be meant: no table has room for it, so it is unknown.
"""

from collections.abc import Iterable

from rearview.sources.snapshots.format import Number

_ROOM = 2**63


def whole(number: Number | None) -> int | None:
    """Return a number rounded to a whole one."""
    return None if number is None or not -_ROOM < number < _ROOM else round(number)


def wholes(numbers: Iterable[Number | None]) -> list[int | None]:
    """Return numbers rounded to whole ones; most are, and they are many."""
    return [n if type(n) is int and -_ROOM < n < _ROOM else whole(n) for n in numbers]


def duration(started: Number | None, ended: Number | None) -> int | None:
    """Return the milliseconds between two times; unknown where one of them is."""
    first, last = whole(started), whole(ended)
    return None if first is None or last is None else whole(last - first)


def durations(started: Iterable[int | None], ended: Iterable[int | None]) -> list[int | None]:
    """Return the milliseconds between the times of two columns, row by row."""
    pairs = zip(started, ended, strict=True)
    return [None if first is None or last is None else whole(last - first) for first, last in pairs]


def amount(number: Number | None) -> float | None:
    """Return an amount of money."""
    return None if number is None or not -_ROOM < number < _ROOM else float(number)
