"""What a run did, as it is told at its end and kept in the lake: rows, changes, what is missing, what it took.

It holds no secret and no row. What isn't known is null, never zero.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from rearview.lake.grid import Window, iso


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReport:
    """What a run did to one table."""

    rows: int = 0
    """How many rows lie in the cells that it wrote."""
    new: int = 0
    changed: int = 0
    gone: int = 0
    """How many rows weren't there before, are other than before, and are there no more."""
    rejected: int = 0
    """How many rows couldn't be kept."""
    cells: int = 0
    bytes: int = 0
    """The size of the cells as files."""
    settling_until_ms: int | None = None
    """When the last of the table's cells settles; None where all have."""
    missing_columns: tuple[str, ...] = ()
    """Known columns that the org hasn't got; they are null."""
    new_columns: tuple[str, ...] = ()
    """Columns of the org that weren't known; they are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A cell, or a whole table, that couldn't be read; it is as it was."""

    table: str
    window: Window | None
    """None for the rows without a time, and for a whole table."""
    reason: str
    hint: str
    whole: bool = False
    """Whether it is the whole table."""

    def __str__(self) -> str:
        return self.table if self.whole else f"{self.table} {self.window or 'without a time'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did."""

    command: str
    parameters: Mapping[str, Any]
    """What it was asked for."""
    org: str | None
    api: str
    started_ms: int
    ended_ms: int
    tables: Mapping[str, TableReport]
    missing: Mapping[str, str] = field(default_factory=dict)
    """By table: why the org hasn't got it, or doesn't show it."""
    failures: tuple[Failure, ...] = ()
    unknown: tuple[str, ...] = ()
    """Ids that were asked for and don't exist."""
    skipped: int = 0
    """Cells of the period that had settled before, and weren't read again."""
    undone: int = 0
    """Cells that were to be read and weren't, since the run ended before."""
    ended_by: str | None = None
    """Why it ended early, if it did."""
    interrupted: bool = False
    requests: int = 0
    retries: int = 0
    bytes_received: int = 0
    rows_processed: int = 0
    """How many rows the source read for the queries, where it says so; else those that came."""
    credits: float = 0
    """What they cost: an estimate, at the published rate."""
    sessions_known_ms: int = 0
    """Up to when all was read whose rows have the session that can be found for them."""

    @property
    def complete(self) -> bool:
        """Whether all that was asked for is there."""
        return not (self.failures or self.undone or self.ended_by or self.interrupted)

    def as_json(self) -> dict[str, Any]:
        """Return it as it lies in the lake: moments are written for people."""
        kept = asdict(self)
        kept["started"], kept["ended"] = iso(kept.pop("started_ms")), iso(kept.pop("ended_ms"))
        for table in kept["tables"].values():
            until = table.pop("settling_until_ms")
            table["settling_until"] = None if until is None else iso(until)
        kept["failures"] = [{"cell": str(failure), "reason": failure.reason} for failure in self.failures]
        return {**kept, "complete": self.complete}
