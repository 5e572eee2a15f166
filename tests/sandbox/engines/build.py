"""Small tables with all types as engines load them, and results in a form that is easy to write down."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pyarrow as pa

from rearview.sources.agentforce.catalog import Dmo, Field

NOW = 1_767_323_045_678
"""2026-01-02 03:04:05.678 UTC."""

THINGS = Dmo(
    api_name="ssot__AiThing__dlm",
    folder="things",
    meaning="One thing, for tests.",
    fields=(
        Field(name="ssot__Id__c", type="text", meaning="Its id."),
        Field(name="ssot__StartTimestamp__c", type="timestamp", meaning="When it began."),
        Field(name="ssot__Score__c", type="number", meaning="How good it is."),
        Field(name="ssot__IsGood__c", type="boolean", meaning="Whether it is good."),
    ),
    key="ssot__Id__c",
    time="ssot__StartTimestamp__c",
    needs="Nothing.",
)
PARTS = Dmo(
    api_name="ssot__AIPart__dlm",
    folder="parts",
    meaning="One part of a thing, for tests.",
    fields=(
        Field(name="ssot__Id__c", type="text", meaning="Its id."),
        Field(name="ssot__AiThingId__c", type="text", meaning="The thing."),
    ),
    key="ssot__Id__c",
    time=None,
    needs="Nothing.",
)

Row = tuple[Any, ...]


def things(*rows: tuple[str | None, int | None, float | None, bool | None, int, int | None]) -> pa.Table:
    """Return things as they are loaded: id, start in ms, score, goodness, and from when to when they are seen."""
    ids, starts, scores, good, visible, gone = zip(*rows, strict=True)
    return pa.table(
        {
            "ssot__Id__c": pa.array(ids, pa.string()),
            "ssot__StartTimestamp__c": pa.array(
                [None if ms is None else ms * 1000 for ms in starts], pa.timestamp("us", "UTC")
            ),
            "ssot__Score__c": pa.array(
                [None if score is None else Decimal(str(score)) for score in scores], pa.decimal128(38, 18)
            ),
            "ssot__IsGood__c": pa.array(good, pa.bool_()),
            "visible_ms": pa.array(visible, pa.int64()),
            "gone_ms": pa.array(gone, pa.int64()),
        }
    )


def parts(*rows: tuple[str, str]) -> pa.Table:
    """Return parts as they are loaded: id and thing; all are seen from the beginning."""
    ids, of = zip(*rows, strict=True)
    seen = pa.array([0] * len(rows), pa.int64())
    return pa.table(
        {
            "ssot__Id__c": ids,
            "ssot__AiThingId__c": of,
            "visible_ms": seen,
            "gone_ms": pa.nulls(len(rows), pa.int64()),
        }
    )


DAY = 86_400_000
SEEN = (
    ("a", DAY, 1.5, True, 0, None),
    ("b", DAY + 1, 2, False, 0, None),
    ("c", 2 * DAY, None, None, 0, None),
    ("d", None, 10, True, 0, None),
)
"""Four things: the last one has no start, the third no score."""


# -- results --


def columns(table: pa.Table) -> str:
    """Say what the columns of a result are called and hold, as in `n bigint, at timestamptz`."""
    return ", ".join(f"{field.name} {_kind(field.type)}" for field in table.schema)


def rows(table: pa.Table) -> list[Row]:
    """Return the rows of a result; moments as ISO text, so that they are easy to write down."""
    shown = [[_shown(value) for value in _readable(column).to_pylist()] for column in table.columns]
    return list(zip(*shown, strict=True))


def _kind(type_: pa.DataType) -> str:
    if pa.types.is_decimal(type_):
        # How many digits a computed number has is the one thing the engines may differ in.
        return "numeric(38,18)" if (type_.precision, type_.scale) == (38, 18) else "numeric"
    return f"{_kind(type_.value_type)}[]" if pa.types.is_list(type_) else _KINDS[type_]


_KINDS = {
    pa.string(): "text",
    pa.int16(): "smallint",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.float32(): "real",
    pa.float64(): "double",
    pa.bool_(): "boolean",
    pa.binary(): "bytea",
    pa.date64(): "date",
    pa.time64("us"): "time",
    pa.timestamp("us"): "timestamp",
    pa.timestamp("us", "Utc"): "timestamptz",
    pa.month_day_nano_interval(): "interval",
}
"""The Arrow types that the real engine gives, and no others: Utc is how it spells the zone."""


def _readable(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Spell the zone as Python does, which knows no Utc."""
    return column.cast(pa.timestamp("us", "UTC")) if column.type == pa.timestamp("us", "Utc") else column


def _shown(value: object) -> object:
    return value.isoformat() if isinstance(value, date | time) else value
