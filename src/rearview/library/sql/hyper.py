"""Statements of Data 360 on Hyper, the engine that it runs on: the rows that they need are loaded into it first."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

import pyarrow as pa

from rearview.engines.sql import Sql
from rearview.library.held import Held
from rearview.library.sql.asked import Asked, absent, opened, sql_types
from rearview.library.sql.wording import as_held, exact, refusal, tables_in
from rearview.sandbox.engines import SqlError, open_engine
from rearview.sandbox.engines.engine import GONE, VISIBLE
from rearview.sandbox.engines.sql.tree import text as written


def asked(text: str, held: Held, *, now_ms: int) -> Asked:
    """Find the rows that a statement needs; Hyper is started and filled when the answer is wanted."""
    try:
        found = tables_in(text, held)
        source = opened(held)
        frames = [source.scan(held.files(dmo.folder)) for dmo in found]
        tables = [as_held(*each) for each in zip(found, frames, strict=True)]
        statement = written(exact(text, tables))
    except SqlError as error:
        raise refusal(error, text) from error
    sql = Sql(source)

    def answer() -> Iterator[Any]:
        try:
            with closing(open_engine("hyper")) as hyper:
                for dmo, frame in zip(tables, frames, strict=True):
                    hyper.load(dmo, _rows(sql.typed(frame, sql_types(dmo)).to_arrow_reader()))
                result = hyper.query(statement, now_ms=now_ms)
        except SqlError as error:
            raise refusal(error, text, tables) from error
        yield tuple(result.column_names)
        yield from result.to_batches()

    return Asked(answer=answer, end=lambda: None, notes=absent(found, held))


def _rows(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Yield rows as the engine takes them: each was there from the beginning, and stays."""
    for batch in batches:
        table = pa.Table.from_batches([batch])
        since, until = pa.array([0] * len(table), pa.int64()), pa.nulls(len(table), pa.int64())
        yield table.append_column(VISIBLE, since).append_column(GONE, until)
