"""What a run has done so far: the figures that its progress shows and its report ends with.

One thread keeps it. It counts what happened and must never decide anything.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rearview.errors import RearviewError
from rearview.lake.grid import Window
from rearview.lake.writer import Committed
from rearview.sources.agentforce.extract.report import Failure, TableReport


@dataclass(frozen=True, slots=True, kw_only=True)
class TableProgress:
    """How far one table is."""

    rows: int = 0
    """How many of its rows have arrived."""
    cells_done: int = 0
    cells: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is."""

    table: str | None
    """The table of the chunk that came last."""
    rows: int
    bytes: int
    """How much memory the rows took as they came."""
    cells_done: int
    cells: int
    tables: Mapping[str, TableProgress]


@dataclass(slots=True, kw_only=True)
class Tally:
    """The figures of a run."""

    tables: dict[str, TableReport] = field(default_factory=lambda: defaultdict(TableReport))
    failures: list[Failure] = field(default_factory=list)
    processed: int = 0
    read_since_ms: int | None = None
    """When the source was asked for the first of the cells that are in their place now."""
    _progress: dict[str, TableProgress] = field(default_factory=lambda: defaultdict(TableProgress))
    _bytes: int = 0
    _last: str | None = None

    def planned(self, tables: Sequence[str]) -> None:
        """Count the cells that are to be read, each named by its table."""
        for table in tables:
            known = self._progress[table]
            self._progress[table] = replace(known, cells=known.cells + 1)

    def arrived(self, table: str, rows: int, size: int) -> None:
        """Count rows that came."""
        known = self._progress[table]
        self._progress[table] = replace(known, rows=known.rows + rows)
        self._bytes += size
        self._last = table

    def committed(self, table: str, done: Sequence[Committed], *, rejected: int, processed: int) -> None:
        """Count what was fetched as one and is in its place now."""
        known = self.tables[table]
        self.tables[table] = replace(
            known,
            rows=known.rows + sum(cell.entry.rows for cell in done),
            new=known.new + sum(cell.new for cell in done),
            changed=known.changed + sum(cell.changed for cell in done),
            gone=known.gone + sum(cell.gone for cell in done),
            rejected=known.rejected + rejected,
            cells=known.cells + len(done),
            bytes=known.bytes + sum(cell.bytes for cell in done),
        )
        self.processed += processed
        read_ms = [cell.entry.read_ms for cell in done]
        self.read_since_ms = min(read_ms if self.read_since_ms is None else [self.read_since_ms, *read_ms])
        self._count_cell(table)

    def failed(self, table: str, window: Window | None, error: RearviewError) -> None:
        """Count a cell that couldn't be read."""
        self.failures.append(Failure(table=table, window=window, reason=error.what, hint=error.hint))
        self._count_cell(table)

    def refused(self, table: str, error: RearviewError) -> None:
        """Count a whole table that can't be read."""
        failure = Failure(table=table, window=None, reason=error.what, hint=error.hint, whole=True)
        self.failures.append(failure)

    def progress(self) -> Progress:
        """Return how far the run is."""
        tables = dict(self._progress)
        return Progress(
            table=self._last,
            rows=sum(table.rows for table in tables.values()),
            bytes=self._bytes,
            cells_done=sum(table.cells_done for table in tables.values()),
            cells=sum(table.cells for table in tables.values()),
            tables=tables,
        )

    def _count_cell(self, table: str) -> None:
        known = self._progress[table]
        self._progress[table] = replace(known, cells_done=known.cells_done + 1)
