"""A question put to frames of one engine, of which no more is made than it reads. Nothing is opened here."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import narwhals as nw

from rearview.analyses import ask, load_analysis, tables_of
from rearview.analyses.facts import COLUMNS
from rearview.engines.reads import reads
from rearview.engines.view import PARTITION
from rearview.model.tables import TABLES, Type
from rearview.sources.canonical import Frame

_TYPES: dict[Type, nw.dtypes.DType] = {
    "text": nw.String(),
    "int": nw.Int64(),
    "float": nw.Float64(),
    "bool": nw.Boolean(),
}


def read_by(name: str, said: Mapping[str, Any], *, with_facts: bool = False) -> dict[str, set[str]]:
    """Return the columns of canonical tables that a question reads; fewer, where the facts of sessions are at hand."""
    analysis = load_analysis(name)
    known = with_facts and bool(analysis.facts)

    def empty(frames: Mapping[str, Any]) -> Any:
        held = {table: nw.from_native(each) for table, each in frames.items()}
        return ask(name, held | {"facts": no_facts()} if known else held, **said).to_native()

    return reads(tables_of(analysis, with_facts=known), empty)


def answered(
    name: str,
    said: Mapping[str, Any],
    frame: Callable[[str, Collection[str]], Frame],
    facts: Frame | None = None,
) -> Frame:
    """Answer a question; `frame` makes a table with the columns that are read, `facts` are the sessions', if known."""
    read = read_by(name, said, with_facts=facts is not None)
    frames = {table: frame(table, columns) for table, columns in read.items()}
    given = frames if facts is None else frames | {"facts": facts}
    unread = set(tables_of(load_analysis(name), with_facts=facts is not None)) - set(read)
    like = next(iter(given.values()))
    return ask(name, given | {table: _without_rows(table, like) for table in unread}, **said)


def _without_rows(table: str, like: Frame) -> Frame:
    """Return a table that is never looked at: to make it whole, lost rows would be sought for nobody."""
    types = {column.name: _TYPES[column.type] for column in TABLES[table].columns} | {PARTITION: nw.Date()}
    return (
        like.head(0)
        .with_columns(nw.lit(None, type_).alias(name) for name, type_ in types.items())
        .select(*types)
    )


def no_facts() -> Frame:
    """Return the facts of no session, for a plan by Polars: so are all plans that say what is read."""
    schema = {column.name: _TYPES[column.type] for column in COLUMNS}
    return nw.from_dict({}, schema=schema, backend="polars").lazy()
