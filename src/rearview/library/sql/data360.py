"""Statements of Data 360 on DuckDB: in its dialect and over its tables, answered as its own engine would answer them.

The translation is the stand-in's, and refuses what that refuses. Here its tables are the files of a lake.
"""

from collections.abc import Iterator
from typing import Any

from rearview.engines.sql import Sql
from rearview.library.held import Held
from rearview.library.sql.asked import Asked, absent, opened, sql_types
from rearview.library.sql.wording import as_held, exact, refusal, tables_in
from rearview.sandbox.engines import SqlError
from rearview.sandbox.engines.duckdb.comparisons import types_of
from rearview.sandbox.engines.duckdb.dialect import spelled
from rearview.sandbox.engines.duckdb.failure import Failures
from rearview.sandbox.engines.duckdb.functions import MACROS
from rearview.sandbox.engines.duckdb.refusals import refuse
from rearview.sandbox.engines.duckdb.spelling import decoded, encoded
from rearview.sandbox.engines.duckdb.values import with_columns
from rearview.sandbox.engines.sql.clock import at
from rearview.sandbox.engines.sql.statement import spellings
from rearview.sandbox.engines.sql.titles import titled
from rearview.sandbox.engines.sql.tree import Nodes
from rearview.sources.agentforce.catalog import Dmo

_NULLS_AS_THERE = "nulls_last_on_asc_first_on_desc"


def asked(text: str, held: Held, *, now_ms: int) -> Asked:
    """Translate a statement, and put the tables that it names on show."""
    try:
        found = tables_in(text, held)
        engine = opened(held, default_null_order=_NULLS_AS_THERE)
        frames = [engine.scan(held.files(dmo.folder)) for dmo in found]
        tables = [as_held(*each) for each in zip(found, frames, strict=True)]
        nodes = exact(text, tables)
        translated = _translated(nodes, tables, now_ms)
    except SqlError as error:
        raise refusal(error, text) from error
    sql = Sql(engine)
    for macro in MACROS:
        sql.teach(macro)
    for dmo, frame in zip(tables, frames, strict=True):
        sql.show(_as_known(dmo.api_name), sql.typed(frame, sql_types(dmo), spelled=_as_known))
    failures = Failures(spellings=spellings(nodes), columns=types_of(tables))
    return Asked(
        answer=lambda: _named(
            sql.answer(translated, lambda error, _: refusal(failures.translated(error), text, tables))
        ),
        end=sql.interrupt,
        notes=absent(found, held),
    )


def _translated(nodes: Nodes, tables: list[Dmo], now_ms: int) -> str:
    named = titled(nodes)
    refuse(named, types_of(tables))
    return f"({spelled(with_columns(at(named, now_ms)))})"


def _as_known(name: str) -> str:
    """Return a name as DuckDB knows it."""
    return encoded(name)[1:-1].replace('""', '"')


def _named(answer: Iterator[Any]) -> Iterator[Any]:
    """Yield an answer with the names that its columns have in Data 360."""
    yield tuple(map(decoded, next(answer)))
    yield from answer
