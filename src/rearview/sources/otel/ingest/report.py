"""What a run did that put files of spans into a lake, as it is told at its end and kept in the lake. It holds no row."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from rearview.lake.grid import iso
from rearview.lake.writer import Committed
from rearview.sources.counted import TableReport, with_cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file that can't be read, and why; it isn't tried again before it changes."""

    path: str
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
    """How many of them look as they did when they were read."""
    read: int
    bytes: int
    """How much was read, as it lies in the folder."""
    spans: int
    without_ids: int
    """How many were left out, since nothing tells them apart."""
    taken_up: int
    """How many spans an earlier run, or a server, had put safe and didn't get to."""
    sessions: int
    """How many sessions are new."""
    tables: Mapping[str, TableReport]
    rejected: tuple[Refused, ...] = ()
    interrupted: bool = False

    @property
    def did_something(self) -> bool:
        """Whether the run opened a file, or changed the lake."""
        return bool(self.read or self.rejected or self.taken_up)

    @property
    def read_nothing(self) -> bool:
        """Whether there was something to read, and none of it could be."""
        return bool(self.rejected) and not (self.read or self.unchanged)

    def as_json(self) -> dict[str, Any]:
        """Return it as it lies in the lake: moments are written for people."""
        kept = asdict(self)
        kept["started"], kept["ended"] = iso(kept.pop("started_ms")), iso(kept.pop("ended_ms"))
        return {**kept, "complete": not self.interrupted}


@dataclass(slots=True)
class Tally:
    """What a run has done so far."""

    read: int = 0
    bytes: int = 0
    spans: int = 0
    without_ids: int = 0
    taken_up: int = 0
    rejected: list[Refused] = field(default_factory=list)
    tables: dict[str, TableReport] = field(default_factory=dict)

    def commit(self, table: str, done: Committed) -> None:
        """Count a cell."""
        self.tables = with_cell(self.tables, table, done)

    def told(self) -> dict[str, Any]:
        """Return what a report says of it."""
        return {
            "read": self.read,
            "bytes": self.bytes,
            "spans": self.spans,
            "without_ids": self.without_ids,
            "taken_up": self.taken_up,
            "sessions": self.tables.get("sessions", TableReport()).new,
            "tables": self.tables,
            "rejected": tuple(self.rejected),
        }
