"""How far a long command is: a few lines on stderr, written over again and again, where somebody watches.

Where stderr is no terminal, nothing is written.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from rearview.cli import screen

if TYPE_CHECKING:
    from rearview.sources.agentforce.extract.tally import Progress

EVERY_S = 0.1
TABLES = 6
"""How many tables have a line of their own at most."""
_CLEAR = "\r\x1b[K"
_UP_AND_CLEAR = "\x1b[A\x1b[K"


class Board:
    """The lines."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream if stream.isatty() else None
        self._began = self._said = time.monotonic()
        self._lines = 0

    def wait(self, words: str) -> None:
        """Say what is waited for, where nothing can be counted."""
        self._show([words])

    def say(self, *, rows: int, done: int, of: int) -> None:
        """Say how many rows there are, how fast they come, and how long the rest takes."""
        if self._is_time():
            self._show([self._all(rows, done, of)])

    def tell(self, far: "Progress") -> None:
        """Say how far each table that is being read is, and how far all of it is."""
        if self._is_time():
            begun = [(name, of) for name, of in far.tables.items() if of.rows and of.cells_done < of.cells]
            tables = [
                f"  {name}: {of.rows:,} rows, {of.cells_done:,} of {of.cells:,} cells"
                for name, of in sorted(begun, key=lambda item: -item[1].rows)[:TABLES]
            ]
            self._show([*tables, self._all(far.rows, far.cells_done, far.cells)])

    def clear(self) -> None:
        """Leave the terminal as if nothing had been there."""
        if self._stream is not None:
            self._stream.write(_CLEAR + _UP_AND_CLEAR * max(0, self._lines - 1))
            self._stream.flush()
            self._lines = 0

    def _is_time(self) -> bool:
        """Whether anybody watches, and the last words are long enough ago to be read."""
        now = time.monotonic()
        if self._stream is None or now - self._said < EVERY_S:
            return False
        self._said = now
        return True

    def _all(self, rows: int, done: int, of: int) -> str:
        spent = self._said - self._began
        left = f"{clock(spent * (of - done) / done)} left" if done else "time left unknown"
        return f"{rows:,} rows, {rows / spent:,.0f} a second, {done / max(1, of):.0%}, {left}"

    def _show(self, lines: list[str]) -> None:
        """Write lines over those before; none may be so wide that the terminal breaks it."""
        self.clear()
        if self._stream is not None:
            room = max(1, screen.width() - 1)
            self._stream.write("\n".join(line[:room] for line in lines))
            self._stream.flush()
            self._lines = len(lines)


def clock(seconds: float) -> str:
    """Return how long something takes, as a watcher reads it."""
    whole = round(seconds)
    return f"{whole} s" if whole < 60 else f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"  # noqa: PLR2004


@contextmanager
def watched(stream: TextIO | None = None) -> Iterator[Board]:
    """Open the board, and clear it however the command ends."""
    board = Board(stream or sys.stderr)
    try:
        yield board
    finally:
        board.clear()
