"""A page of JSON becomes a table exactly, or is refused, or tells which of its rows don't fit."""

import json
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.sandbox.server import encode
from rearview.sandbox.server.columns import column_of
from rearview.sources.agentforce.query import page, sifting
from rearview.sources.agentforce.query.columns import columns_of
from rearview.sources.agentforce.wire import Garbled

TEXTS = {"id": "Varchar", "at": "TimestampTZ", "local": "Timestamp", "day": "Date", "hour": "Time"}
MIXED = {"id": "Varchar", "score": "Numeric", "count": "BigInt", "ratio": "Double", "good": "Bool"}
GOOD = ("good", 1.5, 7, 0.25, True)


def body(told: dict[str, str], *rows: Any, **more: Any) -> bytes:
    """Return a page with these rows."""
    metadata = [{"name": name, "type": type_, "nullable": True} for name, type_ in told.items()]
    page = {"data": rows, "metadata": metadata, "returnedRows": len(rows), **more}
    return json.dumps(page, default=str).encode()


def read(told: dict[str, str], *rows: Any) -> Any:
    """Read a page of these rows."""
    given = body(told, *rows)
    return page.rows_of(given, columns_of(page.told_in(given)))


VALUES = {
    pa.string(): st.text(st.characters(exclude_categories=["Cs"])),
    pa.timestamp("us", "UTC"): st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999),
    pa.timestamp("us"): st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999),
    pa.date32(): st.integers(-719_162, 2_932_896),
    pa.time64("us"): st.integers(0, 86_399_999_999),
    pa.decimal128(38, 18): st.decimals(
        min_value=-(10**20) + 1, max_value=10**20 - 1, places=18, allow_nan=False
    ),
    pa.int64(): st.integers(-(2**63), 2**63 - 1),
    pa.float64(): st.floats(allow_nan=False),
    pa.bool_(): st.booleans(),
}


@st.composite
def tables(draw: st.DrawFn) -> pa.Table:
    """A few rows of a few columns of any type."""
    types = draw(st.lists(st.sampled_from(list(VALUES)), min_size=1, max_size=5))
    count = draw(st.integers(0, 4))
    columns = [
        pa.array(draw(st.lists(st.none() | VALUES[kind], min_size=count, max_size=count)), kind)
        for kind in types
    ]
    return pa.table(columns, names=[f"column {place}" for place in range(len(types))])


@given(table=tables())
def test_every_table_survives(table: pa.Table) -> None:
    """What a server writes as JSON is read as the same rows, by the fast ways and by the slow one."""
    metadata = [column_of(field, connect=True) for field in table.schema]
    rows = encode.as_json(table)
    written = b'{"data":%b,"metadata":%b,"returnedRows":%d}' % (
        rows,
        json.dumps(metadata).encode(),
        table.num_rows,
    )
    columns = columns_of(page.told_in(written))

    assert page.rows_of(written, columns).table.equals(table)
    assert sifting.rows_of(written, columns).table.equals(table)


@pytest.mark.parametrize(
    ("text", "moment_us"),
    [
        ("2025-11-25T04:00:00.000806+00:00", 1_764_043_200_000_806),
        ("2025-11-25T04:00:00.5-05:30", 1_764_063_000_500_000),
        ("2025-11-25T04:00:00Z", 1_764_043_200_000_000),
        ("2025-11-25 04:00:00.12+00", 1_764_043_200_120_000),
        ("1969-12-31T23:59:59.999999+00:00", -1),
    ],
)
def test_moment_has_any_offset_and_any_digits(text: str, moment_us: int) -> None:
    """A moment is kept to the microsecond, with whatever offset and however many digits it is written."""
    read_ = read({"at": "TimestampTZ"}, [text])

    assert read_.table.column(0).cast(pa.int64()).to_pylist() == [moment_us]


@pytest.mark.parametrize(
    ("told", "value", "reason"),
    [
        (TEXTS, ["x", "2025-06-30T23:59:60+00:00", None, None, None], "at (TimestampTZ)"),
        (TEXTS, ["x", "2025-06-30T23:59:59", None, None, None], "at (TimestampTZ)"),
        (TEXTS, ["x", None, "infinity", None, None], "local (Timestamp)"),
        (TEXTS, ["x", None, None, "2025-02-30", None], "day (Date)"),
        (TEXTS, ["x", None, None, None, "25:00:00"], "hour (Time)"),
        (TEXTS, ["\ud800", None, None, None, None], "id (Varchar)"),
        (TEXTS, [7, None, None, None, None], "id (Varchar)"),
        (MIXED, ["x", 1e20, 7, 0.5, True], "score (Numeric)"),
        (MIXED, ["x", "NaN", 7, 0.5, True], "score (Numeric)"),
        (MIXED, ["x", 1, 2**63, 0.5, True], "count (BigInt)"),
        (MIXED, ["x", 1, 1.5, 0.5, True], "count (BigInt)"),
        (MIXED, ["x", 1, 7, "much", True], "ratio (Double)"),
        (MIXED, ["x", 1, 7, 0.5, 1], "good (Bool)"),
    ],
)
def test_row_that_does_not_fit_is_rejected_alone(told: dict[str, str], value: list[Any], reason: str) -> None:
    """A row that Arrow can't hold is told with the column and its raw text; the others of its page stay."""
    good = list(GOOD) if told is MIXED else ["good", None, None, None, None]

    fetched = read(told, good, value, good)

    (rejected,) = fetched.rejected
    assert fetched.table.column("id").to_pylist() == ["good", "good"]
    assert rejected.reason.startswith(f"{reason}: ")
    assert json.loads(rejected.raw) == value


def test_digits_beyond_the_type_are_not_rounded_away() -> None:
    """A number with more decimals than its type has is rejected, one with idle zeros isn't."""
    told = {"score": "Numeric"}
    given_ = body(told).replace(
        b'"data": []', b'"data": [[1.1234567890123456789], [1.12345678901234567800], [1E-18]]'
    )
    given_ = given_.replace(b'"returnedRows": 0', b'"returnedRows": 3')

    fetched = page.rows_of(given_, columns_of(page.told_in(given_)))

    assert [row.raw for row in fetched.rejected] == ["[1.1234567890123456789]"]
    assert fetched.table.column(0).to_pylist() == [
        Decimal("1.123456789012345678"),
        Decimal("0.000000000000000001"),
    ]


@pytest.mark.parametrize("told", [TEXTS, MIXED], ids=["texts", "mixed"])
def test_columns_are_matched_by_name(told: dict[str, str]) -> None:
    """A page whose columns come in another order and other letters is read under the result's."""
    columns = columns_of(page.told_in(body(told)))
    row = list(GOOD) if told is MIXED else ["good", None, None, None, None]
    turned = body({name.upper(): told[name] for name in reversed(told)}, row[::-1])

    for rows in (page.rows_of(turned, columns), sifting.rows_of(turned, columns)):
        assert rows.table.column_names == list(told)
        assert rows.table.column("id").to_pylist() == ["good"]


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"<!DOCTYPE html><html></html>",
        b"[]",
        b"null",
        b'"text"',
        body(TEXTS, ["a", None, None, None, None])[:-20],
        body(TEXTS, ["a", None, None, None, None]).replace(b'"a"', b'"\xff"'),
        body(TEXTS, ["a", None, None, None]),
        body(TEXTS, ["a", None, None, None, None, None]),
        body(TEXTS, ["a", None, None, None, None], None),
        body(TEXTS, ["a", None, None, None, None], ["a"] * 4, ["a"] * 6),
        body(TEXTS, "abcde"),
        body(TEXTS, ["a", None, None, None, None], returnedRows=2),
        body(TEXTS, ["\ud800", None, None, None, None], returnedRows=2),
        body(TEXTS, ["\ud800", None, None, None, None], metadata=[{"name": "id", "type": "Varchar"}]),
        body(TEXTS, metadata=None),
        body(TEXTS, metadata="none"),
        body(TEXTS, metadata=[{"name": "id", "type": "Varchar"}]),
        body({**TEXTS, "id": "Varchar", "more": "Varchar"}, ["a"] * 6),
        body(TEXTS, data=None),
    ],
)
@pytest.mark.parametrize("told", [TEXTS, MIXED], ids=["texts", "mixed"])
def test_page_that_is_none_is_asked_for_again(bad: bytes, told: dict[str, str]) -> None:
    """What isn't a whole page of the result's columns gives no rows at all: it is garbled."""
    columns = columns_of(page.told_in(body(told)))

    with pytest.raises(Garbled):
        page.rows_of(bad, columns)


@pytest.mark.parametrize(
    "bad", [b"", b"<html>", b"[]", b'{"metadata":7}', b'{"metadata":[{"name":1}]}', b'{"data":["\xff"']
)
def test_columns_that_cannot_be_read_are_asked_for_again(bad: bytes) -> None:
    """What doesn't tell columns in the one way that they are told is garbled."""
    with pytest.raises(Garbled):
        page.told_in(bad)


def test_equal_names_keep_their_places() -> None:
    """Two columns of one name are told apart by where they stand, and only as long as all columns stay there."""
    metadata = [{"name": name, "type": "Varchar"} for name in ("a", "A", "b")]
    columns = columns_of(page.told_in(body({}, metadata=metadata)))

    same = page.rows_of(body({}, ["1", "2", "3"], metadata=metadata), columns)

    assert [column.to_pylist() for column in same.table.columns] == [["1"], ["2"], ["3"]]
    with pytest.raises(Garbled):
        page.rows_of(body({}, ["3", "1", "2"], metadata=[metadata[2], *metadata[:2]]), columns)


def test_rows_may_come_as_objects() -> None:
    """A row may be an object with the values under `row`; one that doesn't fit is rejected from there, too."""
    rows = [{"row": ["a", 1, 2, 3.5, True]}, {"row": ["b", 1, 2**70, 3.5, True]}]

    fetched = read(MIXED, *rows)

    assert fetched.table.column("id").to_pylist() == ["a"]
    assert len(fetched.rejected) == 1


def test_large_values_survive() -> None:
    """A text of many megabytes, NUL and all, is one value among others."""
    text = "Ä\0" * 4_000_000

    assert read({"id": "Varchar"}, [text]).table.column(0).to_pylist() == [text]
