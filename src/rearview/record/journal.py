"""The journal of a run: what is recorded, written down at once, so that a process that is killed loses nothing of it.

A journal is lines of JSON, each a patch to a node of the run's tree: `["op", 17, 3, {"logs": [...]}]` adds a log line to
node 17, an operation of node 3. What memory would have to hold for hours is on the disk instead. A journal that can't
be written any further goes on in another folder; what it holds and how it is read, `index.py` knows.
"""

import os
import threading
import weakref
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from rearview.record.disk import Disk
from rearview.record.notices import Notice
from rearview.record.places import journal_of, refuge

Kind: TypeAlias = Literal["run", "session", "system", "turn", "op", "billed"]
"""Of which kind a node is: `system` is the turn of a session that the system's own work stands in."""

_encoder = msgspec.json.Encoder()


class Header(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What the first line of each part of a journal says."""

    origin_id: str
    sessions_dir: str
    billing_file: str | None
    before: str | None = None
    """The part before this one."""


def line(kind: Kind, number: int, parent: int, patch: bytes) -> bytes:
    """Return the line of a patch, which is JSON text already."""
    return b'["%b",%d,%d,%b]\n' % (kind.encode(), number, parent, patch)


class Journal:
    """An open journal; a failing disk never shows."""

    def __init__(self, disk: Disk, folder: Path, header: Header) -> None:
        self._disk = disk
        self._header = header
        self._descriptor: int | None = None
        self.parts: list[Path] = []
        self.is_foreign = False
        """Whether this process was forked off the one that writes it."""
        # Of this run alone; a signal's handler may write while its own thread does.
        self._lock = threading.RLock()
        path = journal_of(folder, header.origin_id)
        try:
            self._open(path, header)
        except OSError as error:
            self._go_on(path, error)
        _open_journals.add(self)

    @property
    def is_open(self) -> bool:
        """Whether anything can still be written."""
        return self._descriptor is not None

    def put(self, line: bytes) -> None:
        """Write a line."""
        with self._lock:
            if self._descriptor is None:
                return
            try:
                self._disk.add(self.parts[-1], self._descriptor, line)
            except OSError as error:
                self._close()
                self._go_on(self.parts[-1], error)
                if self._descriptor is not None:
                    self._put_again(line)

    def close(self) -> None:
        """Write nothing any more."""
        with self._lock:
            self._close()

    def remove(self) -> None:
        """Remove it, now that it isn't needed any more."""
        for part in self.parts:
            try:
                self._disk.remove(part)
            except OSError as error:
                Notice.unforeseen(error).tell()

    def leave(self) -> None:
        """Let go of it in a process that was forked: the one that opened it goes on writing."""
        self._lock = threading.RLock()
        self.is_foreign = True
        self._close()

    def _open(self, path: Path, header: Header) -> None:
        first = line("run", 0, 0, _encoder.encode(header))
        self._descriptor = self._disk.begin(path, first)
        self.parts.append(path)

    def _go_on(self, wanted: Path, error: OSError) -> None:
        """Go on in the refuge, unless that is where it can't go on."""
        try:
            path = journal_of(refuge(), self._header.origin_id)
            if path in self.parts or path == wanted:
                raise error
            before = str(self.parts[-1]) if self.parts else None
            self._open(path, msgspec.structs.replace(self._header, before=before))
        except OSError:
            Notice.kept_nowhere(wanted, error).tell()
        else:
            Notice.kept_elsewhere(wanted, error, path).tell()

    def _put_again(self, line: bytes) -> None:
        try:
            self._disk.add(self.parts[-1], self._descriptor or 0, line)
        except OSError as error:
            self._close()
            Notice.kept_nowhere(self.parts[-1], error).tell()

    def _close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


def _leave_all() -> None:
    for journal in list(_open_journals):
        journal.leave()


_open_journals: weakref.WeakSet[Journal] = weakref.WeakSet()
os.register_at_fork(after_in_child=_leave_all)
