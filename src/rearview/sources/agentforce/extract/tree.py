"""Extracting whole sessions by their ids: every row of theirs, whenever it happened.

A lake of such sessions is read anew with each id that is added, so that its cells stay whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from rearview.errors import NotFoundError
from rearview.lake.columns import cell_columns
from rearview.lake.grid import Window
from rearview.lake.writer import Writer
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.storage import layout
from rearview.sources.agentforce.extract import statement
from rearview.sources.agentforce.extract.commit import AsDays
from rearview.sources.agentforce.extract.extraction import Extraction, Order, Prepared, perform
from rearview.sources.agentforce.extract.identify import identify
from rearview.sources.agentforce.extract.plan import Group, Plan, Unit
from rearview.sources.agentforce.extract.probe import Source, SourceTable
from rearview.sources.agentforce.extract.report import Report
from rearview.sources.agentforce.extract.scope import Sessions
from rearview.sources.agentforce.extract.shelf import Shelf

ALL_TIME = Window(0, 253_370_764_800_000)
"""Every time that a row can have: the years 1970 to 9998."""
_SESSIONS = CATALOG["sessions"]


def extract_tree(extraction: Extraction, ids: Sequence[str]) -> Report:
    """Read whole sessions by their ids, or by those of their messaging sessions, and anew what the lake has."""

    def prepare(source: Source, writer: Writer) -> Prepared:
        sessions, unknown = identify(extraction.api, source, ids)
        if not sessions:
            raise NotFoundError.sessions(unknown)
        scopes = Sessions.of([*_held(writer), *sessions])
        return Prepared(
            plan=_plan(source),
            shelves={folder: _shelf(table, scopes, source) for folder, table in source.tables.items()},
            commit=AsDays,
            unknown=unknown,
        )

    parameters = {"sessions": list(ids)}
    order = Order(command="extract-tree", parameters=parameters, tables=CATALOG, prepare=prepare)
    return perform(replace(extraction, scope=Sessions(tuple(ids))), order)


def _held(writer: Writer) -> Iterator[str]:
    """Yield the ids of the sessions that a lake has."""
    for cell, _ in writer.ledger.of(_SESSIONS.folder):
        for rows in cell_columns(writer.root / cell.path, [_SESSIONS.key]):
            yield from rows[_SESSIONS.key].to_pylist()


def _plan(source: Source) -> Plan:
    """Plan to read each table as one, children before parents."""
    units = (Unit(table=folder, window=None, reason="again") for folder in reversed(list(source.tables)))
    return Plan(groups=(Group(window=None, units=tuple(units)),))


def _shelf(table: SourceTable, scopes: Sequence[Sessions], source: Source) -> Shelf:
    return Shelf(
        source=table,
        layout=layout(table.dmo),
        statements=partial(_statements, table, scopes, source),
    )


def _statements(
    table: SourceTable, scopes: Sequence[Sessions], source: Source, _window: Window | None
) -> list[str]:
    """Return the statements for all rows of some sessions: those with a time, and those without."""
    folder = table.dmo.folder
    if scopes[0].condition(folder, source) is None:
        return [statement.rows(table, None, scopes[0], source)]
    spans: Iterable[Window | None] = [ALL_TIME, None] if source.windowed(folder) else [None]
    return [statement.rows(table, span, scope, source) for span in spans for scope in scopes]
