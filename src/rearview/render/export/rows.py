"""Canonical rows as Arrow tables: those of one tree, and what a canonical table looks like.

What nobody recorded is no row. Columns have the names and types that the model gives them, and no others.
"""

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import pyarrow as pa

from rearview.model.session import Session, Step, Tree, Turn
from rearview.model.tables import TABLES, Type

_TYPES: dict[Type, pa.DataType] = {
    "text": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
}


def schema_of(table: str) -> pa.Schema:
    """Return the Arrow schema of a canonical table."""
    columns = TABLES[table].columns
    return pa.schema(
        [pa.field(column.name, _TYPES[column.type], nullable=column.nullable) for column in columns]
    )


def tables_of(tree: Tree) -> dict[str, pa.Table]:
    """Return the rows of a tree, in reading order, by their tables."""
    return {table: _table(table, list(_rows(tree, table))) for table in TABLES}


def _table(table: str, rows: list[Any]) -> pa.Table:
    schema = schema_of(table)
    values = {name: list(map(attrgetter(name), rows)) for name in schema.names}
    return pa.Table.from_pydict(values, schema=schema)


def _rows(tree: Tree, table: str) -> Iterator[Any]:
    """Yield what a tree holds of one table."""
    for session in tree.sessions:
        turns = session.turns
        if table in _OF_SESSIONS:
            yield from getattr(session, table)
        elif table in _ATTACHED:
            yield from _attached(session, table)
        elif table == "messages":
            yield from session.messages
            yield from (message for turn in turns for message in turn.messages)
        else:
            yield from (node for node in _nodes(session, table) if node.recorded)


def _nodes(session: Session, table: str) -> Iterator[Session | Turn | Step]:
    if table == "sessions":
        yield session
    elif table == "turns":
        yield from session.turns
    else:
        yield from (step for turn in session.turns for step in turn.steps)


def _attached(session: Session, table: str) -> Iterator[Any]:
    yield from getattr(session, table)
    for turn in session.turns:
        yield from getattr(turn, table)
        for step in turn.steps:
            yield from getattr(step, table)


_OF_SESSIONS = {"moments", "participants"}
_ATTACHED = {"usage", "logs", "assessments"}
