"""A lake opened for writing: one process at a time, one cell at a time, each replaced whole.

The order of a commit is what makes a crash harmless. The rows are staged, then written aside as one file, then the
file takes the cell's place, then the watermark says so, then the staging goes. Whoever dies in between leaves the
old cell or the new one, and the next run that opens the lake finishes what is left to do.
"""

import os
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import pyarrow as pa

from rearview import __version__
from rearview.errors import BrokenLakeError, IdentityError, LockedError
from rearview.lake import identity as identities
from rearview.lake import journal
from rearview.lake import ledger as ledgers
from rearview.lake.changes import Comparison
from rearview.lake.disk import Disk
from rearview.lake.grid import Cell, Window
from rearview.lake.identity import Identity
from rearview.lake.layout import METADATA, Layout
from rearview.lake.ledger import Entry, Ledger
from rearview.lake.merge import fewer_runs, merge
from rearview.lake.parquet import read_footer, row_groups, write_cell
from rearview.lake.scan import cells
from rearview.lake.settle import LADDER, Ladder
from rearview.lake.staging import CELL, STAGING, Staging, Ticket, read_ticket, staged_folders

LOCK = "lock"


class Fill(Protocol):
    """What adds columns of our own to the rows of a cell, or fills them anew."""

    def __call__(self, rows: pa.Table) -> pa.Table:
        """Return sorted rows, as many and in the same order, with our columns; no rows are asked for their schema.

        It is called in another thread than the commit's, for one part of the cell after the other.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What a commit did."""

    entry: Entry
    new: int
    """Rows whose key the cell that was replaced didn't have."""
    changed: int
    """Rows that it had with other content; our own columns don't count."""
    gone: int
    """Rows that it had, and that the source has no more."""
    bytes: int
    """How large the cell's file is."""


class Writer:
    """The one process that may change a lake."""

    def __init__(self, root: Path, *, disk: Disk, lock: int, ladder: Ladder) -> None:
        self.root = root
        self._metadata = root / METADATA
        self._disk = disk
        self._lock = lock
        self._ladder = ladder
        self.ledger = Ledger({})

    @classmethod
    def open(
        cls, root: Path, identity: Identity, *, disk: Disk | None = None, ladder: Ladder = LADDER
    ) -> Self:
        """Open a lake for writing, make it if there is none, and finish what a run before left undone."""
        disk = disk or Disk()
        root = root.absolute()
        _refuse_strangers(root)
        disk.make_folder(root / METADATA)
        lock = _lock(disk, root)
        writer = cls(root, disk=disk, lock=lock, ladder=ladder)
        try:
            writer._identify(identity)
            writer._load()
            writer._recover()
        except BaseException:
            writer.close()
            raise
        return writer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let another process write."""
        os.close(self._lock)

    # -- a cell --

    def staged(self) -> list[Staging]:
        """Return the cells that earlier runs left under work."""
        folders = staged_folders(self._metadata / STAGING)
        found = ((folder, read_ticket(folder)) for folder in folders)
        return [Staging(self._disk, folder, ticket) for folder, ticket in found if ticket is not None]

    def begin(
        self,
        table: str,
        window: Window | None,
        *,
        read_ms: int,
        resume: dict[str, Any] | None = None,
    ) -> Staging:
        """Start work on a cell."""
        start, end = (None, None) if window is None else (window.start_ms, window.end_ms)
        ticket = Ticket(table=table, read_ms=read_ms, start_ms=start, end_ms=end, resume=resume or {})
        kept = self.ledger.clash(ticket.cell, window)
        if kept is not None:
            raise BrokenLakeError.cut_window(table, window=window, kept=kept.window)
        name = str(ticket.cell.path).replace("/", "+").removesuffix(".parquet")
        return Staging.begin(self._disk, self._metadata / STAGING / name, ticket)

    def commit(
        self, staging: Staging, layout: Layout, *, unfinished: bool = False, fill: Fill | None = None
    ) -> Committed:
        """Put a staged cell in its place."""
        ticket, aside = staging.ticket, staging.folder / CELL
        place = self.root / ticket.cell.path
        runs = fewer_runs(self._disk, staging.folder, staging.runs(layout.order), layout.order)
        schema = runs[0].schema if fill is None else fill(runs[0].schema.empty_table()).schema
        comparison = Comparison(place, key=layout.key, own=set(schema.names) - set(runs[0].schema.names))

        def finished(rows: pa.Table) -> pa.Table:
            kept = rows if fill is None else fill(rows)
            comparison.see(kept)
            return kept

        entry = write_cell(
            self._disk,
            aside,
            schema,
            map(finished, row_groups(merge(runs, layout.order))),
            layout=layout,
            entry=Entry(window=ticket.window, read_ms=ticket.read_ms, rows=0, unfinished=unfinished),
            own=comparison.own,
        )
        changes, size = comparison.changes(), aside.stat().st_size
        self._disk.make_folder(place.parent)
        self._disk.rename(aside, place)
        self._record(ticket.cell, entry)
        staging.clear()
        return Committed(entry=entry, new=changes.new, changed=changes.changed, gone=changes.gone, bytes=size)

    # -- the journal --

    def log_run(self, run: Mapping[str, Any]) -> None:
        """Keep what a run did, as JSON."""
        journal.log_run(self._disk, self.root, run)

    def reject(self, table: str, records: Iterable[Mapping[str, Any]]) -> None:
        """Keep records that a table can't hold, each with where it came from and the reason."""
        journal.reject(self._disk, self.root, table, records)

    def _record(self, cell: Cell, entry: Entry) -> None:
        self.ledger = self.ledger.record(cell, entry)
        self._disk.store(self._metadata / ledgers.NAME, self.ledger.dump(self._ladder))

    # -- opening --

    def _identify(self, asked: Identity) -> None:
        """Compare the lake's identity with what is asked for, or give a new lake its own."""
        path = self._metadata / identities.NAME
        if path.exists():
            kept = identities.load(path.read_bytes())
            if kept != asked:
                raise IdentityError.differs(self.root, kept=kept, asked=asked)
        else:
            self._disk.store(path, identities.dump(asked, created_with=f"rearview {__version__}"))

    def _load(self) -> None:
        """Read the watermark; a lake that lost it says by its cells what it covers, and what was removed isn't covered."""
        path = self._metadata / ledgers.NAME
        if path.exists():
            ledger = Ledger.load(path.read_bytes())
            self.ledger = ledger.keep(lambda cell: (self.root / cell.path).exists())
            return
        for cell, file in cells(self.root):
            footer = read_footer(file)
            if footer is not None:
                self.ledger = self.ledger.record(cell, footer.entry)
        if self.ledger.tables:
            self._disk.store(path, self.ledger.dump(self._ladder))

    def _recover(self) -> None:
        """Finish the commits whose file is in place already; leave what can be resumed."""
        for folder in staged_folders(self._metadata / STAGING):
            ticket = read_ticket(folder)
            done = None if ticket is None else committed(self.root, ticket)
            if ticket is not None and done is not None and self.ledger.entry(ticket.cell) != done:
                self._record(ticket.cell, done)
            if ticket is None or done is not None:
                self._disk.remove_folder(folder)


def committed(root: Path, ticket: Ticket) -> Entry | None:
    """Return the entry of a staged cell whose file is already in place."""
    place = root / ticket.cell.path
    footer = read_footer(place) if place.exists() else None
    return footer.entry if footer is not None and ticket.is_done_by(footer.entry) else None


def _refuse_strangers(root: Path) -> None:
    """A folder with anything in it is either a lake or none of our business."""
    if not root.exists() or (root / METADATA / identities.NAME).exists():
        return
    # A first run that died early leaves its folder and its lock, and no identity yet.
    ours = {root / METADATA, root / METADATA / LOCK, root / METADATA / (identities.NAME + ".new")}
    if not root.is_dir() or set(root.rglob("*")) - ours:
        raise IdentityError.stranger(root)


def _lock(disk: Disk, root: Path) -> int:
    """Take the lock that the kernel frees when its holder dies, and say in it who we are."""
    path = root / METADATA / LOCK
    lock = disk.lock(path)
    if lock is None:
        raise LockedError.held(root, by=path.read_text().strip())
    os.ftruncate(lock, 0)
    os.write(lock, f"process {os.getpid()} on {socket.gethostname()}\n".encode())
    return lock
