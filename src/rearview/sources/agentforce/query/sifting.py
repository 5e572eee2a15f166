"""Pages in which some rows can't be kept: those are told apart from the others, each with the reason.

It reads what the fast ways refuse, half a character too, and it must never let a row go without a word.
"""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

import msgspec
import pyarrow as pa

from rearview.sources.agentforce.query.api import Column, Fetched, Rejected
from rearview.sources.agentforce.query.columns import schema_of
from rearview.sources.agentforce.query.head import Head
from rearview.sources.agentforce.query.known import known
from rearview.sources.agentforce.query.unusable import Unusable
from rearview.sources.agentforce.query.values import UNFIT, array_of, json_type

_Row = Sequence[Any]


@known
class _Page(Head, frozen=True, kw_only=True):
    """A page with values of any type."""

    data: list[Any]


def rows_of(body: bytes, columns: Sequence[Column]) -> Fetched:
    """Return the rows of a page that can be kept under these columns, and the others."""
    rows = list(_rows(body, columns))
    tables, rejected = [schema_of(columns).empty_table()], []
    for found in _sift(rows, columns):
        if isinstance(found, Rejected):
            rejected.append(found)
        else:
            tables.append(found)
    return Fetched(table=pa.concat_tables(tables), rejected=tuple(rejected))


def _rows(body: bytes, columns: Sequence[Column]) -> Iterator[_Row]:
    """Yield the rows of a page, their values in the order of the columns."""
    try:
        page = msgspec.convert(json.loads(body, parse_float=Decimal), _Page)
    except (ValueError, RecursionError) as error:
        raise Unusable.not_json(body) from error
    order = page.order(columns)
    page.count(len(page.data))
    for given in page.data:
        row = given.get("row") if isinstance(given, dict) else given
        if not isinstance(row, list) or len(row) != len(columns):
            raise Unusable.uneven()
        yield [row[place] for place in order]


def _sift(rows: Sequence[_Row], columns: Sequence[Column]) -> Iterator[pa.Table | Rejected]:
    """Yield rows as tables, as many at once as hold together, and each row that can't be kept, in their order."""
    if not rows:
        return
    try:
        arrays = [
            _kept(values, column) for values, column in zip(zip(*rows, strict=True), columns, strict=True)
        ]
    except UNFIT:
        if len(rows) == 1:
            yield _rejected(rows[0], columns)
            return
        middle = len(rows) // 2
        yield from _sift(rows[:middle], columns)
        yield from _sift(rows[middle:], columns)
    else:
        yield pa.Table.from_arrays(arrays, schema=schema_of(columns))


def _kept(values: _Row, column: Column) -> pa.Array:
    return array_of(msgspec.convert(values, list[json_type(column.type)]), column)  # type: ignore[misc]


def _rejected(row: _Row, columns: Sequence[Column]) -> Rejected:
    """Return why a row can't be kept: what is wrong with the first of its values that doesn't fit."""
    reasons = map(_misfit, row, columns)
    return Rejected(reason=next(filter(None, reasons)), raw=f"[{', '.join(map(_raw, row))}]")


def _misfit(value: Any, column: Column) -> str:
    """Return what is wrong with a value; nothing if it fits."""
    try:
        _kept([value], column)
    except UNFIT as error:
        return f"{column.name} ({column.told}): {error}"
    return ""


def _raw(value: Any) -> str:
    return str(value) if isinstance(value, Decimal) else json.dumps(value, default=str)
