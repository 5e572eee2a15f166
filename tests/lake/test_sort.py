"""The order of rows."""

import pyarrow as pa
import pytest
from hypothesis import given

from rearview.lake.sort import is_sorted, key_of, places, sort_rows
from tests.lake.ordered import ORDER, ROWS, Row, expected, rows_of, table

EVERY_TYPE = [
    pa.array([3, 1, None, 2], pa.timestamp("us", tz="Utc")),
    pa.array([3, 1, None, 2], pa.date64()),
    pa.array([3, 1, None, 2], pa.date32()),
    pa.array([3, 1, None, 2], pa.time64("us")),
    pa.array(["c", "a", None, "b"], pa.large_string()),
    pa.array(["c", "a", None, "b"]).dictionary_encode(),
    pa.array([3.5, 1.5, None, 2.5], pa.float64()),
    pa.array([3, 1, None, 2], pa.decimal128(38, 18)),
]


@given(rows=ROWS)
def test_rows_are_sorted_as_python_sorts_them(rows: list[Row]) -> None:
    """By one column, then the next, nulls last; and what is sorted is seen to be, what isn't isn't."""
    assert rows_of([sort_rows(table(rows), ORDER)]) == expected(rows)
    assert is_sorted(table(expected(rows)), ORDER)
    assert is_sorted(table(rows), ORDER) == (rows == expected(rows))


@given(rows=ROWS, more=ROWS)
def test_rows_in_several_pieces_are_seen_as_one(rows: list[Row], more: list[Row]) -> None:
    """Where a table is cut says nothing of its order."""
    pieces = pa.concat_tables([table(rows), table(more)])
    assert is_sorted(pieces, ORDER) == ([*rows, *more] == expected([*rows, *more]))
    assert rows_of([sort_rows(pieces, ORDER)]) == expected([*rows, *more])


def test_sorted_rows_are_left_alone() -> None:
    """What a source has sorted isn't copied."""
    rows = table([("a", 1), ("a", 1), ("b", None), (None, 1)])
    assert sort_rows(rows, ORDER) is rows


@pytest.mark.parametrize("column", EVERY_TYPE, ids=lambda column: str(column.type))
def test_every_type_can_be_sorted_by(column: pa.Array) -> None:
    """Moments of any zone's name, dates, times, large texts, dictionaries and numbers sort as their values do."""
    rows = pa.table({"at": column, "place": [2, 0, 3, 1]})
    in_order = sort_rows(rows, ["at"])
    assert in_order["place"].to_pylist() == [0, 1, 2, 3]
    assert is_sorted(in_order, ["at"])
    assert not is_sorted(rows, ["at"])
    keys = [key_of(in_order.slice(row, 1), ["at"]) for row in range(4)]
    assert keys == sorted(keys)


def test_rows_that_are_alike_stay_as_they_are() -> None:
    """Sorting moves nothing that it needn't."""
    assert places(table([("b", 1), ("a", 1), ("b", 1)]), ["text"]).to_pylist() == [1, 0, 2]


def test_a_column_that_is_not_there_orders_nothing() -> None:
    """An organisation may lack a column that others have."""
    rows = table([("b", 1), ("a", 2)]).drop_columns("text")
    assert is_sorted(rows, ORDER)
    assert not is_sorted(rows.take([1, 0]), ORDER)
    assert key_of(rows, ORDER) == ((False, 1),)


def test_without_an_order_rows_are_sorted() -> None:
    """A table that names no order is taken as it comes."""
    assert is_sorted(table([("b", 1), ("a", 1)]), ())
    assert key_of(table([("b", 1)]), ()) == ()
