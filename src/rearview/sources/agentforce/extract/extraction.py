"""An extraction from beginning to end: the lake opened, the org probed, a plan chosen and run, the report kept.

It joins the parts and decides nothing that they decide.
"""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rearview.errors import NotFoundError
from rearview.lake.identity import Identity
from rearview.lake.ledger import Ledger
from rearview.lake.schemas import schemas
from rearview.lake.settle import LADDER, Ladder
from rearview.lake.writer import Writer
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.extract import sessions
from rearview.sources.agentforce.extract.commit import AsCells, Commit
from rearview.sources.agentforce.extract.credits import of_rows
from rearview.sources.agentforce.extract.leftovers import with_leftovers
from rearview.sources.agentforce.extract.plan import Group, Plan
from rearview.sources.agentforce.extract.probe import Source, drift, probe
from rearview.sources.agentforce.extract.report import Report
from rearview.sources.agentforce.extract.run import Run
from rearview.sources.agentforce.extract.scope import EVERYTHING, Scope
from rearview.sources.agentforce.extract.shelf import Shelf
from rearview.sources.agentforce.extract.tally import Progress, Tally
from rearview.sources.agentforce.query import Api
from rearview.sources.agentforce.signin import Session
from rearview.sources.agentforce.wire import Counters, Wire

SOURCE = "agentforce"
NAMING_AGENTS = ("participants", "moments")
"""The tables that say which agent a session is with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What a run is to do, as far as that can be known before."""

    plan: Plan
    shelves: Mapping[str, Shelf]
    commit: Callable[[Writer, threading.Event], Commit] = AsCells
    unknown: tuple[str, ...] = ()
    """Ids that were asked for and don't exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked of a run."""

    command: str
    parameters: Mapping[str, Any]
    """The same in words, for the lake to keep."""
    tables: Collection[str]
    """The tables that are to be read."""
    prepare: Callable[[Source, Writer], Prepared]
    """Says what to do, by what the org has and what the lake has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Began:
    """How things were when a run began."""

    at_ms: int
    counters: Counters


def _silent(_: object) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What an extraction is done with; it can be used for one run after another."""

    session: Session
    api: Api
    wire: Wire
    root: Path
    """The lake's folder."""
    scope: Scope = EVERYTHING
    jobs: int = 4
    ladder: Ladder = LADDER
    stop: threading.Event = field(default_factory=threading.Event)
    """Set from outside when the run is to end: what is in hand is finished, and the next run goes on from there."""
    watch: Callable[[Progress], None] = _silent
    now_ms: Callable[[], int] | None = None
    """The org's clock, if it isn't to be the session's."""

    @property
    def clock(self) -> Callable[[], int]:
        """The clock by which all is decided."""
        return self.now_ms or self.session.now_ms

    @property
    def identity(self) -> Identity:
        """Whose sessions its lake holds."""
        return Identity(
            source=SOURCE,
            org=self.session.org_id,
            data_space=self.session.data_space,
            filters=self.scope.filters,
        )


def perform(extraction: Extraction, order: Order) -> Report:
    """Do one extraction and return what it did; what it committed is kept, however it ends."""
    began = _Began(at_ms=extraction.clock(), counters=replace(extraction.wire.counters))
    with Writer.open(extraction.root, extraction.identity, ladder=extraction.ladder) as writer:
        source = probe(extraction.api, _with_what_they_need(order.tables), jobs=extraction.jobs)
        missing = _missing(source, order)
        if missing.keys() >= set(order.tables):
            raise NotFoundError.tables(missing)
        prepared = order.prepare(source, writer)
        tally = Tally()
        plan = with_leftovers(prepared.plan, writer, prepared.shelves)
        prepared = replace(prepared, plan=_without_drift(plan, source, writer, tally))
        run = _run(extraction, prepared, writer, tally)
        known_ms = sessions.known_until_ms(writer.root)
        try:
            run.go()
            if not extraction.stop.is_set():
                known_ms = sessions.find(
                    writer, known_ms=known_ms, read_since_ms=tally.read_since_ms, now_ms=extraction.clock()
                )
        finally:
            report = _report(
                extraction,
                order,
                began=began,
                source=source,
                ledger=writer.ledger,
                tally=tally,
                run=run,
                prepared=prepared,
                known_ms=known_ms,
            )
            writer.log_run(report.as_json())
    if run.fatal is not None:
        raise run.fatal
    return report


def _missing(source: Source, order: Order) -> dict[str, str]:
    """Return why tables that are to be read can't be."""
    return {folder: why for folder, why in source.missing.items() if folder in order.tables}


def _with_what_they_need(tables: Collection[str]) -> set[str]:
    """Return tables with those that conditions on them can name: what they hang on, and where agents are named."""
    needed: set[str] = set()
    found = [*tables, *NAMING_AGENTS]
    while found:
        folder = found.pop()
        if folder not in needed:
            needed.add(folder)
            found += (link.to for link in CATALOG[folder].parents)
    return needed


def _without_drift(plan: Plan, source: Source, writer: Writer, tally: Tally) -> Plan:
    """Leave out the tables whose columns don't fit those in the lake any more; they have failed."""
    refused = drift(source, schemas(writer.root, writer.ledger))
    for table in {unit.table for unit in plan.units} & refused.keys():
        tally.refused(table, refused[table])
    groups = (
        Group(window=group.window, units=tuple(unit for unit in group.units if unit.table not in refused))
        for group in plan.groups
    )
    return replace(plan, groups=tuple(group for group in groups if group.units))


def _run(extraction: Extraction, prepared: Prepared, writer: Writer, tally: Tally) -> Run:
    return Run(
        prepared.plan,
        prepared.shelves,
        api=extraction.api,
        writer=writer,
        commit=prepared.commit,
        tally=tally,
        jobs=extraction.jobs,
        now_ms=extraction.clock,
        stop=extraction.stop,
        watch=extraction.watch,
    )


def _report(
    extraction: Extraction,
    order: Order,
    *,
    began: _Began,
    source: Source,
    ledger: Ledger,
    tally: Tally,
    run: Run,
    prepared: Prepared,
    known_ms: int,
) -> Report:
    progress, wire = tally.progress(), extraction.wire.counters
    return Report(
        command=order.command,
        parameters=order.parameters,
        org=extraction.session.org_id,
        api=extraction.api.name,
        started_ms=began.at_ms,
        ended_ms=extraction.clock(),
        tables={
            folder: replace(
                tally.tables[folder],
                settling_until_ms=_settling_until_ms(ledger, folder, extraction.ladder),
                missing_columns=table.missing,
                new_columns=table.new,
            )
            for folder, table in source.tables.items()
            if folder in progress.tables
        },
        missing=_missing(source, order),
        failures=tuple(tally.failures),
        unknown=prepared.unknown,
        skipped=prepared.plan.settled,
        ended_by=None if run.ended_by is None else run.ended_by.what,
        undone=progress.cells - progress.cells_done,
        interrupted=extraction.stop.is_set(),
        requests=wire.requests - began.counters.requests,
        retries=wire.retries - began.counters.retries,
        bytes_received=wire.bytes_received - began.counters.bytes_received,
        rows_processed=tally.processed,
        credits=of_rows(tally.processed),
        sessions_known_ms=known_ms,
    )


def _settling_until_ms(ledger: Ledger, table: str, ladder: Ladder) -> int | None:
    """Return when the last cell of a table settles if none is read too late; None where all have settled."""
    ends = [
        max(entry.window.end_ms + ladder[-1], due)
        for _, entry in ledger.of(table)
        if entry.window is not None and (due := entry.due_ms(ladder)) is not None
    ]
    return max(ends, default=None)
