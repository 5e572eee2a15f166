"""How time is cut into windows: around the cells that are there already, and as wide as a table's volume allows.

Pure. Two windows of one table never overlap, whatever widths a lake was filled with before.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rearview.lake.grid import DAY_MS, HOUR_MS, MINUTE_MS, Cell, Window, windows
from rearview.lake.ledger import Entry, Ledger

WIDTHS_MS = (DAY_MS, 6 * HOUR_MS, HOUR_MS, 15 * MINUTE_MS)
"""The widths that new cells are given, the widest first."""
MOST_ROWS = 2_000_000
"""How many rows a cell should hold at most."""

_SEEN_MS = 30 * DAY_MS
_FINER_MS = (*WIDTHS_MS, MINUTE_MS)


def tiles(span: Window, kept: Iterable[Window], width_ms: int) -> Iterator[Window]:
    """Yield the windows that a span of time lies in: those that are kept, and others between them.

    A day that has windows is tiled as it was begun. No kept window reaches from one day into the next.
    """
    days = defaultdict[int, list[Window]](list)
    for window in kept:
        days[window.start_ms // DAY_MS].append(window)
    for day in windows(span.start_ms, span.end_ms, DAY_MS):
        there = days[day.start_ms // DAY_MS]
        widths = [window.end_ms - window.start_ms for window in there]
        between = _between(day, there, min(widths, default=width_ms)) if sum(widths) < DAY_MS else ()
        for window in (*there, *between):
            if window.overlaps(span):
                yield window


def width_ms(ledger: Ledger, table: str) -> int:
    """Return how wide new cells of a table should be, by the rows that a lake has seen of it lately."""
    density = _density(ledger, table)
    if density is None:
        return WIDTHS_MS[0]
    return next((width for width in WIDTHS_MS if density * width <= MOST_ROWS), WIDTHS_MS[-1])


def expected_rows(ledger: Ledger, cell: Cell, window: Window | None) -> int | None:
    """Return how many rows a cell should have: as many as before, or as its table has at that length; None if unseen."""
    entry = ledger.entry(cell)
    if entry is not None:
        return entry.rows
    seen = _lately(ledger, cell.table)
    if window is None or not seen:
        return None
    rows, length = sum(entry.rows for entry in seen), sum(_length(entry.window) for entry in seen)
    return round(rows * _length(window) / length)


def _between(span: Window, kept: Sequence[Window], width: int) -> Iterator[Window]:
    """Yield windows of a width in what is left of a span; narrower ones where those would reach into a kept one."""
    for window in windows(span.start_ms, span.end_ms, width):
        inside = [one for one in kept if one.overlaps(window)]
        if not inside:
            yield window
        elif not any(one.start_ms <= window.start_ms and window.end_ms <= one.end_ms for one in inside):
            finer = next(finer for finer in _FINER_MS if finer < width and width % finer == 0)
            yield from _between(window, inside, finer)


def _density(ledger: Ledger, table: str) -> float | None:
    """Return the most rows a millisecond that a cell of a table had lately."""
    return max((entry.rows / _length(entry.window) for entry in _lately(ledger, table)), default=None)


def _lately(ledger: Ledger, table: str) -> list[Entry]:
    """Return the newest cells of a table whose time was over when they were read."""
    over = [entry for _, entry in ledger.of(table) if entry.window and entry.read_ms >= entry.window.end_ms]
    since = max((entry.window.end_ms for entry in over if entry.window), default=0) - _SEEN_MS
    return [entry for entry in over if entry.window and entry.window.start_ms >= since]


def _length(window: Window | None) -> int:
    return 0 if window is None else window.end_ms - window.start_ms
