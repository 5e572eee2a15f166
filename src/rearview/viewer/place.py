"""One place that the viewer shows: what of it is ready, and its sessions one by one.

Where snapshots lie in a folder or a file, it keeps a lake of its own of them. It asks no question of many sessions.
"""

import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rearview.errors import LockedError, NotFoundError, RearviewError
from rearview.lake.scan import is_lake
from rearview.model.session import Tree
from rearview.sources.agentforce import older
from rearview.viewer.made_again import folder_for

if TYPE_CHECKING:
    import polars as pl

    from rearview.library.lake import Lake

Phase = Literal["opening", "ready", "failed"]
Stamp = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far a place is, in words for a person."""

    slug: str
    path: str
    phase: Phase = "opening"
    words: str = "Looking what is there …"
    hint: str = ""


class Place:
    """A lake, a folder of snapshots, or one snapshot."""

    def __init__(self, *, slug: str, path: Path) -> None:
        self.slug = slug
        self.path = path
        self.state = State(slug=slug, path=str(path))
        self.facts: pl.DataFrame | None = None
        """What is known of each session, in one row; None as long as it isn't ready."""
        self.version = 0
        """Is another whenever the facts are."""
        self._stop = threading.Event()
        self._kept_files: object = None
        self._lake: Lake | None = None

    @property
    def is_file(self) -> bool:
        """Whether it is one snapshot."""
        return self.path.is_file()

    @property
    def lake(self) -> "Lake | None":
        """The lake to ask about many sessions, once it is there."""
        return self._lake

    def stop(self) -> None:
        """Break off what is under way."""
        self._stop.set()

    def fail(self, error: RearviewError) -> None:
        """Say why it can't be shown."""
        self.state = replace(self.state, phase="failed", words=error.what, hint=error.hint)

    def renew(self) -> None:
        """Open it, or see what has changed in it since."""
        lake = self._opened()
        from rearview.library.facts import kept_facts, session_facts

        kept = kept_facts(lake.held)
        seen = self._seen(lake)
        if self.facts is not None and seen == self._kept_files:
            return
        facts = kept or session_facts(lake.held, self._watch)
        frame = facts.frame().collect().to_native()
        self.facts, self._kept_files = frame, seen
        self.version += 1
        self.state = replace(
            self.state, phase="ready", words=f"{frame.height:,} sessions", hint=facts.note or ""
        )

    def tree(self, session_id: str | None) -> Tree:
        """Return the tree of a session, every model call at the step that made it."""
        from rearview.library import load_session
        from rearview.model.binding import bind

        try:
            return bind(load_session(self.path, session_id))
        except NotFoundError:
            root = self._root_of(session_id)
            if root is None or self._lake is None or is_lake(self.path):
                raise
            return bind(load_session(self._lake.held.root, root))

    def stamp(self, session_id: str | None) -> Stamp:
        """Return what is another when the session may have changed."""
        for path in self._tellers(session_id):
            try:
                told = path.stat()
            except OSError:
                continue
            return (told.st_ino, told.st_size, told.st_mtime_ns)
        return ()

    def _tellers(self, session_id: str | None) -> list[Path]:
        """Return what is written anew when a session is, the nearest first."""
        if self.is_file:
            return [self.path]
        if is_lake(self.path):
            return [self.path / "metadata" / name for name in ("watermark.json", "snapshots.arrow")]
        return [entry for entry in (self.path / f"{session_id}.json.gz", self.path) if entry.parent.is_dir()]

    def _root_of(self, session_id: str | None) -> str | None:
        if self.facts is None or session_id is None:
            return None
        import polars as pl

        found = self.facts.filter(pl.col("session_id") == session_id)
        return (found["root_session_id"].item(0) or session_id) if found.height else None

    def _opened(self) -> "Lake":
        from rearview.library.lake import open_lake

        if is_lake(self.path) or (self.path.is_dir() and older.is_older(self.path)):
            self._lake = self._lake or open_lake(self.path)
            return self._lake
        self._ingest()
        self._lake = self._lake or open_lake(self._own)
        return self._lake

    def _ingest(self) -> None:
        """Put what is new or changed into a lake of our own; where another viewer does so, take what it has done."""
        from rearview.sources.snapshots.ingest.ingest import Ingestion, ingest, processors

        if not self.path.exists():
            raise NotFoundError.path(self.path)
        try:
            ingest(
                Ingestion(
                    paths=(self.path,),
                    root=self._own,
                    payloads=True,
                    processes=processors(),
                    stop=self._stop,
                    watch=lambda far: self._watch(far.bytes_done, far.bytes),
                )
            )
        except LockedError:
            if not is_lake(self._own):
                raise

    @property
    def _own(self) -> Path:
        return folder_for(self.path)

    def _seen(self, lake: "Lake") -> object:
        from rearview.library.facts.cells import cells_of, state
        from rearview.library.facts.derive import folders

        if not lake.held.dated:
            return True
        cells = cells_of(lake.held.root, folders(lake.held.source))
        return {(folder, day): state(files) for folder, days in cells.items() for day, files in days.items()}

    def _watch(self, done: int, of: int) -> None:
        if self.state.phase != "ready" and of:
            self.state = replace(self.state, words=f"Reading it: {done * 100 // of} % …")
