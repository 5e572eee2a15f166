"""A lake opened for writing: one process at a time, one cell at a time, each replaced whole.

The order of a commit is what makes a crash harmless. The rows are staged, then written aside as one file, then the
file takes the cell's place, then the watermark says so, then the staging goes. Whoever dies in between leaves the
old cell or the new one, and the next run that opens the lake finishes what is left to do.
"""

import os
import socket
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from rearview import __version__
from rearview.errors import BrokenLakeError, IdentityError, LockedError
from rearview.lake import identity as identities
from rearview.lake import ledger as ledgers
from rearview.lake.disk import Disk
from rearview.lake.grid import Cell, Window
from rearview.lake.identity import Identity
from rearview.lake.layout import METADATA, Layout
from rearview.lake.ledger import Entry, Ledger
from rearview.lake.parquet import read_footer, write_cell
from rearview.lake.scan import cells
from rearview.lake.settle import LADDER, Ladder
from rearview.lake.sort import fewer_runs, merge
from rearview.lake.staging import CELL, STAGING, Staging, Ticket, read_ticket, staged_folders

LOCK = "lock"


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

    def commit(self, staging: Staging, layout: Layout, *, unfinished: bool = False) -> Entry:
        """Put a staged cell in its place."""
        ticket, aside = staging.ticket, staging.folder / CELL
        runs = fewer_runs(self._disk, staging.folder, staging.runs(), layout.order)
        entry = Entry(window=ticket.window, read_ms=ticket.read_ms, rows=0, unfinished=unfinished)
        rows = merge(runs, layout.order)
        entry = write_cell(self._disk, aside, staging.schema(), rows, layout=layout, entry=entry)
        place = self.root / ticket.cell.path
        self._disk.make_folder(place.parent)
        self._disk.rename(aside, place)
        self._record(ticket.cell, entry)
        staging.clear()
        return entry

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
        """Read the watermark; a lake that lost it says by its cells what it covers."""
        path = self._metadata / ledgers.NAME
        if path.exists():
            self.ledger = Ledger.load(path.read_bytes())
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
