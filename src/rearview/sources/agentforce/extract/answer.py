"""The answer to one cell, as far as it came: its queries and its staged chunks, and the ticket that remembers both.

A statement is sent once and never again while its result lives, in this run or a later one. What is done here is done
by the threads of a run, several at once. It must never decide what to do next.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import pyarrow as pa

from rearview.lake.grid import Window
from rearview.lake.sort import is_sorted
from rearview.lake.staging import Staging
from rearview.lake.writer import Writer
from rearview.sources.agentforce.extract.chunks import Chunk, note
from rearview.sources.agentforce.extract.pool import Pool
from rearview.sources.agentforce.extract.shelf import Shelf
from rearview.sources.agentforce.extract.slices import Slice, State, columns, halves
from rearview.sources.agentforce.query import Api, Fetched, Part, Rejected, Result
from rearview.sources.agentforce.wire import Stopped

ONCE_MORE = 2
"""How often rows must come out of order until that is taken for the order of the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What cells are filled with; the same for all of a run."""

    api: Api
    writer: Writer
    pool: Pool
    now_ms: Callable[[], int]
    arrived: Callable[[str, Chunk], None]
    """Told of each chunk, with its table."""
    reject: Callable[[str, Sequence[Mapping[str, str]]], None]
    """Puts aside rows of a table that can't be kept."""
    over: threading.Event
    """Set when the run is over: from then on nothing is written."""


class Answer:
    """What has come of a cell."""

    def __init__(self, means: Means, shelf: Shelf, staging: Staging, state: State) -> None:
        self.staging = staging
        self._means = means
        self._shelf = shelf
        self._lock = threading.RLock()
        self._slices = dict(enumerate(state.slices))
        self._collated = state.collated
        self._results: dict[int, Result] = {}

    @classmethod
    def begin(cls, means: Means, shelf: Shelf, window: Window | None) -> "Answer":
        """Begin anew, with one query for the whole window."""
        state = _state(means, shelf, _slices(shelf, window), collated=False)
        staging = means.writer.begin(shelf.table, window, read_ms=means.now_ms(), resume=state.dump())
        return cls(means, shelf, staging, state)

    @classmethod
    def left(cls, means: Means, shelf: Shelf, staging: Staging) -> "Answer | None":
        """Go on with what an earlier run left; None if that asked for something else, in another way, or for nothing yet."""
        state = State.load(staging.ticket.resume)
        if state is None or (state.api, state.columns) != (means.api.name, columns(shelf.source.schema)):
            return None
        if not any(slice_.query_id for slice_ in state.slices):
            return None  # its rows will be those of now, and not of when it was begun
        windows = dict.fromkeys(slice_.window for slice_ in state.slices)
        asked = [slice_.sql for window in windows for slice_ in _slices(shelf, window)]
        same = asked == [slice_.sql for slice_ in state.slices]
        return cls(means, shelf, staging, state) if same else None

    @property
    def slices(self) -> Mapping[int, Slice]:
        """Its queries by their numbers."""
        return self._slices

    @property
    def collated(self) -> bool:
        """Whether the source sorts text otherwise than by its bytes."""
        return self._collated

    def halve(self, number: int) -> list[int] | None:
        """Put two queries, for half the window each, in the place of one; None if there are no halves."""
        halved = halves(self._slices[number].window)
        if halved is None:
            return None
        with self._lock:
            slices = [slice_ for half in halved for slice_ in _slices(self._shelf, half)]
            new = dict(enumerate(slices, start=max(self._slices) + 1))
            self._slices = {key: kept for key, kept in self._slices.items() if key != number} | new
            self._remember()
        return list(new)

    def ask(self, number: int) -> dict[int, Chunk]:
        """See a query through to its end; return the chunks of it that are here already, by their numbers."""
        slice_ = self._slices[number]
        if slice_.query_id is None:
            started = self._means.api.start(slice_.sql)
            slice_ = self._change(number, query_id=started.query_id, expires_ms=started.expires_ms)
        if slice_.rows is not None:
            return self._here(slice_)
        result = self._result(number)
        told, parts = result.status, len(result.parts())
        with self._lock:  # for both: no two queries of a cell may number their chunks alike
            first = max(kept.chunks.stop for kept in self._slices.values())
            self._change(number, rows=told.rows, parts=parts, first=first, processed=told.processed)
        return {}

    def bring(self, number: int, chunk: int) -> Chunk:
        """Fetch a chunk and stage it."""
        slice_, result = self._slices[number], self._result(number)
        part = result.parts()[chunk - slice_.first]
        fetched, rows = self._fetched(result, part)
        if fetched.rejected or chunk in slice_.rejected:
            self._reject(number, chunk, fetched.rejected)
        self._refuse_when_over()
        self.staging.put(chunk, rows, self._shelf.layout)
        return self._note(rows, rejected=len(fetched.rejected), told=part.rows)

    def _fetched(self, result: Result, part: Part) -> tuple[Fetched, pa.Table]:
        """Fetch a part and shape its rows; where they are out of order, see whether they come so again."""
        order = self._shelf.layout.order
        for _ in range(ONCE_MORE):
            fetched = result.fetch(part)
            rows = self._shelf.source.shaped(fetched.table)
            if self._collated or is_sorted(rows, order):
                return fetched, rows
        self._notice_collation()
        return fetched, rows

    def _notice_collation(self) -> None:
        with self._lock:
            self._collated = True
            self._remember()

    def _reject(self, number: int, chunk: int, rejected: Sequence[Rejected]) -> None:
        """Put aside the rows of a chunk that can't be kept, before the others are."""
        cell = str(self.staging.ticket.cell.path)
        records = [{"cell": cell, "reason": row.reason, "raw": row.raw} for row in rejected]
        with self._lock:
            known = self._slices[number].rejected
            if chunk not in known:
                self._means.reject(self._shelf.table, records)
            self._change(number, rejected={**known, chunk: len(rejected)})

    def _here(self, slice_: Slice) -> dict[int, Chunk]:
        """Note what is to be known of the chunks of a query that are staged; damaged ones come anew, and all with them."""
        order, numbers = self._shelf.layout.order, sorted(self.staging.numbers())
        try:
            return {
                chunk: self._note(
                    pa.Table.from_batches(run.batches(), run.schema),
                    rejected=slice_.rejected.get(chunk, 0),
                    told=None,
                )
                for chunk, run in zip(numbers, self.staging.runs(order), strict=True)
                if chunk in slice_.chunks
            }
        except (pa.ArrowException, OSError):
            return {}

    def _note(self, rows: pa.Table, *, rejected: int, told: int | None) -> Chunk:
        shelf = self._shelf
        return note(rows, shelf.layout.order, rejected=rejected, told=told, open_until=shelf.open_until)

    def _result(self, number: int) -> Result:
        """Return a query's rows, having waited until there are any."""
        with self._lock:
            result, query_id = self._results.get(number), self._slices[number].query_id
        if result is None:
            result = self._means.api.result(self._means.api.wait(query_id or ""))
            with self._lock:
                result = self._results.setdefault(number, result)
        return result

    def _change(self, number: int, **changes: object) -> Slice:
        with self._lock:
            changed = msgspec.structs.replace(self._slices[number], **changes)
            self._slices = {**self._slices, number: changed}
            self._remember()
        return changed

    def _refuse_when_over(self) -> None:
        """Write nothing when the lake may be another run's already."""
        if self._means.over.is_set():
            raise Stopped

    def _remember(self) -> None:
        """Let the ticket say what is known; whoever calls this holds the lock."""
        self._refuse_when_over()
        state = _state(self._means, self._shelf, list(self._slices.values()), collated=self._collated)
        self.staging.resume(**state.dump())


def _state(means: Means, shelf: Shelf, slices: list[Slice], *, collated: bool) -> State:
    return State(
        api=means.api.name, columns=columns(shelf.source.schema), slices=tuple(slices), collated=collated
    )


def _slices(shelf: Shelf, window: Window | None) -> list[Slice]:
    start, end = (None, None) if window is None else (window.start_ms, window.end_ms)
    return [Slice(sql=sql, start_ms=start, end_ms=end) for sql in shelf.statements(window)]
