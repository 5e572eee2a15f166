"""Facts to read on a terminal: what each is about, and beside it what is to be said, broken where the line ends.

    Covered:   2026-01-22 00:00 to 2026-01-29 10:15 UTC
    Due now:   3 cells; rearview extract-incremental

Yields lines; it must never print.
"""

from collections.abc import Iterable, Iterator

from rich.cells import cell_len
from rich.text import Text

from rearview.lake.grid import DAY_MS, HOUR_MS, MINUTE_MS
from rearview.render.amount import clock, date
from rearview.render.plain import plain_lines
from rearview.render.wrap import wrap

Fact = tuple[str, str]
"""What it is about, and what is to be said; its own line breaks stay."""

_GAP = 2
WARNING = "yellow"
FAILED = "bold red"


def facts(told: Iterable[Fact], *, width: int, style: str = "") -> Iterator[Text]:
    """Yield the lines of some facts, their words below each other; those about nothing new have an empty label."""
    held = [(f"{label}:" if label else "", words) for label, words in told]
    column = max((cell_len(label) for label, _ in held), default=0) + _GAP
    for label, words in held:
        lead = Text().append(label, "dim").append(" " * (column - cell_len(label)))
        for line in plain_lines(words):
            for piece in wrap(line, width - column):
                yield lead.append(piece, style)
                lead = Text(" " * column)


def across(words: str, *, width: int, style: str = "") -> Iterator[Text]:
    """Yield words on the page's whole width."""
    for line in plain_lines(words):
        yield from (Text(piece, style) for piece in wrap(line, width))


def moment(at_ms: int) -> str:
    """Return a moment in UTC to the minute, such as `2026-01-28 10:15`."""
    return f"{date(at_ms)} {clock(at_ms)[:5]}"


def span(start_ms: int, end_ms: int) -> str:
    """Return a span of time in UTC, such as `2026-01-28 00:00 to 2026-01-29 00:00`."""
    return f"{moment(start_ms)} to {moment(end_ms)}"


def length(ms: int) -> str:
    """Return a length of time as people type it, such as `15m`, `6h`, `3d`."""
    for unit, letter in ((DAY_MS, "d"), (HOUR_MS, "h")):
        if ms % unit == 0:
            return f"{ms // unit:,}{letter}"
    return f"{ms / MINUTE_MS:,g}m"
