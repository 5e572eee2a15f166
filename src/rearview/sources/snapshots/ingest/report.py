"""What a run did, as it is told at its end and kept in the lake: files, sessions, rows, and what couldn't be read.

It holds no row. What isn't known is null, never zero.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from rearview.lake.grid import iso
from rearview.lake.writer import Committed
from rearview.sources.counted import TableReport, with_cell
from rearview.sources.snapshots.ingest.reading import Harvest
from rearview.sources.snapshots.ingest.unit import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A file that couldn't be read; what the lake had from it is as it was."""

    path: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run did."""

    command: str = "ingest"
    parameters: Mapping[str, Any]
    """What it was asked for."""
    started_ms: int
    ended_ms: int
    files: int
    """How many there are."""
    unchanged: int
    """How many of them weren't opened, since they look as they did."""
    refused_before: int
    """How many of those can't be read, as an earlier run found out."""
    runs: int
    """How many were read."""
    same: int
    """How many were opened, and held what they held before."""
    sessions: int
    """How many sessions were put into the lake from them, those of sub-agents too; what several hold counts once."""
    bytes: int
    """How much was read, as it lies in the folder."""
    tables: Mapping[str, TableReport]
    notes: Mapping[str, int] = field(default_factory=dict)
    """How many runs were odd in some way, by the way."""
    rejected: tuple[Failure, ...] = ()
    """Files that hold no run; they aren't tried again before they change."""
    failed: tuple[Failure, ...] = ()
    """Files that couldn't be opened, or whose reader died; the next run tries them again."""
    taken_up: bool = False
    """Whether the run ended what another had left undone."""
    interrupted: bool = False

    @property
    def did_something(self) -> bool:
        """Whether the run opened a file, or changed the lake."""
        return bool(self.runs or self.same or self.rejected or self.failed or self.taken_up)

    @property
    def read_nothing(self) -> bool:
        """Whether there was something to read, and none of it could be."""
        return bool(self.rejected or self.failed) and not (self.runs or self.same or self._known)

    @property
    def _known(self) -> int:
        return self.unchanged - self.refused_before

    def as_json(self) -> dict[str, Any]:
        """Return it as it lies in the lake: moments are written for people."""
        kept = asdict(self)
        kept["started"], kept["ended"] = iso(kept.pop("started_ms")), iso(kept.pop("ended_ms"))
        return {**kept, "complete": not (self.interrupted or self.failed)}


class Tally:
    """What a run has done so far."""

    def __init__(self) -> None:
        self.runs = self.same = self.sessions = self.bytes = self.rows = 0
        self.notes: Counter[str] = Counter()
        self.rejected: list[Failure] = []
        self.failed: list[Failure] = []
        self.tables: dict[str, TableReport] = {}

    def told(self) -> dict[str, Any]:
        """Return what a report says of it."""
        return {
            "runs": self.runs,
            "same": self.same,
            "sessions": self.sessions,
            "bytes": self.bytes,
            "tables": self.tables,
            "notes": dict(self.notes),
            "rejected": tuple(self.rejected),
            "failed": tuple(self.failed),
        }

    def see(self, harvest: Harvest) -> None:
        """Count what was read."""
        self.rows += harvest.rows
        for outcome in harvest.outcomes:
            self._see(outcome)

    def _see(self, outcome: Outcome) -> None:
        self.bytes += outcome.unit.size
        if outcome.notes:
            self.notes.update(set(outcome.notes))
        if outcome.verdict == "read":
            self.runs += 1
        elif outcome.verdict == "same":
            self.same += 1
        else:
            failure = Failure(path=outcome.unit.path, kind=outcome.kind, reason=outcome.reason)
            (self.rejected if outcome.verdict == "rejected" else self.failed).append(failure)

    def commit(self, table: str, done: Committed) -> None:
        """Count a cell."""
        self.tables = with_cell(self.tables, table, done)
