"""The rows of an answer as plain values."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.library.sql.cells import distinct, rows

AT = datetime(2026, 2, 1, 10, 15, 0, 806, UTC)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        (pa.array([1.5]), 1.5),
        (pa.array(["ü\0"]), "ü\0"),
        (pa.array([None], pa.decimal128(38, 18)), None),
        (pa.array([Decimal("950.000000000000000000")]), 950),
        (pa.array([Decimal("0.954600000000000000")]), 0.9546),
        (pa.array([Decimal(2**64)]), 2**64),
        (pa.array([AT], pa.timestamp("us", "UTC")), "2026-02-01T10:15:00.000806Z"),
        (pa.array([AT], pa.timestamp("us", "Utc")), "2026-02-01T10:15:00.000806Z"),
        (pa.array([AT.replace(tzinfo=None)]), "2026-02-01T10:15:00.000806"),
        (pa.array([date(2026, 2, 1)]), "2026-02-01"),
        (pa.array([time(10, 15)]), "10:15:00"),
        (pa.array([timedelta(hours=30)]), "1 day, 6:00:00"),
        (pa.array([b"\x00\xff"]), "00ff"),
        (pa.array([[Decimal(1), None]]), [1, None]),
        (pa.array([{"a": [AT.date()]}]), {"a": ["2026-02-01"]}),
        (pa.array([UUID(int=1).bytes], pa.uuid()), "00000000-0000-0000-0000-000000000001"),
        (pa.array([pa.MonthDayNano([1, 2, 11_045_678_000_000])]), "1 month 2 days 03:04:05.678"),
        (pa.array([pa.MonthDayNano([0, 0, -1_000_000_000])]), "-00:00:01"),
        (pa.array([pa.MonthDayNano([0, 0, 0])]), "00:00:00"),
    ],
)
def test_values_are_plain(column: pa.Array, value: object) -> None:
    """Each is what JSON can hold, and means the same."""
    assert list(rows(["x"], pa.record_batch([column], ["x"]))) == [{"x": value}]


def test_a_moment_beyond_the_calendar_is_told_all_the_same() -> None:
    """What Python has no date for is text, and no mishap."""
    column = pa.array([2**62], pa.timestamp("us"))
    ((row),) = rows(["x"], pa.record_batch([column], ["x"]))
    assert isinstance(row["x"], str)


@given(st.lists(st.sampled_from(["a", "a_2", "a_3", "b"])))
def test_no_name_occurs_twice(names: list[str]) -> None:
    """Every column keeps its place, and the first of a name keeps the name."""
    found = distinct(names)
    assert len(set(found)) == len(found) == len(names)
    assert all(
        new == name
        for place, (name, new) in enumerate(zip(names, found, strict=True))
        if name not in names[:place]
    )
