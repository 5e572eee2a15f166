"""One run: the cells of a plan are filled by threads, and committed window by window, children before parents.

Everything is decided here, in one thread, which never blocks for long: workers ask and fetch, a committer writes.
What fails concerns its own cell, unless nothing else could succeed either. It must never decide which cells to read.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue

from rearview.errors import AccessError, AuthError, QueryError, RearviewError, UnreachableError
from rearview.lake.writer import Writer
from rearview.sources.agentforce.extract.answer import Means
from rearview.sources.agentforce.extract.chunks import Chunk
from rearview.sources.agentforce.extract.commit import Commit, Placed
from rearview.sources.agentforce.extract.fetch import Filling
from rearview.sources.agentforce.extract.plan import Plan
from rearview.sources.agentforce.extract.pool import Endings, Pool, Task
from rearview.sources.agentforce.extract.shelf import Shelf
from rearview.sources.agentforce.extract.tally import Progress, Tally
from rearview.sources.agentforce.query import Api
from rearview.sources.agentforce.wire import Stopped

AHEAD = 2
"""How many groups are fetched while one is committed."""
LOOK_S = 0.25
"""How long the run sleeps at most before it looks whether it is to stop."""
GRACE_S = 3.0
"""How long threads get to finish what they have in hand when a run ends early."""
PATIENCE = 3
"""After how many cells in a row the network is taken to be gone."""


FATAL = (AuthError, AccessError)
"""What stands in the way of every cell alike."""
RESUMABLE = (AuthError, AccessError, UnreachableError, Stopped)
"""What leaves the chunks of a cell as good as they were: the next run goes on with them."""


@dataclass(slots=True)
class _Work:
    """A group of cells on its way."""

    open: int
    """How many of its cells aren't filled yet, then how many of them aren't committed."""
    filled: dict[int, Filling] = field(default_factory=dict)
    """Those that are filled, by their places in the group."""


class Run:
    """One run over a plan."""

    def __init__(
        self,
        plan: Plan,
        shelves: Mapping[str, Shelf],
        *,
        api: Api,
        writer: Writer,
        commit: Callable[[Writer, threading.Event], Commit],
        tally: Tally,
        jobs: int,
        now_ms: Callable[[], int],
        stop: threading.Event,
        watch: Callable[[Progress], None],
    ) -> None:
        self.fatal: Exception | None = None
        """What ended it, and would end any other."""
        self.ended_by: RearviewError | None = None
        """What ended it early, and passes."""
        self._groups = plan.groups
        self._shelves = shelves
        self._tally = tally
        self._stop = stop
        self._watch = watch
        self._ending = threading.Event()
        self._over = threading.Event()
        self._journal = threading.Lock()
        self._writer = writer
        self._put_in_place = commit(writer, self._ending)
        self._endings: Endings = SimpleQueue()
        self._committer = Pool(1, self._endings, name="commit")
        self._means = Means(
            api=api,
            writer=writer,
            pool=Pool(jobs, self._endings, name="fetch"),
            now_ms=now_ms,
            arrived=self._arrived,
            reject=self._reject,
            over=self._over,
        )
        self._staged = {staging.ticket.cell: staging for staging in writer.staged()}
        self._works: dict[int, _Work] = {}
        self._begun = 0
        self._unreachable = 0

    def go(self) -> None:
        """Read all cells, or as many as can be."""
        self._tally.planned([unit.table for group in self._groups for unit in group.units])
        try:
            while not self._is_over():
                self._look_ahead()
                if not self._works:
                    return
                self._follow(LOOK_S)
                self._watch(self._tally.progress())
        finally:
            self._end()

    def _is_over(self) -> bool:
        return self._stop.is_set() or self.fatal is not None or self.ended_by is not None

    def _end(self) -> None:
        """Let threads finish what they have in hand; what they did by then counts, and nothing after it happens."""
        self._ending.set()
        self._means.pool.close(GRACE_S)
        self._over.set()
        self._committer.close()
        while self._follow(0):
            pass
        self._watch(self._tally.progress())

    def _follow(self, wait_s: float) -> bool:
        """Do what follows from a task that ended, if one does in time."""
        try:
            follow = self._endings.get(timeout=wait_s) if wait_s else self._endings.get_nowait()
        except Empty:
            return False
        follow()
        return True

    # -- filling --

    def _look_ahead(self) -> None:
        """Begin with the next groups, as far ahead as is wise."""
        while self._begun < len(self._groups) and len(self._works) <= AHEAD:
            number, self._begun = self._begun, self._begun + 1
            units = self._groups[number].units
            self._works[number] = _Work(open=len(units))
            for place, unit in enumerate(units):
                shelf = self._shelves[unit.table]
                ended = partial(self._filled, number, place)
                filling = Filling(self._means, shelf, unit.window, rank=(number, place), ended=ended)
                filling.start(self._staged.pop(unit.cell, None))

    def _arrived(self, table: str, chunk: Chunk) -> None:
        self._tally.arrived(table, chunk.rows, chunk.bytes)

    def _filled(self, number: int, place: int, filling: Filling) -> None:
        """Take a cell that is filled, or that can't be."""
        work = self._works[number]
        work.open -= 1
        if filling.failure is None:
            self._unreachable = 0
            work.filled[place] = filling
        else:
            self._failed(filling, filling.failure)
        if not work.open:
            self._commit(number)

    # -- committing --

    def _commit(self, number: int) -> None:
        """Commit the cells of a group that are filled: it is all here now."""
        work = self._works[number]
        work.open = len(work.filled)
        fillings = [work.filled[place] for place in sorted(work.filled)]
        for place, filling in enumerate(fillings):
            self._committer.add(
                Task(
                    rank=(number, place),
                    work=partial(self._put_in_place, filling, fillings[place:]),
                    then=partial(self._committed, number, filling),
                    failed=partial(self._not_committed, number, filling),
                )
            )
        if not work.open:
            del self._works[number]

    def _committed(self, number: int, filling: Filling, placed: Sequence[Placed]) -> None:
        table = filling.shelf.table
        doubles = [row for cell in placed for row in cell.doubles]
        if doubles:
            self._reject(table, doubles)
        self._tally.committed(
            table,
            [cell.done for cell in placed],
            rejected=filling.rejected + len(doubles),
            processed=filling.processed,
        )
        self._close(number)

    def _reject(self, table: str, rows: Sequence[Mapping[str, str]]) -> None:
        with self._journal:
            self._writer.reject(table, rows)

    def _not_committed(self, number: int, filling: Filling, error: Exception) -> None:
        self._failed(filling, error)
        self._close(number)

    def _close(self, number: int) -> None:
        self._works[number].open -= 1
        if not self._works[number].open:
            del self._works[number]

    # -- failing --

    def _failed(self, filling: Filling, error: Exception) -> None:
        """Judge what a failure concerns: its cell, all cells for now, or all of them."""
        if not isinstance(error, RESUMABLE) and not self._is_daily_limit(error):
            filling.answer.staging.clear()
        if isinstance(error, Stopped):
            return
        if isinstance(error, FATAL) or not isinstance(error, RearviewError):
            self.fatal = self.fatal or error
            return
        self._tally.failed(filling.shelf.table, filling.window, error)
        self._unreachable = self._unreachable + 1 if isinstance(error, UnreachableError) else 0
        if self._is_daily_limit(error) or self._unreachable >= PATIENCE:
            self.ended_by = self.ended_by or error

    @staticmethod
    def _is_daily_limit(error: Exception) -> bool:
        return isinstance(error, QueryError) and error.reason == "daily limit"
