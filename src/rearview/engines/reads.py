"""Which columns something reads, found by letting it read tables without a row.

It is planned by Polars, whatever engine is to compute it: which columns are needed is a matter of what is asked.
Nothing is read from any disk.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from rearview.engines.view import PARTITION
from rearview.model.tables import TABLES, Type

_TYPES: dict[Type, type[pl.DataType]] = {
    "text": pl.String,
    "int": pl.Int64,
    "float": pl.Float64,
    "bool": pl.Boolean,
}


def reads(
    tables: Collection[str], ask: Callable[[Mapping[str, pl.LazyFrame]], pl.LazyFrame]
) -> dict[str, set[str]]:
    """Return the columns of canonical tables that an answer leans on; a table that it never looks at isn't named."""
    read: dict[str, set[str]] = {}
    ask({table: _watched(table, read) for table in tables}).collect()
    return read


def _watched(table: str, read: dict[str, set[str]]) -> pl.LazyFrame:
    """Return a table without rows that notes which of its columns it is asked for."""
    schema = pl.Schema(
        {column.name: _TYPES[column.type] for column in TABLES[table].columns} | {PARTITION: pl.Date}
    )
    return register_io_source(partial(_note, table, schema, read), schema=schema)


def _note(
    table: str,
    schema: pl.Schema,
    read: dict[str, set[str]],
    columns: list[str] | None,
    predicate: pl.Expr | None,
    *_: Any,
) -> Iterator[pl.DataFrame]:
    wanted = list(schema) if columns is None else columns
    read.setdefault(table, set()).update(wanted, [] if predicate is None else predicate.meta.root_names())
    empty = pl.DataFrame(schema=schema)
    yield (empty if predicate is None else empty.filter(predicate)).select(wanted)
