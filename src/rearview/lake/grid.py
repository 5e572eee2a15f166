"""The grid: which cell a row belongs to, and which path a cell lies at. Pure; it never looks at a disk.

A window is half-open and in UTC; windows of one width tile the day from 00:00. A cell is named by its table and
the start of its window, so `steps/date=2026-01-28/part-0615.parquet` is the cell of steps that begins at 06:15.
Rows without a time of their own lie in one cell apart, under the name that Hive gives to such a partition.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from typing import Self

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

TIMELESS = "__HIVE_DEFAULT_PARTITION__"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_NAME = re.compile(
    rf"(?!metadata/)(?P<table>[a-z][a-z0-9_]*)/date=(?P<date>\d{{4}}-\d\d-\d\d|{TIMELESS})/part-(?P<hour>\d\d)(?P<minute>\d\d)\.parquet"
)


def moment(ms: int) -> datetime:
    """Return the moment in UTC that a number of milliseconds means."""
    return EPOCH + timedelta(milliseconds=ms)


def milliseconds(at: datetime) -> int:
    """Return the milliseconds since 1970 of a moment."""
    return (at - EPOCH) // timedelta(milliseconds=1)


def iso(ms: int) -> str:
    """Write a moment as people and machines read it."""
    return moment(ms).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A span of time in UTC milliseconds: its start is inside, its end is not."""

    start_ms: int
    end_ms: int

    def __contains__(self, ms: int) -> bool:
        return self.start_ms <= ms < self.end_ms

    def __str__(self) -> str:
        return f"[{iso(self.start_ms)}, {iso(self.end_ms)})"

    def overlaps(self, other: Self) -> bool:
        """Whether some moment lies in both."""
        return self.start_ms < other.end_ms and other.start_ms < self.end_ms


def is_width(width_ms: int) -> bool:
    """Whether windows of a width can tile a day and be named by the minute."""
    return 0 < width_ms <= DAY_MS and width_ms % MINUTE_MS == 0 and DAY_MS % width_ms == 0


def windows(since_ms: int, until_ms: int, width_ms: int) -> Iterator[Window]:
    """Yield every window of the grid that has a moment in [since, until), in order of time."""
    for start in range(since_ms - since_ms % width_ms, until_ms, width_ms):
        yield Window(start, start + width_ms)


@dataclass(frozen=True, slots=True)
class Cell:
    """The name of one cell: a table, and the start of its window or None for the rows without a time."""

    table: str
    start_ms: int | None

    @property
    def path(self) -> PurePosixPath:
        """Where the cell lies within its lake."""
        if self.start_ms is None:
            return PurePosixPath(self.table, f"date={TIMELESS}", "part-0000.parquet")
        start = moment(self.start_ms)
        return PurePosixPath(self.table, f"date={start:%Y-%m-%d}", f"part-{start:%H%M}.parquet")

    @classmethod
    def at(cls, path: PurePosixPath) -> Self | None:
        """Return the cell that lies at a path within a lake; None where no cell can lie."""
        name = _NAME.fullmatch(str(path))
        if name is None:
            return None
        if name["date"] == TIMELESS:
            return cls(name["table"], None) if name["hour"] + name["minute"] == "0000" else None
        try:
            start = datetime.fromisoformat(f"{name['date']}T{name['hour']}:{name['minute']}+00:00")
        except ValueError:
            return None
        return cls(name["table"], milliseconds(start))
