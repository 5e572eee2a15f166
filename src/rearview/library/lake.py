"""A lake that can be asked: its canonical tables as frames of an engine, answers to questions, sessions one by one.

It never writes to a lake, and knows neither what a source's columns mean nor how an engine computes.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw

from rearview.analyses import ask, load_analysis, tables_of
from rearview.engines import open_engine
from rearview.engines.engine import Engine
from rearview.engines.reads import reads
from rearview.library.held import Held, held_in
from rearview.library.shelf import Shelf
from rearview.model.tables import TABLES
from rearview.sources.canonical import Frame, recipes

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

    from rearview.model.session import Tree


def open_lake(path: Path | str, engine: str = "polars") -> "Lake":
    """Open a lake, or a folder in the older extractor's layout, to ask it."""
    held = held_in(Path(path))
    return Lake(held=held, engine=open_engine(engine, [held.root]))


@dataclass(frozen=True, kw_only=True)
class Lake:
    """A lake, or the period of it that is asked about.

    Each canonical table is a property: `lake.steps` is a lazy frame of the lake's engine, such as a Polars LazyFrame.
    """

    held: Held
    engine: Engine[Any]
    since_ms: int | None = None
    until_ms: int | None = None

    def period(self, since_ms: int | None = None, until_ms: int | None = None) -> "Lake":
        """Return the lake as if it held only the sessions that began in [since, until), each of them whole."""
        return replace(self, since_ms=since_ms, until_ms=until_ms)

    def frame(self, table: str, columns: Collection[str] | None = None) -> Frame:
        """Return a canonical table; where columns are named, others may be null, since finding them takes time."""
        made = recipes(self.held.source)[table].make(self._shelf, columns)
        if self.since_ms is None and self.until_ms is None:
            return made
        if table == "sessions":
            return self._begun(made)
        sessions = self._begun(recipes(self.held.source)["sessions"].make(self._shelf, ()))
        return made.join(sessions.select("session_id"), on="session_id", how="semi")

    def collect(self, frame: Frame) -> "pa.Table":
        """Compute a frame and return it as an Arrow table."""
        table: pa.Table = self.engine.collect(frame.to_native())
        return table

    def ask(self, name: str, **said: object) -> "pl.DataFrame":
        """Answer a question: its name, and what is said along with it."""
        import polars as pl  # where a frame becomes output

        tables = tables_of(load_analysis(name))

        def answered(frames: dict[str, Frame]) -> Frame:
            return ask(name, frames, **said)

        wanted = reads(
            tables,
            lambda empty: answered(
                {table: nw.from_native(frame) for table, frame in empty.items()}
            ).to_native(),
        )
        answer = answered({table: self.frame(table, wanted[table]) for table in tables})
        return pl.DataFrame(self.collect(answer))

    def session(self, part: str) -> "Tree":
        """Return the tree of the session whose id is, or has, such a part; a messaging session's id is understood too."""
        from rearview.library.sessions import load_session

        return load_session(self.held.root, part)

    def __getattr__(self, name: str) -> Any:
        """Return a canonical table as a frame of the engine's own."""
        if name not in TABLES:
            message = f"a lake has no attribute {name!r}"
            raise AttributeError(message)
        return self.frame(name).to_native()

    def __dir__(self) -> list[str]:
        return sorted([*super().__dir__(), *TABLES])

    def _begun(self, sessions: Frame) -> Frame:
        """Return the sessions that began in the period."""
        began = nw.col("started_ms")
        if self.since_ms is not None:
            sessions = sessions.filter(began >= self.since_ms)
        return sessions if self.until_ms is None else sessions.filter(began < self.until_ms)

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(self.engine, lambda folder: self.held.files(folder, self.since_ms, self.until_ms))
