"""A statement on its way through a stand-in: asked, answered by the engine, counted, kept as a result."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from rearview.sandbox.engines import Parameter, SqlError
from rearview.sandbox.server import tables
from rearview.sandbox.server.results import Result, Separator, View
from rearview.sandbox.server.standin import Standin

_WHILE_RUNNING = "22"
"""The class of SQL states that only rows bring to light; all others are found before the first row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What is asked, and how."""

    sql: str
    parameters: Sequence[Parameter]
    row_limit: int | None = None
    """How many rows its result may have; None for all."""
    patient: bool = False
    """Whether an error that shows while it runs is told to who asks after it, and not at once."""


def run(standin: Standin, statement: Statement, *, separator: Separator, view: View) -> Result:
    """Answer a statement and keep what it gives."""
    now_ms = standin.clock.now_ms()
    failure = None
    try:
        table = _answer(standin, statement, now_ms)
        view.admit(table.num_rows)
    except SqlError as error:
        if not (statement.patient and error.sqlstate.startswith(_WHILE_RUNNING)):
            raise
        table, failure = pa.table({}), error
    standin.counters.ran(statement.sql, tables.named_in(statement.sql), table.num_rows)
    return standin.results.keep(
        table,
        sql=statement.sql,
        separator=separator,
        now_ms=now_ms,
        behaviour=standin.behaviour,
        failure=failure,
    )


def _answer(standin: Standin, statement: Statement, now_ms: int) -> pa.Table:
    lacks = standin.faults.plan.lacks
    tables.check(statement.sql, lacks)
    answer = standin.rows.query(
        statement.sql, statement.parameters, now_ms=now_ms, row_limit=statement.row_limit
    )
    missing = tables.missing_fields(statement.sql, lacks) & set(answer.column_names)
    return answer.drop_columns(list(missing)) if missing else answer
