"""Spans that come, put into a lake: the sessions that they touch are made anew from all spans that these have.

It makes no difference in which order spans come, how often, or in how many rounds. Done again after a crash, it ends at
the same lake: whoever calls it must keep the spans until it is done.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from rearview.lake.disk import Disk
from rearview.lake.grid import DAY_MS, Cell
from rearview.lake.rewrite import rewrite
from rearview.lake.writer import Committed, Writer
from rearview.sources.otel.derive import derive, families, once
from rearview.sources.otel.family import Kin
from rearview.sources.otel.ingest.index import Entry, Index, values
from rearview.sources.otel.ingest.kept_spans import spans_of, spans_table
from rearview.sources.otel.ingest.shelves import CANONICAL, LAYOUTS, SHELVES, SPANS, as_table
from rearview.sources.otel.span import Span

TIMELESS = -1
_LAST_MS = 253_402_300_800_000
"""The year 10000: no calendar of ours reaches as far."""


@dataclass(slots=True)
class Understood:
    """Sessions made anew, and what there was of them before."""

    before: pa.Table
    """Their entries in the index."""
    tables: dict[str, pa.Table]
    traces: dict[str, set[str]] = field(default_factory=dict)
    """The traces of each root session."""

    def days(self, table: str) -> pa.Array:
        """Return the day of each row."""
        time = LAYOUTS[table].time or ""
        at = self.tables[table][time].combine_chunks()
        dated = pc.and_(pc.greater_equal(at, 0), pc.less(at, _LAST_MS))
        return pc.fill_null(pc.if_else(dated, pc.divide(at, DAY_MS), TIMELESS), TIMELESS).cast(pa.int32())


class Fold:
    """Puts spans into a lake that is open for writing."""

    def __init__(self, writer: Writer, disk: Disk) -> None:
        self._writer = writer
        self._disk = disk
        self._index = Index.load(writer.root)

    def add(self, spans: Iterable[Span], read_ms: int) -> Iterator[tuple[str, Committed]]:
        """Put spans into the lake; yield each cell that is written."""
        coming = once(spans)
        if not coming:
            return
        done = self._understood(coming)
        entries = self._entries(done)
        new = {session for entry in entries for session in entry["sessions"]}
        going = pa.array(sorted(new | values(done.before, "sessions")), pa.string())
        before = values(done.before, "days")
        for table in SHELVES:
            rows, days = done.tables[table], done.days(table)
            now = set(pc.unique(days).to_pylist())
            # Where rows only go comes first: a row that moves is never there twice.
            for day in sorted(before | now, key=lambda day: (day in now, day)):
                cell = Cell(table, None if day == TIMELESS else day * DAY_MS)
                if day in now or self._writer.ledger.entry(cell) is not None:
                    yield (
                        table,
                        rewrite(
                            self._writer,
                            cell,
                            rows if now == {day} else rows.filter(pc.equal(days, day)),
                            going=("session_id", going),
                            layout=LAYOUTS[table],
                            read_ms=read_ms,
                        ),
                    )
        self._index = self._index.replaced(done.before, entries)
        self._index.store(self._disk, self._writer.root)

    def _understood(self, coming: list[Span]) -> Understood:
        """Make the sessions that spans touch anew; what is found to touch others brings these along."""
        kin = list(families(coming))
        before = self._touched(kin, set())
        while True:
            if before.num_rows:
                kin = list(families(once([*self._kept(before), *coming])))
            rows = derive(kin)
            own = set(rows.of("sessions")["session_id"])
            touched = self._touched(kin, own)
            if touched.num_rows == before.num_rows:
                break
            before = touched
        tables = {table: as_table(table, rows.of(table)) for table in CANONICAL}
        tables[SPANS] = spans_table((one.span, one.session) for trace in kin for one in trace)
        done = Understood(before, tables)
        for trace in kin:
            for one in trace:
                done.traces.setdefault(one.session, set()).add(one.span.trace_id)
        return done

    def _touched(self, kin: list[list[Kin]], sessions: set[str]) -> pa.Table:
        named = {one.session for trace in kin for one in trace}
        traces = {trace[0].span.trace_id for trace in kin}
        return self._index.touching(named | sessions, traces)

    def _kept(self, entries: pa.Table) -> Iterator[Span]:
        """Yield the spans that the lake has of sessions."""
        roots = pc.array_sort_indices(entries["root"].combine_chunks())
        wanted = entries["root"].combine_chunks().take(roots)
        for day in sorted(values(entries, "days")):
            cell = Cell(SPANS, None if day == TIMELESS else day * DAY_MS)
            if self._writer.ledger.entry(cell) is not None:
                yield from spans_of(self._writer.root / cell.path, wanted)

    def _entries(self, done: Understood) -> list[Entry]:
        """Return what the index has to say of the sessions that were made anew."""
        roots = {
            session: root or session
            for session, root in zip(
                done.tables["sessions"]["session_id"].to_pylist(),
                done.tables["sessions"]["root_session_id"].to_pylist(),
                strict=True,
            )
        }
        days: dict[str, set[int]] = {}
        for table in SHELVES:
            pairs = pa.table({"session": done.tables[table]["session_id"], "day": done.days(table)})
            for pair in pairs.group_by(["session", "day"]).aggregate([]).to_pylist():
                days.setdefault(roots.get(pair["session"], pair["session"]), set()).add(pair["day"])
        sessions: dict[str, set[str]] = {}
        for session, root in roots.items():
            sessions.setdefault(root, set()).add(session)
        return [
            {
                "root": root,
                "traces": sorted(done.traces.get(root, ())),
                "sessions": sorted(sessions.get(root, set()) | {root}),
                "days": sorted(days.get(root, ())),
            }
            for root in sorted({*done.traces, *sessions})
        ]
