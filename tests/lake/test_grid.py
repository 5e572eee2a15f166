"""The grid: cells, windows and paths."""

import itertools
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.lake.grid import DAY_MS, HOUR_MS, MINUTE_MS, Cell, Window, is_width, iso, windows

WIDTHS = [width * MINUTE_MS for width in range(1, 1441) if 1440 % width == 0]
MINUTES = st.integers(min_value=0, max_value=250_000_000)  # to the year 2445
TABLES = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True).filter(lambda name: name != "metadata")


@given(TABLES, st.none() | MINUTES.map(lambda minute: minute * MINUTE_MS))
def test_a_cell_is_found_again_at_its_path(table: str, start_ms: int | None) -> None:
    """What a cell's path says is the cell."""
    cell = Cell(table, start_ms)
    assert Cell.at(cell.path) == cell


@given(MINUTES, st.integers(min_value=0, max_value=3 * DAY_MS), st.sampled_from(WIDTHS))
def test_windows_tile_time(minute: int, length: int, width: int) -> None:
    """Windows of one width touch, don't overlap, lie within one date, and cover what was asked for."""
    since = minute * MINUTE_MS
    tiles = list(windows(since, since + length, width))
    for left, right in itertools.pairwise(tiles):
        assert left.end_ms == right.start_ms
    for tile in tiles:
        assert tile.start_ms // DAY_MS == (tile.end_ms - 1) // DAY_MS
        assert tile.start_ms % width == 0
    if length:
        assert tiles[0].start_ms <= since
        assert since + length <= tiles[-1].end_ms
    else:
        assert since % width or not tiles


@given(MINUTES, st.sampled_from(WIDTHS))
def test_a_moment_lies_in_the_one_window_that_its_cell_names(ms: int, width: int) -> None:
    """Half-open windows give every moment exactly one cell."""
    around = [w for w in windows(max(0, ms - width), ms + 2 * width, width) if ms in w]
    assert len(around) == 1


def test_cells_lie_where_hive_readers_look() -> None:
    """The path is the documented one."""
    assert str(Cell("steps", 1_769_580_900_000).path) == "steps/date=2026-01-28/part-0615.parquet"
    assert str(Cell("steps", None).path) == "steps/date=__HIVE_DEFAULT_PARTITION__/part-0000.parquet"


@pytest.mark.parametrize(
    "path",
    [
        "steps/part-0000.parquet",
        "steps/date=2026-01-28/part-0000.parquet.new",
        "steps/date=2026-01-28/part-2500.parquet",
        "steps/date=2026-13-28/part-0000.parquet",
        "steps/date=__HIVE_DEFAULT_PARTITION__/part-0100.parquet",
        "metadata/date=2026-01-28/part-0000.parquet",
        "Steps/date=2026-01-28/part-0000.parquet",
        "steps/data.parquet",
    ],
)
def test_other_paths_are_no_cells(path: str) -> None:
    """What isn't exactly a cell's path is none."""
    assert Cell.at(PurePosixPath(path)) is None


def test_widths_tile_a_day() -> None:
    """A width must divide the day by whole minutes."""
    assert all(is_width(width) for width in (DAY_MS, 6 * HOUR_MS, HOUR_MS, 15 * MINUTE_MS, MINUTE_MS))
    assert not any(is_width(width) for width in (0, -HOUR_MS, 7 * HOUR_MS, 2 * DAY_MS, MINUTE_MS // 2))


def test_a_window_reads_as_an_interval() -> None:
    """Windows are shown half-open and in UTC."""
    assert str(Window(0, DAY_MS)) == "[1970-01-01T00:00:00.000Z, 1970-01-02T00:00:00.000Z)"
    assert iso(1_769_580_900_123) == "2026-01-28T06:15:00.123Z"
