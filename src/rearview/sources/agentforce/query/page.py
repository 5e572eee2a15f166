"""Pages of JSON, as Connect sends them: rows without names, and what their columns are.

A page of texts alone, which most tables give, is read without a Python object for each value. Whatever can't be read that
way is read value by value, and what fails there row by row: no row is lost for another's fault.
"""

from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.json as pj

from rearview.sources.agentforce.query import sifting
from rearview.sources.agentforce.query.api import Column, Fetched
from rearview.sources.agentforce.query.columns import Told, schema_of
from rearview.sources.agentforce.query.document import members
from rearview.sources.agentforce.query.head import Head
from rearview.sources.agentforce.query.known import known
from rearview.sources.agentforce.query.unusable import Unusable
from rearview.sources.agentforce.query.values import UNFIT, array_of, from_texts, is_text, json_type

_TEXTS = pj.ParseOptions(explicit_schema=pa.schema([("data", pa.list_(pa.list_(pa.string())))]))


@known
class _Page(Head, frozen=True, kw_only=True):
    """A page, its rows still as they came."""

    data: msgspec.Raw


def told_in(body: bytes) -> tuple[Told, ...]:
    """Return what a page tells of its columns; nothing if it doesn't."""
    try:
        return msgspec.convert(members(body).get("metadata") or (), tuple[Told, ...])
    except msgspec.ValidationError as error:
        raise Unusable.not_json(body) from error


def rows_of(body: bytes, columns: Sequence[Column]) -> Fetched:
    """Return the rows of a page under these columns, those that Arrow can't hold apart."""
    with suppress(*UNFIT):
        page = msgspec.json.decode(body, type=_Page)
        if all(is_text(column.type) for column in columns):
            with suppress(*UNFIT):
                return Fetched(table=_of_texts(page, columns))
        return Fetched(table=_of_values(page, columns))
    return sifting.rows_of(body, columns)


def _of_texts(page: _Page, columns: Sequence[Column]) -> pa.Table:
    """Read a page whose values are all texts."""
    order, width = page.order(columns), len(columns)
    # What is given to this reader is known to be JSON: there is other input that it doesn't survive.
    body = b'{"data":%b}' % page.data
    whole = pj.ReadOptions(use_threads=False, block_size=len(body) + 1)
    read = pj.read_json(pa.BufferReader(body), read_options=whole, parse_options=_TEXTS)
    if read["data"].null_count:
        raise Unusable.not_json(body)
    rows = read["data"].chunk(0).values
    if not rows.offsets.equals(pa.arange(0, len(rows) * width + 1, width).cast(pa.int32())):
        raise Unusable.uneven()
    page.count(len(rows))
    texts = rows.values
    texts.validate(full=True)  # any bytes pass for text until here
    arrays = [
        from_texts(texts.take(pa.arange(place, len(texts), width)), column.type)
        for place, column in zip(order, columns, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=schema_of(columns))


def _of_values(page: _Page, columns: Sequence[Column]) -> pa.Table:
    """Read a page value by value."""
    order = page.order(columns)
    here = sorted(zip(order, columns, strict=True), key=lambda placed: placed[0])
    rows = _decoder(tuple(column.type for _, column in here)).decode(page.data)
    page.count(len(rows))
    values = list(zip(*(getattr(row, "row", row) for row in rows), strict=True)) or [()] * len(columns)
    arrays = [array_of(values[place], column) for place, column in zip(order, columns, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema_of(columns))


@lru_cache(maxsize=64)
def _decoder(types: tuple[pa.DataType, ...]) -> msgspec.json.Decoder[Any]:
    """Return what reads rows with columns of these types, whether each is an array or an object with one in it."""
    row = tuple.__class_getitem__(tuple(json_type(kept) for kept in types))
    named = msgspec.defstruct("Named", [("row", row)])
    return msgspec.json.Decoder(list[row | named])  # type: ignore[valid-type]
