"""The recorder's numbers as the canonical tables want them: whole ones, and durations between two of them."""

from rearview.sources.snapshots.format import Number


def whole(number: Number | None) -> int | None:
    """Return a number rounded to a whole one."""
    return None if number is None else round(number)


def duration(started: Number | None, ended: Number | None) -> int | None:
    """Return the milliseconds between two times; unknown where one of them is."""
    return None if started is None or ended is None else round(ended) - round(started)
