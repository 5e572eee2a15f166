"""Statements in DuckDB's own words, over the canonical tables and those of Data 360 at once."""

from collections.abc import Collection

from rearview.engines.sql import Sql
from rearview.engines.statement import Statement, refusal
from rearview.library.held import Held
from rearview.library.lake import Lake
from rearview.library.sql.asked import Asked, absent, opened, other_columns, sql_types
from rearview.library.sql.tables import dmos, named
from rearview.model.tables import TABLES


def asked(statement: Statement, held: Held) -> Asked:
    """Put the tables that a statement names on show."""
    engine = opened(held)
    sql, lake = Sql(engine), Lake(held=held, engine=engine)
    wanted = named(statement.tables, held, besides=statement.made)
    for table in TABLES if statement.catalog else wanted.canonical:
        sql.show(table, lake.frame(table, _columns(table, statement)).to_native())
    for dmo in dmos(held) if statement.catalog else wanted.dmos:
        frame = engine.scan(held.files(dmo.folder))
        sql.show(dmo.api_name, sql.typed(frame, sql_types(dmo) | other_columns(dmo, frame)))
    return Asked(
        answer=lambda: sql.answer(statement.text, refusal),
        end=sql.interrupt,
        notes=absent(wanted.dmos, held),
    )


def _columns(table: str, statement: Statement) -> Collection[str] | None:
    """Return the columns that a statement can want: to find the others takes time."""
    if statement.whole:
        return None
    return {column.name for column in TABLES[table].columns} & statement.names
