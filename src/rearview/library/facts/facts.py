"""The facts of a lake's sessions: kept, found to be still true, or derived anew, a day of sessions at a time.

Facts count as true for as long as the cells that tell of their sessions are the same. Where nothing can be written,
what isn't kept is derived and held in memory. One process writes at a time; readers need not know.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq

from rearview import __version__
from rearview.analyses.facts import COLUMNS
from rearview.engines import open_engine
from rearview.engines.engine import Engine
from rearview.engines.files import NO_DATE
from rearview.errors import AccessError
from rearview.lake.disk import Disk
from rearview.lake.layout import METADATA
from rearview.library.facts import index as indexes
from rearview.library.facts.cells import cells_of, digest, state
from rearview.library.facts.derive import Deriver, folders
from rearview.library.facts.index import Index, Made
from rearview.library.facts.reach import Looker
from rearview.library.facts.sources import Sources, renewed, same, sources, stands_for
from rearview.library.held import Held
from rearview.library.question import answered, no_facts
from rearview.library.shelf import Shelf
from rearview.sources.canonical import Frame, recipes

FOLDER = "facts"
_FORMAT = 2
_SEED = digest([str(_FORMAT), __version__, *(f"{column.name} {column.type}" for column in COLUMNS)])
_ROWS = 65_536
"""How many sessions a group of rows holds."""

Watch = Callable[[int, int], None]
"""Is told for how many days facts were derived, and for how many they must be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """The facts of all sessions of a lake."""

    files: tuple[Path, ...] = ()
    """Where they are kept."""
    tables: tuple[pa.Table, ...] = ()
    """Those that aren't."""
    note: str | None = None
    """Why they aren't."""

    def frame(self) -> Frame:
        """Return them as a frame of Polars."""
        names = [column.name for column in COLUMNS]
        frames = [nw.from_arrow(table, backend="polars").lazy().select(*names) for table in self.tables]
        if self.files:
            engine = open_engine("polars", sorted({file.parent for file in self.files}))
            frames.append(nw.from_native(engine.scan(self.files)).select(*names))
        return nw.concat(frames) if frames else no_facts()


def session_facts(
    held: Held, watch: Watch = lambda _done, _of: None, *, disk: Disk | None = None
) -> SessionFacts:
    """Return the facts of all sessions as they are now; what has changed is derived anew, and kept if it can be."""
    if not held.dated:
        return SessionFacts(tables=(_all(held),))
    kept = kept_facts(held)
    if kept is not None:
        return kept
    with _keeper(held.root, disk or Disk()) as keeper:
        return keeper.renew(held.source, watch)


def kept_facts(held: Held) -> SessionFacts | None:
    """Return the facts of all sessions if they are kept and true; nothing is derived, and nothing written."""
    if not held.dated:
        return None
    keeper = _Keeper(root=held.root)
    cells = cells_of(held.root, folders(held.source))
    if not keeper.index.made or not same(keeper.index.reaches, cells):
        return None
    told = sources(keeper.index.reaches)
    if any(not keeper.is_true(day, stands_for(places)) for day, places in told.items()):
        return None
    return SessionFacts(files=tuple(keeper.place(day) for day in sorted(told)))


@dataclass(kw_only=True)
class _Keeper:
    """Keeps the facts of one lake."""

    root: Path
    disk: Disk | None = None
    """None where nothing can be kept."""
    note: str | None = None
    index: Index = field(init=False)

    def __post_init__(self) -> None:
        self.index = indexes.load(self.folder, _SEED)

    @property
    def folder(self) -> Path:
        return self.root / METADATA / FOLDER

    def place(self, day: str) -> Path:
        """Return where the facts of a day are kept."""
        return self.folder / f"date={day or NO_DATE}" / "part-0000.parquet"

    def is_true(self, day: str, of: str) -> bool:
        """Whether the facts of a day are kept as they were derived, and from what there is."""
        made = self.index.made.get(day)
        return made is not None and made == Made(of=of, file=state([self.place(day)]))

    def renew(self, source: str, watch: Watch) -> SessionFacts:
        cells = cells_of(self.root, folders(source))
        if not same(self.index.reaches, cells):
            looker = Looker(engine=open_engine("polars", [self.root]), source=source, cells=cells)
            self.index.reaches = renewed(self.index.reaches, cells, looker)
        told = sources(self.index.reaches)
        stale = [day for day, places in sorted(told.items()) if not self.is_true(day, stands_for(places))]
        # However many sessions a day has, this engine keeps to its memory.
        deriver = Deriver(engine=open_engine("duckdb", [self.root]), source=source, cells=cells)
        derived: list[pa.Table] = []
        try:
            for done, day in enumerate(stale):
                watch(done, len(stale))
                table = deriver.facts(day, told[day])
                if not self._keep(day, stands_for(told[day]), table):
                    derived.append(table)
        finally:
            self._remember(told)
        files = [self.place(day) for day in sorted(told) if self.is_true(day, stands_for(told[day]))]
        return SessionFacts(files=tuple(files), tables=tuple(derived), note=self.note)

    def _keep(self, day: str, of: str, table: pa.Table) -> bool:
        """Keep the facts of a day, if they can be kept."""
        if self.disk is None:
            return False
        written = pa.BufferOutputStream()
        pq.write_table(table, written, compression="zstd", row_group_size=_ROWS)
        place = self.place(day)
        try:
            self.disk.make_folder(place.parent)
            self.disk.store(place, memoryview(written.getvalue()))
        except AccessError as error:
            self.disk, self.note = None, _not_kept(error.what)
            return False
        self.index.made[day] = Made(of=of, file=state([place]))
        return True

    def _remember(self, told: Sources) -> None:
        """Keep what is known of the cells, and nothing of days that are gone."""
        if self.disk is None:
            return
        gone = [day for day in self.index.made if day not in told]
        for day in gone:
            del self.index.made[day]
        try:
            indexes.store(self.disk, self.folder, self.index)
            for day in gone:
                self.disk.remove_folder(self.place(day).parent)
        except AccessError as error:
            self.disk, self.note = None, _not_kept(error.what)


@contextmanager
def _keeper(root: Path, disk: Disk) -> Iterator[_Keeper]:
    """Open what is kept of a lake for writing, if that can be, and if nobody else writes."""
    folder = root / METADATA / FOLDER
    try:
        disk.make_folder(folder)
        lock = disk.lock(folder / "lock")
    except AccessError as error:
        yield _Keeper(root=root, note=_not_kept(error.what))
        return
    if lock is None:
        yield _Keeper(root=root, note=_not_kept("Another command is keeping them."))
        return
    try:
        yield _Keeper(root=root, disk=disk)
    finally:
        os.close(lock)


def _not_kept(why: str) -> str:
    return f"The facts of sessions weren't kept, so the next command derives them again. {why}"


def _all(held: Held) -> pa.Table:
    """Return the facts of a folder whose files don't say of which day they are."""
    engine: Engine[Any] = open_engine("polars", [held.root])
    shelf = Shelf(engine, held.files)
    made = recipes(held.source)
    table: pa.Table = engine.collect(
        answered("facts", {}, lambda name, columns: made[name].make(shelf, columns)).to_native()
    )
    return table
