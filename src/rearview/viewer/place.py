"""One place that the viewer shows: what of it is ready, and its sessions one by one.

Where snapshots or traces lie in a folder or a file, it keeps a lake of its own of them. It asks no question of many sessions.
"""

import re
import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from rearview.errors import AccessError, NotFoundError, RearviewError
from rearview.lake.layout import METADATA
from rearview.lake.scan import is_lake
from rearview.library.made_again import folder_for
from rearview.library.mirror import mirror, mirrored
from rearview.library.raw import is_spans
from rearview.model.session import Tree
from rearview.model.undisturbed import undisturbed
from rearview.sources.agentforce import older
from rearview.viewer.kept import kept_or_built

if TYPE_CHECKING:
    import polars as pl

    from rearview.library.lake import Lake
    from rearview.viewer.search.index import SearchIndex

_LARGE = 10_000
_AHEAD = 4
"""So many sessions of so many steps are read ahead."""
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
"""Ids that are the name of a file; others, which may lead anywhere, aren't looked for on the disk."""

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
    """A lake, a folder of snapshots or traces, or a file of them."""

    def __init__(self, *, slug: str, path: Path) -> None:
        self.slug = slug
        self.path = path
        self.state = State(slug=slug, path=str(path))
        self.facts: pl.DataFrame | None = None
        """What is known of each session, in one row; None as long as it isn't ready."""
        self.search: SearchIndex | None = None
        """Finds the sessions that hold some words; None as long as it isn't ready."""
        self.version = 0
        """Is another whenever the facts are."""
        self._stop = threading.Event()
        self._was: object = None
        """What the lake held when it was last looked into."""
        self._lake: Lake | None = None

    @property
    def is_file(self) -> bool:
        """Whether it is one snapshot."""
        return self.path.is_file() and not is_spans(self.path)

    @property
    def lake(self) -> "Lake | None":
        """The lake to ask about many sessions, once it is there."""
        return self._lake

    @property
    def own(self) -> Path:
        """The folder for what is made of it, and can be made again."""
        return folder_for(self.path)

    def stop(self) -> None:
        """Break off what is under way."""
        self._stop.set()

    def fail(self, error: RearviewError) -> None:
        """Say why it can't be shown."""
        self.state = replace(self.state, phase="failed", words=error.what, hint=error.hint)

    def renew(self) -> None:
        """Open it, or see what has changed in it since."""
        from rearview.library.facts import session_facts
        from rearview.viewer.search.index import SearchIndex

        lake = self._opened()
        seen = _seen(lake)
        if self._is_new(seen):
            facts = session_facts(lake.held, self._watch)
            self.facts = facts.frame().collect().to_native()
            self._was = seen
            self.version += 1
            words = f"{self.facts.height:,} sessions"
            self.state = replace(self.state, phase="ready", words=words, hint=facts.note or "")
            self.search = self.search or SearchIndex(lake)
            self._index(self.search)
            self._read_largest(self.facts)

    def tree(self, session_id: str | None) -> Tree:
        """Return the tree of a session, every model call at the step that made it."""
        return kept_or_built(
            self.own / "trees", (session_id, self.stamp(session_id)), lambda: self._built(session_id)
        )

    def _built(self, session_id: str | None) -> Tree:
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
        lake = mirror(self.path) if is_spans(self.path) else self.path
        if is_lake(lake):
            return [lake / METADATA / "watermark.json"]
        own = [self.path / f"{session_id}.json.gz"] if _PLAIN.fullmatch(session_id or "") else []
        return [*own, self.path]

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
        root = mirrored(self.path, stop=self._stop, watch=self._watch)
        self._lake = self._lake or open_lake(root)
        return self._lake

    def _index(self, search: "SearchIndex") -> None:
        """Index its texts; sessions that can't be searched are shown all the same."""
        try:
            search.renew(self._stop)
        except AccessError as error:
            self.state = replace(self.state, hint=f"Its texts can't be searched. {error.what}")

    def _read_largest(self, facts: "pl.DataFrame") -> None:
        """Build the trees that take longest before somebody waits for them."""
        large = facts.filter(facts["steps"] >= _LARGE, facts["parent_session_id"].is_null())
        for session_id in large.sort("steps", descending=True)["session_id"].head(_AHEAD):
            if self._stop.is_set():
                return
            with undisturbed(), suppress(RearviewError):  # whoever opens it is told
                self.tree(None if self.is_file else session_id)

    def _is_new(self, seen: object) -> bool:
        return self.facts is None or seen != self._was

    def _watch(self, done: int, of: int) -> None:
        if self.state.phase != "ready" and of:
            self.state = replace(self.state, words=f"Reading it: {done * 100 // of} % …")


def _seen(lake: "Lake") -> object:
    """Return what is another when what a lake holds is."""
    from rearview.library.facts.cells import state
    from rearview.library.facts.derive import folders

    return {folder: state(lake.held.files(folder)) for folder in folders(lake.held.source)}
