"""The kinds of a view: every engine reads every value alike, and as it is told here."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from itertools import count, product
from math import isfinite, trunc
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rearview.engines import ENGINES, open_engine
from rearview.engines.view import NUMBER, SENTINELS, Kind, View, ViewColumn

CANONICAL: dict[Kind, tuple[str, str]] = {
    "text": ("steps", "name"),
    "clean": ("steps", "error"),
    "ms": ("steps", "started_ms"),
    "int": ("steps", "step_index"),
    "float": ("usage", "cost_usd"),
    "bool": ("logs", "fatal"),
}
"""A canonical column that each kind can fill."""


Read = Callable[..., list[Any]]

pytestmark = pytest.mark.xdist_group("spark")


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Read a column of values by a kind, with every engine; they must agree on each value."""
    return reader(tmp_path_factory.mktemp("kinds"), ENGINES)


@pytest.fixture(scope="module")
def read_often(tmp_path_factory: pytest.TempPathFactory) -> Read:
    """Read with the engines that do it in no time."""
    return reader(tmp_path_factory.mktemp("often"), ENGINES.keys() - {"spark"})


def reader(folder: Path, names: Iterable[str]) -> Read:
    """Return what reads with all of these engines."""
    engines = [open_engine(name, [folder]) for name in names]
    numbers = count()

    def read_alike(values: Any, kind: Kind, type_: Any = None) -> list[Any]:
        table, name = CANONICAL[kind]
        view = View(table=table, of=table, columns=(ViewColumn(name=name, column="v", kind=kind),))
        column = values if isinstance(values, pa.Array) else pa.array(values, type_)
        file = folder / f"part-{next(numbers)}.parquet"
        pq.write_table(pa.table({"v": column}), file)
        answers = [engine.collect(engine.view(view, [file])).column(name).to_pylist() for engine in engines]
        assert len({repr(answer) for answer in answers}) == 1, answers
        first: list[Any] = answers[0]
        return first

    return read_alike


TIMES = {
    "2025-11-25T04:00:00.000806+00:00": 1764043200000,
    "2024-06-10T08:00:00+00:00": 1718006400000,
    "2024-06-10T08:00:00.000Z": 1718006400000,
    "2026-07-22T10:55:07.000+0000": 1784717707000,
    "2025-01-01T01:02:03.5": 1735693323500,
    "2025-01-01 01:02:03.5": 1735693323500,
    "2025-01-01": 1735689600000,
    "2026-07-22T10:55:07.1234567+05:30": 1784697907123,
    "2026-07-22 10:55:07+05": 1784699707000,
    "2026-07-22T10:55:07-00:30": 1784719507000,
    "2026-07-22T10:55:07-0030": 1784719507000,
    "2026-07-22T10:55:07.999999999Z": 1784717707999,
    "1969-12-31T23:59:59.9995Z": -1,
    "1969-12-31T23:59:59.999999999Z": -1,
    "0001-01-01T00:00:00Z": -62135596800000,
    "9999-12-31T23:59:59.999999999Z": 253402300799999,
    "2024-02-29": 1709164800000,
}
NO_TIMES = [
    *SENTINELS,
    "2026-02-30T00:00:00Z",
    "2025-02-29",
    "2026-13-01",
    "2026-01-28T24:00:00Z",
    "2026-01-28T23:59:60Z",
    "2026-01-28T10:15:00.Z",
    "2026-01-28T10:15:00.1234567890Z",
    "2026-01-28T10:15:00 +05:30",
    "2026-01-28T10:15:00Z\n",
    " 2026-01-28",
    "2026-01-28Z",
    "26-01-28",
    "2026-1-8",
    "२०२६-०१-२८",
    "infinity",
    "epoch",
    "now",
    "1764043200000",
    "yesterday",
]


def test_times_are_read_from_the_forms_that_recorders_write(read: Read) -> None:
    """Any fraction, any offset, a space or a T; a time without an offset is UTC; what is finer than a ms is cut."""
    assert dict(zip(TIMES, read(list(TIMES), "ms"), strict=True)) == TIMES


def test_what_is_no_time_is_null(read: Read) -> None:
    """Sentinels, days that no calendar has, and words that one engine alone would take for a time."""
    assert read(NO_TIMES, "ms") == [None] * len(NO_TIMES)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Utc", "America/New_York"])
def test_timestamps_are_rounded_down(read: Read, unit: str, zone: str | None) -> None:
    """A timestamp of any unit is the millisecond that it lies in, before 1970 too; its zone changes nothing."""
    in_ms = Fraction({"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}[unit], 1_000)
    ticks = [0, 1, 999, 1000, 999_999, 999_999_600, -1, -999, -1000, -1001, -1_000_001, None]
    floored = [None if tick is None else int(tick // in_ms) for tick in ticks]
    assert read(pa.array(ticks, pa.timestamp(unit, zone)), "ms") == floored


@pytest.mark.parametrize("type_", [pa.date32(), pa.date64()])
def test_a_date_is_its_midnight(read: Read, type_: Any) -> None:
    """A day without a time is the moment it begins, in UTC."""
    days = [date(1970, 1, 2), date(1969, 12, 31), None]
    assert read(days, "ms", type_) == [86_400_000, -86_400_000, None]


@pytest.mark.parametrize("type_", [pa.int64(), pa.int32(), pa.uint64()])
def test_a_time_may_be_milliseconds_already(read: Read, type_: Any) -> None:
    """An integer is taken for what it is."""
    assert read([0, 1234567890, None], "ms", type_) == [0, 1234567890, None]


@pytest.mark.parametrize(
    "type_", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string()), pa.string_view()]
)
def test_text_is_kept_and_sentinels_are_not(read: Read, type_: Any) -> None:
    """As text a value stays as it is; cleaned, what means nothing is null and all else stays."""
    values = [*SENTINELS, None, "not_set", " ", "x", "ümläut 🙂", "a\0b", "line\nline", "NONE"]
    column = pa.array(values, pa.string()).cast(type_)
    assert read(column, "text") == values
    assert read(column, "clean") == [None] * 5 + values[5:]


def test_integers_booleans_and_decimals_make_text(read: Read) -> None:
    """Their words are the same on every engine."""
    assert read([-1, None, 2**63 - 1], "text") == ["-1", None, "9223372036854775807"]
    assert read([True, False, None], "text") == ["true", "false", None]
    assert read([Decimal("3965.5"), None], "text", pa.decimal128(38, 18)) == ["3965.500000000000000000", None]


@pytest.mark.parametrize(
    ("kind", "column"),
    [
        ("text", pa.array([1.5])),
        ("text", pa.array([datetime(2026, 1, 28, tzinfo=UTC)])),
        ("text", pa.array([b"bytes"])),
        ("clean", pa.array([["a list"]])),
        ("ms", pa.array([1.5])),
        ("ms", pa.array([True])),
        ("int", pa.array([True])),
        ("float", pa.array([date(2026, 1, 28)])),
        ("bool", pa.array([1])),
        ("bool", pa.nulls(1)),
        ("int", pa.array([{"a": 1}])),
        ("text", pa.array([time(1, 2, 3)])),
    ],
)
def test_what_a_kind_is_not_read_from_is_null(read: Read, kind: Kind, column: Any) -> None:
    """A type that a kind has no reading for gives null, never an error."""
    assert read(column, kind) == [None]


def test_whole_numbers_drop_their_fraction(read: Read) -> None:
    """Numbers as text, decimals and floats are cut towards zero; what has no 64-bit integer is null."""
    texts = {
        "3": 3,
        "+3": 3,
        "-0003": -3,
        "3.0": 3,
        "3.9": 3,
        "-0.5": 0,
        "3.": 3,
        "3965.000000000000000000": 3965,
        "9223372036854775807": 2**63 - 1,
        "-9223372036854775808": -(2**63),
    }
    assert dict(zip(texts, read(list(texts), "int"), strict=True)) == texts
    others = [
        "1e3",
        "9223372036854775808",
        ".5",
        "1_000",
        "0x10",
        " 3",
        "3 ",
        "3\n",
        "३",
        "+-3",
        "NaN",
        *SENTINELS,
    ]
    assert read(others, "int") == [None] * len(others)
    assert read([3.9, -3.9, 2.5, float("nan"), float("inf"), 2.0**63, -(2.0**63)], "int") == [
        *(3, -3, 2, None, None, None),
        -(2**63),
    ]
    assert read([2**64 - 1, 5], "int", pa.uint64()) == [None, 5]


def test_numbers_are_finite(read: Read) -> None:
    """Text that spells a number is that number; infinities, NaN and other words are null."""
    texts = {
        "3": 3.0,
        "+.5e+2": 50.0,
        "1E-3": 0.001,
        "-1.": -1.0,
        "0.1": 0.1,
        "123456789012345678901234567890": 1.2345678901234568e29,
    }
    assert dict(zip(texts, read(list(texts), "float"), strict=True)) == texts
    others = [
        "1e999",
        "NaN",
        "Infinity",
        "-inf",
        "1_000",
        " 1",
        "1 ",
        "1\n",
        ".",
        "e5",
        "1e",
        "३",
        *SENTINELS,
    ]
    assert read(others, "float") == [None] * len(others)
    assert read([1.5, float("nan"), float("inf"), float("-inf"), None], "float") == [
        1.5,
        None,
        None,
        None,
        None,
    ]


def test_words_for_true_and_false(read: Read) -> None:
    """True and false are read in any case; every other word is null."""
    values = ["true", "TRUE", "False", "false", "yes", "1", "0", "true ", *SENTINELS, None]
    assert read(values, "bool") == [True, True, False, False, *[None] * (len(values) - 4)]
    assert read([True, False, None], "bool") == [True, False, None]


# -- whatever else there may be --

OFFSETS = st.integers(-23 * 60 - 59, 23 * 60 + 59)


@st.composite
def moments(draw: st.DrawFn) -> tuple[str, int]:
    """A time in one of the forms that recorders write, and the millisecond it means."""
    offset = draw(st.none() | OFFSETS)
    moment = draw(st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1)))  # noqa: DTZ001 - it gets its zone below
    digits = draw(st.text("0123456789", max_size=9))
    text = moment.replace(microsecond=0).isoformat(draw(st.sampled_from("T ")))
    text += f".{digits}" if digits else ""
    if offset is not None:
        sign, (hours, minutes) = "-" if offset < 0 else "+", divmod(abs(offset), 60)
        text += f"{sign}{hours:02}{draw(st.sampled_from((':', '')))}{minutes:02}"
    placed = moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=offset or 0)))
    return text, (placed - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1) + int(
        digits.ljust(3, "0")[:3]
    )


@settings(deadline=None, max_examples=30)
@given(st.lists(moments(), min_size=1, max_size=40))
def test_every_form_of_a_time_is_read(read_often: Read, times: list[tuple[str, int]]) -> None:
    """Whatever the day, the fraction and the offset, the engines and the calendar agree."""
    assert read_often([text for text, _ in times], "ms") == [ms for _, ms in times]


ODD_TEXT = (
    st.sampled_from(sorted({*TIMES, *NO_TIMES, "true", "FALSE", "1e5", "-0", "0.5"}))
    | st.text("0123456789-+:.TZ eE\n", max_size=30)
    | st.text(st.characters(codec="utf-8"), max_size=8)
    | st.none()
)


@settings(deadline=None, max_examples=30)
@given(st.lists(ODD_TEXT, min_size=1, max_size=60))
def test_engines_agree_on_any_text(read_often: Read, texts: list[str | None]) -> None:
    """What one engine reads from a text, every engine reads."""
    for kind in CANONICAL:
        read_often(texts, kind, pa.string())
    assert read_often(texts, "text", pa.string()) == texts


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.none()
        | st.decimals(
            allow_nan=False, allow_infinity=False, places=18, min_value=-(10**19), max_value=10**19
        ),
        min_size=1,
    )
)
@example(
    [Decimal("0.999999999999999999"), Decimal("9223372036854775807.9"), Decimal("-9223372036854775808.9")]
)
def test_decimals_are_read_exactly(read_often: Read, decimals: list[Decimal | None]) -> None:
    """As a whole number a decimal is cut, as a float it is the nearest."""
    wholes = [
        None if value is None or not -(2**63) <= trunc(value) < 2**63 else trunc(value) for value in decimals
    ]
    assert read_often(decimals, "int", pa.decimal128(38, 18)) == wholes
    assert read_often(decimals, "float", pa.decimal128(38, 18)) == [
        None if value is None else float(value) for value in decimals
    ]


def test_texts_are_numbers_on_one_engine_if_they_are_on_all(read_often: Read) -> None:
    """Whatever stands around the digits of a text, engines agree with the pattern on whether it is a number."""
    texts = [
        "".join(letters) for size in range(4) for letters in product("1.-+e _\t\n\v\f\r\u00a0", repeat=size)
    ]
    pattern = re.compile(NUMBER.removesuffix("$") + r"\Z")
    wanted = [float(text) if pattern.search(text) else None for text in texts]
    assert read_often(texts, "float") == wanted


@settings(deadline=None, max_examples=30)
@given(st.lists(st.none() | st.floats(), min_size=1))
def test_floats_are_read_exactly(read_often: Read, floats: Sequence[float | None]) -> None:
    """As a whole number a float is cut; where it isn't finite or has no 64-bit integer it is null."""
    finite = [value if value is not None and isfinite(value) else None for value in floats]
    wholes = [
        None if value is None or not -(2.0**63) <= value < 2.0**63 else trunc(value) for value in finite
    ]
    assert read_often(floats, "float", pa.float64()) == finite
    assert read_often(floats, "int", pa.float64()) == wholes


def test_spark_agrees_on_many_texts_at_once(read: Read) -> None:
    """Times, numbers, words and what is nearly one: thousands of texts, each read as by the other engines."""
    draw = Random(6)  # noqa: S311 - the same texts each time
    known = [*TIMES, *NO_TIMES, "true", "FALSE", "1e5", "-0", "0.5", "+00.50"]
    letters = "0123456789-+:.TZ eE\n\r\u2028\0\u0131K"
    texts = [_mistyped(draw.choice(known), letters, draw) for _ in range(3000)]
    for kind in CANONICAL:
        read(texts, kind, pa.string())


def test_spark_writes_small_decimals_as_the_others_do(read: Read) -> None:
    """No engine writes an exponent."""
    values = [
        "0",
        "0.000000000000000001",
        "-0.000000123456789",
        "0.1",
        "-12345678901234567890.000000000000000001",
    ]
    written = read([Decimal(value) for value in values], "text", pa.decimal128(38, 18))
    assert written == [f"{Decimal(value):.18f}" for value in values]


def _mistyped(text: str, letters: str, draw: Random) -> str:
    """Return a text with up to two letters changed, added or lost."""
    for _ in range(draw.randrange(3)):
        place = draw.randrange(len(text) + 1)
        text = text[:place] + draw.choice(["", *letters]) + text[place + draw.randrange(2) :]
    return text
