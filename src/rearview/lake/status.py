"""How a lake stands: what it covers, what is still settling, what is late, and what its runs have told of themselves.

It reads the small files of `metadata/` and opens no cell, takes no lock, changes nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rearview.errors import AccessError
from rearview.lake import journal
from rearview.lake import ledger as ledgers
from rearview.lake.grid import Window
from rearview.lake.identity import Identity
from rearview.lake.layout import METADATA
from rearview.lake.ledger import Ledger
from rearview.lake.scan import identity_of
from rearview.lake.settle import LADDER, Ladder
from rearview.lake.staging import STAGING, tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class TableStatus:
    """How one table of a lake stands."""

    table: str
    rows: int
    cells: int
    covered: tuple[Window, ...]
    """The intervals that were read, joined where they touch."""
    open: int
    """Cells whose window wasn't over when they were read."""
    settling: int
    """Cells that will be read again because rows come in late; those of rows without a time aren't counted."""
    unfinished: int
    """Cells that hold something which is still going to change, such as a session without an end."""
    late: int
    """Cells that should have been read again by now."""
    due_ms: int | None
    """When the next cell must be read again; None where none will."""
    settled_ms: int | None
    """When the last of its cells settles if all are read in time; None where all are settled."""
    under_work: int
    """Cells that a run has begun and not finished."""
    rejected: int
    """Records that the table couldn't hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How a lake stands at a moment."""

    root: Path
    identity: Identity
    at_ms: int
    ladder: Ladder
    """The ages of its windows at which they are read again."""
    tables: tuple[TableStatus, ...]
    runs: tuple[Mapping[str, Any], ...]
    """What its runs told of themselves, the oldest first."""


def status(root: Path, *, now_ms: int) -> Status:
    """Return how a lake stands; it can't be earlier than when the lake was last written to."""
    identity, ledger, runs = identity_of(root), ledger_of(root), journal.runs(root)
    rejected = journal.rejected(root)
    working = Counter(ticket.table for ticket in tickets(root / METADATA / STAGING))
    read = (entry.read_ms for table in ledger.tables for _, entry in ledger.of(table))
    at_ms, ladder = max([now_ms, *read]), _ladder(runs)
    return Status(
        root=root,
        identity=identity,
        at_ms=at_ms,
        ladder=ladder,
        tables=tuple(
            _table(name, ledger, at_ms, ladder, working=working[name], rejected=rejected.get(name, 0))
            for name in sorted({*ledger.tables, *working, *rejected})
        ),
        runs=tuple(runs),
    )


def ledger_of(root: Path) -> Ledger:
    """Return what a lake has read; nothing if it isn't there yet, or none of its runs has come that far."""
    path = root / METADATA / ledgers.NAME
    try:
        return Ledger.load(path.read_bytes())
    except FileNotFoundError:
        return Ledger({})
    except OSError as error:
        raise AccessError.of(error, doing=f"read {path}") from error


def _ladder(runs: Sequence[Mapping[str, Any]]) -> Ladder:
    """Return the ladder that the last run settled its cells by."""
    told = runs[-1].get("parameters", {}).get("ladder_ms") if runs else None
    return tuple(told) if told else LADDER


def _table(
    name: str, ledger: Ledger, now_ms: int, ladder: Ladder, *, working: int, rejected: int
) -> TableStatus:
    entries = [entry for _, entry in ledger.of(name)]
    due = [(at_ms, entry.window) for entry in entries if (at_ms := entry.due_ms(ladder)) is not None]
    states = Counter(entry.state(ladder) for entry in entries if entry.window is not None)
    settled = [max(window.end_ms + ladder[-1], at_ms) for at_ms, window in due if window is not None]
    return TableStatus(
        table=name,
        rows=sum(entry.rows for entry in entries),
        cells=len(entries),
        covered=tuple(ledger.covered(name)),
        open=states["open"],
        settling=states["settling"],
        unfinished=sum(entry.unfinished for entry in entries),
        late=sum(at_ms <= now_ms for at_ms, _ in due),
        due_ms=min((at_ms for at_ms, _ in due), default=None),
        settled_ms=max(settled, default=None),
        under_work=working,
        rejected=rejected,
    )
