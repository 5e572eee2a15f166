"""The ledger: entries, intervals, and the file they lie in."""

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.errors import BrokenLakeError
from rearview.lake.grid import DAY_MS, HOUR_MS, Cell, Window
from rearview.lake.ledger import Entry, Ledger

HOURS = st.integers(min_value=0, max_value=24 * 30)


def entry(hour: int, *, read_ms: int = 99 * DAY_MS, rows: int = 1) -> Entry:
    """An entry of one hour."""
    return Entry(window=Window(hour * HOUR_MS, (hour + 1) * HOUR_MS), read_ms=read_ms, rows=rows)


def ledger(hours: set[int]) -> Ledger:
    """A ledger of the cells of some hours."""
    kept = Ledger({})
    for hour in hours:
        kept = kept.record(Cell("steps", hour * HOUR_MS), entry(hour))
    return kept


@given(st.sets(HOURS))
def test_covered_intervals_are_exactly_the_cells(hours: set[int]) -> None:
    """Intervals that touch are joined, and nothing is covered that wasn't read."""
    covered = ledger(hours).covered("steps")
    assert {
        hour for span in covered for hour in range(span.start_ms // HOUR_MS, span.end_ms // HOUR_MS)
    } == hours
    assert all(left.end_ms < right.start_ms for left, right in itertools.pairwise(covered))


@given(st.sets(HOURS), st.booleans())
def test_the_file_says_what_the_ledger_says(hours: set[int], timeless: bool) -> None:
    """A ledger is read back as it was written."""
    kept = ledger(hours)
    if timeless:
        kept = kept.record(Cell("steps", None), Entry(window=None, read_ms=7, rows=3, unfinished=True))
    assert Ledger.load(kept.dump()) == kept


def test_an_open_cell_covers_only_the_past() -> None:
    """What lay in the future when a cell was read isn't covered."""
    kept = Ledger({}).record(Cell("steps", 0), entry(0, read_ms=HOUR_MS // 2))
    assert kept.covered("steps") == [Window(0, HOUR_MS // 2)]
    assert Ledger({}).record(Cell("steps", 0), entry(0, read_ms=-5)).covered("steps") == []


def test_the_file_can_be_read_by_people() -> None:
    """The watermark says in words what is covered, how far each cell is and when it is due."""
    kept = Ledger({}).record(Cell("steps", 0), entry(0, read_ms=2 * HOUR_MS, rows=42))
    table = json.loads(kept.dump())["tables"]["steps"]
    assert table["covered"] == [["1970-01-01T00:00:00.000Z", "1970-01-01T01:00:00.000Z"]]
    cell = table["cells"]["steps/date=1970-01-01/part-0000.parquet"]
    assert (cell["rows"], cell["state"], cell["due"]) == (42, "settling", "1970-01-01T07:00:00.000Z")


def test_cells_are_due_when_their_rung_is() -> None:
    """Due are the cells whose next rung lies in the past, and no others."""
    kept = Ledger({}).record(Cell("steps", 0), entry(0, read_ms=HOUR_MS)).record(Cell("logs", 0), entry(0))
    assert kept.due(HOUR_MS) == []
    assert kept.due(2 * HOUR_MS) == [Cell("steps", 0)]


def test_a_window_that_would_cut_a_cell_is_seen() -> None:
    """Of a day's cell, an hour can't be replaced; the day itself can."""
    day = Window(0, DAY_MS)
    kept = Ledger({}).record(Cell("steps", 0), Entry(window=day, read_ms=DAY_MS, rows=1))
    assert kept.clash(Cell("steps", 0), Window(0, HOUR_MS)) is not None
    assert kept.clash(Cell("steps", 5 * HOUR_MS), Window(5 * HOUR_MS, 6 * HOUR_MS)) is not None
    assert kept.clash(Cell("steps", 0), day) is None
    assert kept.clash(Cell("steps", DAY_MS), Window(DAY_MS, 2 * DAY_MS)) is None
    assert kept.clash(Cell("steps", None), None) is None


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "can't be read"),
        (b'{"format":1,"tables":{"steps":', "can't be read"),
        (b'{"format":2,"tables":{}}', "format 2"),
        (b'{"format":1,"tables":{"steps":{"cells":{"../x":{"read_ms":1,"rows":1}}}}}', "../x"),
        (
            (
                b'{"format":1,"tables":{"steps":{"cells":{"steps/date=1970-01-01/part-0000.parquet":'
                b'{"read_ms":1,"rows":1,"start_ms":7,"end_ms":9}}}}}'
            ),
            "no cell",
        ),
    ],
)
def test_a_broken_watermark_is_refused(data: bytes, says: str) -> None:
    """A watermark that makes no sense is an error that says so, never an empty one."""
    with pytest.raises(BrokenLakeError, match=says):
        Ledger.load(data)
