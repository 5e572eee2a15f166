"""The statements that fetch and count rows: which columns, of which span of time, of which scope, in which order.

Together, the statements for all windows of a table and for its timeless cell return each of its rows once. Columns
are named one by one, so that a result has the columns that a cell expects. Nothing here asks anybody.
"""

from rearview.lake.grid import Window
from rearview.sources.agentforce.catalog import Link
from rearview.sources.agentforce.catalog.storage import layout
from rearview.sources.agentforce.extract.probe import Source, SourceTable
from rearview.sources.agentforce.extract.scope import Scope
from rearview.sources.agentforce.query.sql import moment, quoted

ROWS = "rows"
"""What the number of rows is called in the result of a count."""


def rows(table: SourceTable, window: Window | None, scope: Scope, source: Source) -> str:
    """Return the statement for the rows of a cell, sorted as they lie in it; without a window, of the timeless one."""
    columns = ", ".join(f"{quoted(column.asked)} AS {quoted(column.name)}" for column in table.columns)
    order = ", ".join(f"{quoted(name)} NULLS LAST" for name in layout(table.dmo).order if table.has(name))
    return f"SELECT {columns} FROM {table.sql}{_where(_when(table, window, source), scope, table, source)} ORDER BY {order}"  # noqa: S608


def count(table: SourceTable, window: Window | None, scope: Scope, source: Source) -> str:
    """Return the statement for the number of rows in a span of time; without one, of all rows."""
    when = _when(table, window, source) if window is not None and source.windowed(table.dmo.folder) else None
    return f"SELECT COUNT(*) AS {quoted(ROWS)} FROM {table.sql}{_where(when, scope, table, source)}"  # noqa: S608


def _where(when: str | None, scope: Scope, table: SourceTable, source: Source) -> str:
    conditions = [part for part in (when, scope.condition(table.dmo.folder, source)) if part is not None]
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _when(table: SourceTable, window: Window | None, source: Source) -> str | None:
    """Return what must hold for a row of a window, or of the timeless cell."""
    anchor = source.anchor(table.dmo.folder)
    if anchor is not None:
        return _by_parent(table, anchor, window, source)
    if table.dmo.time is None:
        return None
    time = table.asked(table.dmo.time)
    return f"{time} IS NULL" if window is None else _within(time, window)


def _by_parent(table: SourceTable, anchor: Link, window: Window | None, source: Source) -> str:
    """Return what must hold for a row that goes by its parent's time; timeless is one whose parent has none, or isn't."""
    parent = source.tables[anchor.to]
    field, column, time = (
        table.asked(anchor.field),
        parent.asked(anchor.column),
        parent.asked(parent.dmo.time or ""),
    )
    dated = f"{time} IS NOT NULL" if window is None else _within(time, window)
    within = f"(SELECT {column} FROM {parent.sql} WHERE {dated} AND {column} IS NOT NULL)"  # noqa: S608
    return f"{field} IN {within}" if window is not None else f"({field} IS NULL OR {field} NOT IN {within})"


def _within(time: str, window: Window) -> str:
    return f"{time} >= {moment(window.start_ms)} AND {time} < {moment(window.end_ms)}"
