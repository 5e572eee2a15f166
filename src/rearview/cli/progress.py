"""How far a long command is: one line on stderr, written over again and again, where somebody watches.

Where stderr is no terminal, nothing is written.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

EVERY_S = 0.1
_CLEAR = "\r\x1b[K"


class Line:
    """The line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream if stream.isatty() else None
        self._began = self._said = time.monotonic()

    def say(self, *, rows: int, done: int, of: int) -> None:
        """Say how many rows there are, how fast they come, and how long the rest takes."""
        now = time.monotonic()
        if self._stream is None or now - self._said < EVERY_S:
            return
        self._said = now
        spent = now - self._began
        left = spent * (of - done) / max(1, done)
        words = f"{rows:,} rows, {rows / spent:,.0f} a second, {done / max(1, of):.0%}, {left:,.0f} s left"
        self._stream.write(_CLEAR + words)
        self._stream.flush()

    def clear(self) -> None:
        """Leave the line as if nothing had been there."""
        if self._stream is not None:
            self._stream.write(_CLEAR)
            self._stream.flush()


@contextmanager
def watched(stream: TextIO | None = None) -> Iterator[Line]:
    """Open the line, and clear it however the command ends."""
    line = Line(stream or sys.stderr)
    try:
        yield line
    finally:
        line.clear()
