"""The rows of an answer as plain values: texts, numbers, truth values, and lists and objects of these.

Moments are ISO 8601 in UTC, a decimal is a whole number where it is one, and bytes are hexadecimal.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pyarrow as pa

_PLAIN = (
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_string,
    pa.types.is_boolean,
    pa.types.is_null,
)

Row = dict[str, Any]


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of which none occurs twice: an answer may have two columns of one name, and a row can't."""
    found: list[str] = []
    for name in names:
        new, number = name, 1
        while new in found or (number > 1 and new in names):
            number += 1
            new = f"{name}_{number}"
        found.append(new)
    return tuple(found)


def rows(names: Sequence[str], batch: pa.RecordBatch) -> Iterator[Row]:
    """Yield the rows of a batch."""
    columns = [_values(column) for column in batch.columns]
    for values in zip(*columns, strict=True):
        yield dict(zip(names, values, strict=True))


def _values(column: pa.Array) -> list[Any]:
    if any(is_plain(column.type) for is_plain in _PLAIN):
        plainly: list[Any] = column.to_pylist()
        return plainly
    if pa.types.is_timestamp(column.type) and column.type.tz:
        # Its zone is called Utc by some, which no list of zones knows.
        column = column.cast(pa.timestamp(column.type.unit, "UTC"))
    try:
        return [_plain(value) for value in column.to_pylist()]
    except (ValueError, OverflowError):  # a moment that Python has no calendar for
        texts: list[Any] = column.cast(pa.string()).to_pylist()
        return texts


def _plain(value: Any) -> object:
    """Return a value in a form that JSON has too."""
    return next((write(value) for kind, write in _WRITTEN if isinstance(value, kind)), None)


def _number(value: Decimal) -> float:
    return int(value) if value == value.to_integral_value() else float(value)


def _interval(length: Any) -> str:
    """Write an interval as a query writes it: `1 month 2 days 03:04:05.678`."""
    sign = "-" if length.nanoseconds < 0 else ""
    seconds, nanos = divmod(abs(length.nanoseconds), 1_000_000_000)
    fraction = f".{nanos // 1_000:06}".rstrip("0") if nanos else ""
    counts = ((length.months, "month"), (length.days, "day"))
    parts = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counts if count]
    if length.nanoseconds or not parts:
        parts.append(f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{fraction}")
    return " ".join(parts)


_WRITTEN: tuple[tuple[type | tuple[type, ...], Callable[[Any], object]], ...] = (
    ((bool, int, float, str), lambda value: value),
    (Decimal, _number),
    (datetime, lambda value: value.isoformat().replace("+00:00", "Z")),
    ((date, time), lambda value: value.isoformat()),
    (bytes, bytes.hex),
    (pa.MonthDayNano, _interval),
    ((list, tuple), lambda value: [_plain(each) for each in value]),
    (dict, lambda value: {str(key): _plain(each) for key, each in value.items()}),
    ((UUID, timedelta), str),
)
