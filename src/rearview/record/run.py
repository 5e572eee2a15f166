"""A run: a root session with all that it calls, from its first patch to its snapshot.

Owns the one way by which anything is recorded, so that nothing that goes wrong in it reaches the agent. It must not know
what a session is.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from msgspec import json

from rearview.record import ending
from rearview.record.events import OnEvent, told
from rearview.record.index import Index
from rearview.record.journal import Header, Journal, Kind, line
from rearview.record.marks import now_ms
from rearview.record.notices import Notice
from rearview.record.places import snapshot_of
from rearview.record.settings import Settings
from rearview.record.tree import VERSION, charges, document

_CHEAP_S = 0.02
_SHARE = 10
"""A snapshot that took longer than a moment isn't written again before ten times as long has passed."""


class Run:
    """A run that is being recorded; one that never began records nothing."""

    def __init__(self, settings: Settings, origin_id: str, agent: str) -> None:
        self.settings = settings
        self.origin_id = origin_id
        self.logged_error: int | None = None
        """The exception that was last written to a log, by its id: it passes through many nodes."""
        self._agent = agent
        self._journal: Journal | None = None
        self._has_ended = False
        self._numbers = 0
        self._numbering = threading.Lock()
        self._taken: set[str] = set()
        """The charges that a callback wrote itself."""
        self._storing = threading.RLock()
        self._stored_at_s, self._storing_took_s = 0.0, 0.0

    def begin(self) -> None:
        """Open the journal."""
        header = Header(
            origin_id=self.origin_id,
            sessions_dir=str(self.settings.sessions_dir),
            billing_file=str(self.settings.billing_file),
        )
        try:
            self._journal = Journal(self.settings.disk, self.settings.sessions_dir, header)
        except Exception as error:  # noqa: BLE001 - recording never breaks the agent
            Notice.unforeseen(error).tell()

    @property
    def is_recording(self) -> bool:
        """Whether anything can still be recorded."""
        return self._journal is not None and self._journal.is_open and not self._has_ended

    def number(self, counts: Counter[str], name: str) -> tuple[int, int]:
        """Return the number of a new node, and its place among its like; both grow together."""
        with self._numbering:
            self._numbers += 1
            counts[name] += 1
            return self._numbers, counts[name]

    def put(self, kind: Kind, number: int, parent: int, patch: dict[str, Any]) -> None:
        """Record a patch to a node."""
        journal = self._journal
        if journal is None:
            return
        if self._has_ended:
            Notice.too_late(self._agent).tell()
            return
        try:
            text = self.settings.plain.compose(patch)
            journal.put(line(kind, number, parent, text))
            if self.settings.on_event is not None:
                self._tell(patch, text, self.settings.on_event)
        except Exception as error:  # noqa: BLE001 - recording never breaks the agent
            Notice.unforeseen(error).tell()

    def snapshot(self, reason: str) -> None:
        """Write the snapshot of the run as it is by now, unless that takes too much of the agent's time."""
        since_s = time.monotonic() - self._stored_at_s
        if self._storing_took_s > _CHEAP_S and since_s < _SHARE * self._storing_took_s:
            return
        if not self._storing.acquire(blocking=False):
            return
        try:
            began_s = time.monotonic()
            if not self._has_ended:
                self._store(reason)
            self._stored_at_s = time.monotonic()
            self._storing_took_s = self._stored_at_s - began_s
        except Exception as error:  # noqa: BLE001 - recording never breaks the agent
            Notice.unforeseen(error).tell()
        finally:
            self._storing.release()

    def end(self) -> None:
        """Write the run's snapshot and its charges, and remove its journal."""
        with self._storing:
            self._has_ended = True
            try:
                self._store("final")
            except Exception as error:  # noqa: BLE001 - recording never breaks the agent
                Notice.unforeseen(error).tell()

    def _store(self, reason: str) -> None:
        journal = self._journal
        if journal is None or journal.is_foreign or not journal.parts:
            return
        with Index(journal.parts) as index:
            snapshot = self._written(index, reason, journal)
            if reason != "final":
                return
            if snapshot is not None:
                ending.charge(
                    self.settings.disk, lambda: self._charges(index), self.settings.billing_file, snapshot
                )
                journal.put(line("billed", 0, 0, b"{}"))
        journal.close()
        if snapshot is not None:
            journal.remove()

    def _written(self, index: Index, reason: str, journal: Journal) -> Path | None:
        """Return where the snapshot lies now; None where only the journal holds the run."""
        chosen = self.settings
        wanted = snapshot_of(chosen.sessions_dir, self.origin_id)
        if told(chosen.on_event, "snapshot", lambda: self._payload(index, reason)):
            return wanted
        return ending.store(chosen.disk, index, wanted, reason, journal.parts[-1])

    def _tell(self, patch: dict[str, Any], text: bytes, on_event: OnEvent) -> None:
        if "logs" in patch or "accounting" in patch:
            written = json.decode(text)
            for entry in written.get("logs", ()):
                told(on_event, "log", partial(dict, entry))
            for entry in written.get("accounting", ()):
                if told(on_event, "accounting", partial(dict, entry)):
                    self._taken.add(entry["entryId"])
        if "endedAt" in patch:
            told(on_event, "op_tree", self._tree)

    def _charges(self, index: Index) -> Iterator[bytes]:
        """Yield the charges that no callback wrote."""
        for charge in charges(index):
            if not self._taken or json.decode(charge).get("entryId") not in self._taken:
                yield charge

    def _tree(self) -> Any:
        parts = self._journal.parts if self._journal else []
        with Index(parts) as index:
            return json.decode(b"".join(document(index)))["opTree"]

    def _payload(self, index: Index, reason: str) -> dict[str, Any]:
        """Return a snapshot as ai-agent's library hands it out."""
        written = json.decode(b"".join(document(index, reason)))
        return {
            "reason": reason,
            "sessionId": self.origin_id,
            "originId": self.origin_id,
            "timestamp": now_ms(),
            "snapshot": {"version": VERSION, "opTree": written["opTree"]},
        }
