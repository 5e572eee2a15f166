"""One cell on its way from the source into staging: what is asked, what is fetched, and when it is all there.

A cell is filled completely or not at all: chunks that can't be true are fetched again, a window that the source finds
too large is halved, a query that the source forgot begins the cell anew. Everything is decided in the thread that owns
the cells; the pool's threads only do what they are told.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TypeVar

from rearview.errors import IncompleteError, QueryError, QueryGoneError, QueryRefusal
from rearview.lake.grid import Window
from rearview.lake.staging import Staging
from rearview.sources.agentforce.extract.answer import Answer, Means
from rearview.sources.agentforce.extract.chunks import Chunk, suspects
from rearview.sources.agentforce.extract.pool import Rank, Task
from rearview.sources.agentforce.extract.shelf import Shelf

T = TypeVar("T")

ROUNDS = 3
"""How often chunks that can't be true are fetched again."""
ATTEMPTS = 3
"""How often a cell is begun whose queries are forgotten."""
SHARES = 8
"""Into how many parts a window is cut at most for a query that never gets done: each costs as long as one may take."""
TOO_LARGE: tuple[QueryRefusal, ...] = ("too much", "unfinished")
"""Why a query is refused that asks for too much at once."""
_PART, _QUERY = 0, 1
"""Chunks go before queries: what is begun gets finished."""


class Filling:
    """A cell that is being filled."""

    def __init__(
        self,
        means: Means,
        shelf: Shelf,
        window: Window | None,
        *,
        rank: Rank,
        ended: Callable[["Filling"], None],
    ) -> None:
        self.shelf = shelf
        self.window = window
        self.failure: Exception | None = None
        """Why it can't be filled."""
        self._means = means
        self._rank = rank
        self._ended = ended
        self._attempts = 0
        self._under_way = 0
        self._answer: Answer | None = None
        self._chunks: dict[int, Chunk] = {}
        self._rounds: dict[int, int] = {}

    def __str__(self) -> str:
        return f"{self.shelf.table} {self.window or 'without a time'}"

    @property
    def answer(self) -> Answer:
        """What has come of it."""
        assert self._answer is not None, "a cell has an answer from its start"  # noqa: S101
        return self._answer

    @property
    def unfinished(self) -> bool:
        """Whether something in it is still going to change."""
        return any(chunk.unfinished for chunk in self._chunks.values())

    @property
    def rejected(self) -> int:
        """How many of its rows can't be kept."""
        return sum(chunk.rejected for chunk in self._chunks.values())

    @property
    def processed(self) -> int:
        """How many rows the source read for it; where it doesn't say, those that came."""
        return sum(slice_.processed or slice_.rows or 0 for slice_ in self.answer.slices.values())

    def start(self, staged: Staging | None = None) -> None:
        """Go on with what an earlier run left, or begin."""
        means = self._means
        left = None if staged is None else Answer.left(means, self.shelf, staged)
        if left is None or staged is None or staged.ticket.window != self.window:
            self._begin()
        else:
            self._take(left)

    def _begin(self) -> None:
        self._attempts += 1
        self._take(Answer.begin(self._means, self.shelf, self.window))

    def _take(self, answer: Answer) -> None:
        self._answer = answer
        self._chunks, self._rounds = {}, {}
        self._query(answer.slices)

    def _query(self, numbers: Mapping[int, object] | list[int]) -> None:
        for number in numbers:
            self._do(
                _QUERY,
                partial(self.answer.ask, number),
                partial(self._asked, number),
                failed=partial(self._refused, number),
            )

    def _asked(self, number: int, here: Mapping[int, Chunk]) -> None:
        self._chunks.update(here)
        self._fetch(number, set(self.answer.slices[number].chunks) - here.keys())

    def _fetch(self, number: int, chunks: set[int]) -> None:
        """Fetch chunks of a query; where there are none to fetch, see whether that is right."""
        for chunk in chunks:
            self._chunks.pop(chunk, None)
        for chunk in sorted(chunks):
            self._do(_PART, partial(self.answer.bring, number, chunk), partial(self._brought, number, chunk))
        if not chunks:
            self._look(number)

    def _brought(self, number: int, place: int, chunk: Chunk) -> None:
        self._chunks[place] = chunk
        self._means.arrived(self.shelf.table, chunk)
        if all(one in self._chunks for one in self.answer.slices[number].chunks):
            self._look(number)

    def _look(self, number: int) -> None:
        """See whether the chunks of a query are all that the source has."""
        slice_, seen = self.answer.slices[number], self._rounds.get(number, 0)
        chunks = [self._chunks[one] for one in slice_.chunks]
        rows = slice_.rows or 0
        odd = suspects(chunks, rows=rows, collated=self.answer.collated)
        if odd and seen < ROUNDS:
            self._rounds[number] = seen + 1
            self._fetch(number, {slice_.first + place for place in odd})
        elif odd or sum(chunk.came for chunk in chunks) != rows:
            self.failure = IncompleteError.rows(self, came=sum(chunk.came for chunk in chunks), told=rows)

    def _refused(self, number: int, error: Exception) -> None:
        """Ask for half at a time where the whole is too much; anything else fails the cell."""
        if not (isinstance(error, QueryError) and error.reason in TOO_LARGE):
            self.failure = error
        elif self._is_worth_halving(number, error) and (new := self.answer.halve(number)) is not None:
            self._query(new)
        else:
            self.failure = IncompleteError.too_large(self, error.what)

    def _is_worth_halving(self, number: int, error: QueryError) -> bool:
        """Whether half of a window may be answered where the whole isn't; a refusal costs nothing, waiting does."""
        window = self.answer.slices[number].window
        if error.reason != "unfinished" or window is None or self.window is None:
            return True
        return SHARES * (window.end_ms - window.start_ms) > self.window.end_ms - self.window.start_ms

    def _fail(self, error: Exception) -> None:
        self.failure = error

    def _do(
        self,
        urgency: int,
        work: Callable[[], T],
        then: Callable[[T], None],
        *,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self._under_way += 1
        self._means.pool.add(
            Task(
                rank=(*self._rank[:1], urgency, *self._rank[1:]),
                work=work,
                then=partial(self._settle, then),
                failed=partial(self._settle, failed or self._fail),
            )
        )

    def _settle(self, then: Callable[[T], None], value: T) -> None:
        """Go on after a task. Where a cell has failed, nothing follows until all of it has come to rest."""
        self._under_way -= 1
        if self.failure is None:
            then(value)
        if self._under_way:
            return
        gone = isinstance(self.failure, QueryGoneError)
        if gone and self._attempts < ATTEMPTS:
            self.failure = None
            self._begin()
            return
        if gone:
            self.failure = IncompleteError.forgotten(self, times=self._attempts)
        self._ended(self)
