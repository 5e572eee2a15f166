"""Tiling: windows around those that are kept, as wide as the volume allows."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.lake.grid import DAY_MS, HOUR_MS, MINUTE_MS, Cell, Window, is_width, windows
from rearview.lake.ledger import Entry, Ledger
from rearview.sources.agentforce.extract.tiling import WIDTHS_MS, expected_rows, tiles, width_ms

WIDTHS = st.sampled_from([*WIDTHS_MS, 8 * HOUR_MS, 45 * MINUTE_MS, 96 * MINUTE_MS, MINUTE_MS])
DAYS = 3
MOMENTS = st.integers(0, DAYS * DAY_MS)


@st.composite
def kept_windows(draw: st.DrawFn) -> list[Window]:
    """Windows of several widths that don't overlap, as runs of different widths leave them."""
    kept: list[Window] = []
    for start, width in draw(st.lists(st.tuples(MOMENTS, WIDTHS), max_size=8)):
        (window,) = windows(start, start + 1, width)
        if not any(window.overlaps(other) for other in kept):
            kept.append(window)
    return sorted(kept)


@given(kept_windows(), MOMENTS, MOMENTS, WIDTHS.filter(lambda width: width > MINUTE_MS))
def test_tiles_cover_a_span_around_what_is_kept(kept: list[Window], one: int, other: int, width: int) -> None:
    """Every moment of a span lies in exactly one tile, and no kept window is cut."""
    span = Window(min(one, other), max(one, other) + 1)
    found = sorted(tiles(span, kept, width))
    assert found[0].start_ms <= span.start_ms
    assert found[-1].end_ms >= span.end_ms
    assert all(left.end_ms == right.start_ms for left, right in pairwise(found))
    assert {window for window in kept if window.overlaps(span)} <= set(found)
    assert all(window.overlaps(span) and is_width(window.end_ms - window.start_ms) for window in found)
    assert all(window.start_ms % (window.end_ms - window.start_ms) == 0 for window in found)


def test_days_that_are_begun_keep_their_width() -> None:
    """A day with a cell of an hour gets cells of an hour, the next day those that are asked for."""
    found = list(tiles(Window(0, 2 * DAY_MS), [Window(5 * HOUR_MS, 6 * HOUR_MS)], DAY_MS))
    assert len(found) == 25
    assert Window(DAY_MS, 2 * DAY_MS) in found


def ledger(*cells: tuple[int, int, int], read_ms: int = 900 * DAY_MS) -> Ledger:
    """Cells of steps, each a start, a width and its rows."""
    kept = Ledger({})
    for start, width, rows in cells:
        window = Window(start, start + width)
        kept = kept.record(Cell("steps", start), Entry(window=window, read_ms=read_ms, rows=rows))
    return kept


@pytest.mark.parametrize(
    ("rows", "width"),
    [
        (0, DAY_MS),
        (2_000_000, DAY_MS),
        (2_000_001, 6 * HOUR_MS),
        (30_000_000, HOUR_MS),
        (100_000_000, 15 * MINUTE_MS),
        (10**9, 15 * MINUTE_MS),
    ],
)
def test_cells_are_as_wide_as_their_rows_allow(rows: int, width: int) -> None:
    """The width is the widest whose cells stay below two million rows, by the fullest cell lately."""
    kept = ledger((0, DAY_MS, 7), (DAY_MS, DAY_MS, rows), (2 * DAY_MS, DAY_MS, 5))
    assert width_ms(kept, "steps") == width


def test_a_table_that_was_never_seen_gets_days() -> None:
    """Nothing is assumed of an unknown table, nor of a cell whose window wasn't over."""
    assert width_ms(Ledger({}), "steps") == DAY_MS
    assert width_ms(ledger((0, DAY_MS, 10**9), read_ms=HOUR_MS), "steps") == DAY_MS
    assert expected_rows(Ledger({}), Cell("steps", 0), Window(0, DAY_MS)) is None


def test_what_is_long_ago_is_forgotten() -> None:
    """A rush a year ago narrows no cell of today."""
    kept = ledger((0, DAY_MS, 10**9), (365 * DAY_MS, DAY_MS, 10))
    assert width_ms(kept, "steps") == DAY_MS


def test_rows_are_expected_as_they_were_seen() -> None:
    """A known cell has the rows it had; another one as many as its table has at that length."""
    kept = ledger((0, DAY_MS, 100), (DAY_MS, DAY_MS, 300))
    assert expected_rows(kept, Cell("steps", 0), Window(0, DAY_MS)) == 100
    assert expected_rows(kept, Cell("steps", 2 * DAY_MS), Window(2 * DAY_MS, 2 * DAY_MS + 6 * HOUR_MS)) == 50
    assert expected_rows(kept, Cell("steps", None), None) is None
