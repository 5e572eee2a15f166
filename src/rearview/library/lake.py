"""A lake that can be asked: its canonical tables as frames of an engine, answers to questions, sessions one by one.

It never writes to a lake, and knows neither what a source's columns mean nor how an engine computes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import narwhals as nw

from rearview.analyses import load_analysis
from rearview.engines import open_engine
from rearview.engines.engine import Engine
from rearview.errors import NotFoundError
from rearview.library.facts import kept_facts
from rearview.library.held import Held, held_in
from rearview.library.mirror import lake_of
from rearview.library.question import answered
from rearview.library.shelf import Shelf
from rearview.model.tables import TABLES
from rearview.sources.canonical import Frame, recipes

if TYPE_CHECKING:
    import pyarrow as pa

    from rearview.library.answer import Answer
    from rearview.model.session import Tree


FRAMES = "polars"
"""The engine whose frames a lake's tables are, unless one is named."""
ANSWERS = "duckdb"
"""The engine that answers questions, unless one is named: it keeps to a set amount of memory, however large the lake."""


def open_lake(path: Path | str, engine: str | None = None, **settings: str) -> "Lake":
    """Open a lake, a folder in the older extractor's layout, or snapshots, to ask; `master` is a setting of Spark's."""
    return open_lakes([path], engine, **settings)


def open_lakes(paths: Sequence[Path | str], engine: str | None = None, **settings: str) -> "Lake":
    """Open one lake or several, to ask them as if they were one."""
    first, *more = (held_in(lake_of(Path(path))) for path in paths)
    opened = open_engine(engine or FRAMES, [held.root for held in (first, *more)], **settings)
    return Lake(held=first, more=tuple(more), engine=opened, chosen_engine=engine is not None)


@dataclass(frozen=True, kw_only=True)
class Lake:
    """A lake, or the part of it that is asked about.

    Each canonical table is a property: `lake.steps` is a lazy frame of the lake's engine, such as a Polars LazyFrame.
    """

    held: Held
    engine: Engine[Any]
    chosen_engine: bool = True
    """Whether this engine is to answer questions too, and not the one that is made for them."""
    more: tuple[Held, ...] = ()
    """What is asked along with it, as if it were one lake."""
    since_ms: int | None = None
    until_ms: int | None = None
    agents: tuple[str, ...] = ()
    """The agents whose sessions are asked about; all, if empty."""
    ids: frozenset[str] | None = None
    """The sessions that are asked about; all, if None."""

    def period(self, since_ms: int | None = None, until_ms: int | None = None) -> "Lake":
        """Return the lake as if it held only the sessions that began in [since, until), each of them whole."""
        return replace(self, since_ms=since_ms, until_ms=until_ms)

    def of_agents(self, *agents: str) -> "Lake":
        """Return the lake as if it held only the sessions of these agents."""
        return replace(self, agents=agents)

    def of_sessions(self, ids: Iterable[str]) -> "Lake":
        """Return the lake as if it held only these sessions."""
        return replace(self, ids=frozenset(ids))

    def frame(self, table: str, columns: Collection[str] | None = None) -> Frame:
        """Return a canonical table; where columns are named, others may be null, since finding them takes time."""
        if self.ids is not None:
            # Not a join: engines leave out what can't hold an id without reading it.
            return self._made(table, columns).filter(nw.col("session_id").is_in(sorted(self.ids)))
        if not self._is_part:
            return self._made(table, columns)
        needed = {"agent"} if self.agents else set[str]()
        if table == "sessions":
            return self.chosen(self._made(table, None if columns is None else needed | set(columns)))
        sessions = self.chosen(self._made("sessions", needed)).select("session_id")
        return self._made(table, columns).join(sessions, on="session_id", how="semi")

    def chosen(self, sessions: Frame) -> Frame:
        """Return the sessions that are asked about."""
        began = nw.col("started_ms")
        if self.ids is not None:
            sessions = sessions.filter(nw.col("session_id").is_in(sorted(self.ids)))
        if self.agents:
            sessions = sessions.filter(nw.col("agent").is_in(self.agents))
        if self.since_ms is not None:
            sessions = sessions.filter(began >= self.since_ms)
        return sessions if self.until_ms is None else sessions.filter(began < self.until_ms)

    def collect(self, frame: Frame) -> "pa.Table":
        """Compute a frame and return it as an Arrow table."""
        table: pa.Table = self.engine.collect(frame.to_native())
        return table

    def ask(self, name: str, **said: object) -> "Answer":
        """Answer a question: its name, and what is said along with it."""
        if not self.chosen_engine:
            return self._by_answers().ask(name, **said)
        return self.answer(name, said, self._facts() if load_analysis(name).facts else None)

    def answer(self, name: str, said: Mapping[str, object], facts: Frame | None) -> "Answer":
        """Answer a question from the facts of the sessions that are asked about, and from the rows for all else."""
        from rearview.library.answer import Answer  # where a frame becomes output

        return Answer(self.collect(answered(name, said, self.frame, facts)))

    def session(self, part: str) -> "Tree":
        """Return the tree of the session whose id is, or has, such a part; a messaging session's id is understood too."""
        from rearview.library.sessions import load_session

        *others, last = self.places
        for held in others:
            with suppress(NotFoundError):
                return load_session(held.root, part)
        return load_session(last.root, part)

    def __getattr__(self, name: str) -> Any:
        """Return a canonical table as a frame of the engine's own."""
        if name not in TABLES:  # a notebook asks for all kinds of representations
            message = f"a lake has no attribute {name!r}"
            raise AttributeError(message)
        return self.frame(name).to_native()

    def _repr_html_(self) -> str:
        """Return what it is and what is in it, for a notebook."""
        from rearview.library.contents import contents
        from rearview.library.notebook import facts

        return facts("Rearview lake", contents(self))

    def __dir__(self) -> list[str]:
        return sorted([*super().__dir__(), *TABLES])

    @property
    def places(self) -> tuple[Held, ...]:
        """All that is asked."""
        return (self.held, *self.more)

    @property
    def has_facts(self) -> bool:
        """Whether the facts of its sessions are kept, and true."""
        return all(kept_facts(held) is not None for held in self.places)

    @property
    def _is_part(self) -> bool:
        return bool(self.agents) or self.since_ms is not None or self.until_ms is not None

    def _by_answers(self) -> "Lake":
        """Return the lake as the engine sees it that answers questions; a new one, so that threads can ask at once."""
        engine = open_engine(ANSWERS, [held.root for held in self.places])
        return replace(self, engine=engine, chosen_engine=True)

    def _facts(self) -> Frame | None:
        """Return what is kept of the sessions, where it is true of all of them and lies in files."""
        kept = [kept_facts(held) for held in self.places]
        files = [file for facts in kept if facts is not None for file in facts.files]
        if None in kept or not files:
            return None
        return self.chosen(nw.from_native(self.engine.scan(files)))

    def _made(self, table: str, columns: Collection[str] | None) -> Frame:
        """Return a canonical table, all of it."""
        made = [recipes(source)[table].make(shelf, columns) for source, shelf in self._shelves]
        return made[0] if len(made) == 1 else nw.concat(made)

    @cached_property
    def _shelves(self) -> list[tuple[str, Shelf]]:
        return [(held.source, Shelf(self.engine, partial(self._files, held))) for held in self.places]

    def _files(self, held: Held, folder: str) -> Sequence[Path]:
        return held.files(folder, self.since_ms, self.until_ms)
