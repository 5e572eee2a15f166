"""Rows as they travel: every type as JSON, and whole streams of Arrow."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.sandbox.server.encode import as_arrow, as_json
from rearview.sandbox.server.refusal import Refusal

NUMERIC = pa.decimal128(38, 18)
ZONED = pa.timestamp("us", "Utc")


def _json(values: list[Any], kind: pa.DataType, **how: Any) -> str:
    return as_json(pa.table({"x": pa.array(values, kind)}), **how).decode()


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        ("plain", pa.string(), '"plain"'),
        ('say "no"\\\n\x01\u202e\U0001f600', pa.string(), None),
        ("", pa.string(), '""'),
        (None, pa.string(), "null"),
        (None, pa.null(), "null"),
        (True, pa.bool_(), "true"),
        (2**62, pa.int64(), "4611686018427387904"),
        (-5, pa.int16(), "-5"),
        (Decimal(0), NUMERIC, "0.000000000000000000"),
        (Decimal("-0.0000001"), NUMERIC, "-0.000000100000000000"),
        (Decimal(3965), NUMERIC, "3965.000000000000000000"),
        (
            Decimal("12345678901234567890.123456789012345678"),
            NUMERIC,
            "12345678901234567890.123456789012345678",
        ),
        (1.5, pa.float64(), "1.5"),
        (float("nan"), pa.float64(), '"NaN"'),
        (float("-inf"), pa.float32(), '"-Infinity"'),
        (datetime(2025, 11, 25, 4, 0, 0, 806, tzinfo=UTC), ZONED, '"2025-11-25T04:00:00.000806+00:00"'),
        (datetime(2025, 11, 25, 4, 0, tzinfo=UTC), ZONED, '"2025-11-25T04:00:00+00:00"'),
        (datetime(2025, 1, 1, 1, 2, 3, 500_000), pa.timestamp("us"), '"2025-01-01T01:02:03.5"'),  # noqa: DTZ001
        (datetime(2025, 1, 1, 10, 20, 30), pa.timestamp("s"), '"2025-01-01T10:20:30"'),  # noqa: DTZ001
        (date(2025, 1, 1), pa.date64(), '"2025-01-01"'),
        (date(2025, 1, 10), pa.date32(), '"2025-01-10"'),
        (time(1, 2, 30), pa.time64("us"), '"01:02:30"'),
        (time(1, 2, 30), pa.time32("s"), '"01:02:30"'),
        (["a", None], pa.list_(pa.string()), '["a",null]'),
    ],
)
def test_values_as_json(value: object, kind: pa.DataType, written: str | None) -> None:
    """Each type is written as the real engine writes it, and read back as it was."""
    text = _json([value], kind)
    assert text == f"[[{written}]]" if written else json.loads(text) == [[value]]


def test_numbers_as_text() -> None:
    """Numbers of unlimited precision can be had in quotes."""
    assert _json([Decimal(1)], NUMERIC, numeric_as_text=True) == '[["1.000000000000000000"]]'


def test_rows_stand_between_what_is_asked_for() -> None:
    """A row can be an object with an array in it; no rows are an empty array either way."""
    objects = {"opening": '{"row":[', "closing": "]}"}
    assert _json([1, None], pa.int64(), **objects) == '[{"row":[1]},{"row":[null]}]'
    assert _json([], pa.int64(), **objects) == "[]"


def test_rows_may_have_no_columns() -> None:
    """Two rows without columns are two empty rows."""
    assert as_json(pa.table({"x": [1, 2]}).select([])) == b"[[],[]]"


def test_columns_of_one_name_are_all_there() -> None:
    """Two columns may have the same name."""
    table = pa.Table.from_arrays([pa.array([1]), pa.array(["a"])], names=["x", "x"])
    assert as_json(table) == b'[[1,"a"]]'


def test_bytes_cannot_travel_as_json() -> None:
    """Bytes are refused, as the real engine refuses them in JSON."""
    with pytest.raises(Refusal, match="bytea"):
        _json([b"x"], pa.binary())


@given(st.lists(st.tuples(st.text(), st.none() | st.booleans(), st.integers(-(2**63), 2**63 - 1))))
def test_any_rows_survive_json(rows: list[tuple[str, bool | None, int]]) -> None:
    """Whatever a session holds, a JSON parser reads it back."""
    columns = zip(*rows, strict=True) if rows else ([], [], [])
    arrays = [
        pa.array(column, kind)
        for column, kind in zip(columns, (pa.string(), pa.bool_(), pa.int64()), strict=True)
    ]
    assert json.loads(as_json(pa.Table.from_arrays(arrays, names=["s", "b", "i"]))) == [
        list(row) for row in rows
    ]


def test_arrow_is_a_whole_stream() -> None:
    """A stream has the schema in front, even without rows."""
    empty = pa.table({"x": pa.array([], ZONED)})
    with pa.ipc.open_stream(as_arrow(empty)) as stream:
        assert (stream.schema, stream.read_all().num_rows) == (empty.schema, 0)
