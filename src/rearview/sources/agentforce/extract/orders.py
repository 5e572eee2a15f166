"""What can be asked of a run over time: a period, what is new or due, the verdicts on what is there."""

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from rearview.lake.grid import Window, iso
from rearview.lake.ledger import Ledger
from rearview.lake.writer import Writer
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.storage import layout
from rearview.sources.agentforce.extract import plan as plans
from rearview.sources.agentforce.extract import statement
from rearview.sources.agentforce.extract.extraction import Extraction, Order, Prepared, perform
from rearview.sources.agentforce.extract.plan import Plan
from rearview.sources.agentforce.extract.probe import Source, SourceTable
from rearview.sources.agentforce.extract.report import Report
from rearview.sources.agentforce.extract.scope import Scope
from rearview.sources.agentforce.extract.shelf import Shelf


def extract(
    extraction: Extraction,
    *,
    since_ms: int,
    until_ms: int,
    tables: Collection[str] = CATALOG,
    width_ms: int | None = None,
    again: bool = False,
) -> Report:
    """Read a period: what of it isn't settled, or with `again` all of it."""

    def choose(source: Source, ledger: Ledger) -> Plan:
        return plans.full(
            source,
            ledger,
            since_ms=since_ms,
            until_ms=until_ms,
            now_ms=extraction.clock(),
            tables=tables,
            width=width_ms,
            ladder=extraction.ladder,
            again=again,
        )

    asked = {"since": iso(since_ms), "until": iso(until_ms), "again": again}
    return _perform(extraction, "extract", choose, tables, {**asked, "window_ms": width_ms})


def extract_incremental(
    extraction: Extraction, *, tables: Collection[str] = CATALOG, width_ms: int | None = None
) -> Report:
    """Read what is new since the lake was filled, what is due again, and what never arrived."""

    def choose(source: Source, ledger: Ledger) -> Plan:
        return plans.incremental(
            source, ledger, now_ms=extraction.clock(), tables=tables, width=width_ms, ladder=extraction.ladder
        )

    return _perform(extraction, "extract-incremental", choose, tables, {"window_ms": width_ms})


def extract_quality(extraction: Extraction, *, width_ms: int | None = None) -> Report:
    """Read the tables of the Trust Layer for the time that the lake covers."""

    def choose(source: Source, ledger: Ledger) -> Plan:
        return plans.quality(
            source, ledger, now_ms=extraction.clock(), width=width_ms, ladder=extraction.ladder
        )

    return _perform(extraction, "extract-quality", choose, plans.TRUST_LAYER, {"window_ms": width_ms})


def _perform(
    extraction: Extraction,
    command: str,
    choose: Callable[[Source, Ledger], Plan],
    tables: Collection[str],
    asked: Mapping[str, Any],
) -> Report:
    def prepare(source: Source, writer: Writer) -> Prepared:
        shelves = {
            folder: Shelf(
                source=table,
                layout=layout(table.dmo),
                statements=partial(_statements, table, extraction.scope, source),
            )
            for folder, table in source.tables.items()
        }
        return Prepared(plan=choose(source, writer.ledger), shelves=shelves)

    ladder = {"ladder_ms": list(extraction.ladder)}
    parameters = {**asked, "tables": list(tables), **ladder, **extraction.scope.filters}
    return perform(extraction, Order(command=command, parameters=parameters, tables=tables, prepare=prepare))


def _statements(table: SourceTable, scope: Scope, source: Source, window: Window | None) -> list[str]:
    return [statement.rows(table, window, scope, source)]
