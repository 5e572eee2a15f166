"""The results that a stand-in keeps: each in a file, mapped into memory, and read a slice at a time.

Owns where chunks and pages end, how a query comes along by the org's clock, and when a result is forgotten. It must
never copy a result whole, and knows no form in which rows travel.
"""

import base64
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple
from uuid import NAMESPACE_OID, uuid5

import pyarrow as pa

from rearview.sandbox.engines import SqlError
from rearview.sandbox.server.behaviour import Behaviour
from rearview.sandbox.server.refusal import Refusal

Completion = Literal["running", "produced", "finished"]
Separator = Literal["_", "%2F"]
"""What stands in a query's id between its two parts: one character in Query V3, an escaped one in Connect."""

_BATCH_ROWS = 1 << 16
_NODE = base64.b64encode(b"10.24.123.194:7484").decode()


class Span(NamedTuple):
    """Rows of a result, from the first to before the last."""

    start: int
    stop: int


class Progress(NamedTuple):
    """What is told of a query."""

    completion: Completion
    fraction: float
    rows: int
    chunks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One query and what it gave."""

    id: str
    sql: str
    table: pa.Table
    chunks: tuple[Span, ...]
    begun_ms: int
    behaviour: Behaviour
    """How the stand-in behaved when the query began."""
    failure: SqlError | None = None
    """Why it failed while it ran; such a query has no rows."""

    def completion(self, now_ms: int) -> Completion:
        """Return how far it is come by then."""
        passed_ms = now_ms - self.begun_ms
        if passed_ms < self.behaviour.running_ms:
            return "running"
        return (
            "produced" if passed_ms < self.behaviour.running_ms + self.behaviour.producing_ms else "finished"
        )

    def ends_ms(self) -> int:
        """Return when it is forgotten."""
        return self.begun_ms + self.behaviour.results_ms


class View:
    """What a request gets to see of a result. A fault puts another view in its place."""

    def admit(self, rows: int) -> None:
        """Refuse a result of so many rows, or don't."""

    def progress(self, result: Result, now_ms: int) -> Progress:
        """Return what is told of a query."""
        completion = result.completion(now_ms)
        if completion == "running":
            passed_ms = now_ms - result.begun_ms
            return Progress(completion, passed_ms / result.behaviour.running_ms, 0, 0)
        return Progress(completion, 1.0, result.table.num_rows, len(result.chunks))

    def rows(self, result: Result, span: Span) -> pa.Table:
        """Return rows of a result."""
        return result.table.slice(span.start, span.stop - span.start)


class Results:
    """All results of one stand-in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._kept: dict[str, Result] = {}
        self._cancelled: set[str] = set()
        self._begun = 0

    def keep(
        self,
        table: pa.Table,
        *,
        sql: str,
        separator: Separator,
        now_ms: int,
        behaviour: Behaviour,
        failure: SqlError | None = None,
    ) -> Result:
        """Put what a query gave into a file, and let go what has expired."""
        with self._lock:
            self._begun += 1
            number = self._begun
        mapped = _stored(table, self._folder / f"{number}.arrow")
        result = Result(
            id=f"{_NODE}{separator}{uuid5(NAMESPACE_OID, str(number))}",
            sql=sql,
            table=mapped,
            chunks=tuple(_chunks(mapped, behaviour)),
            begun_ms=now_ms,
            behaviour=behaviour,
            failure=failure,
        )
        with self._lock:
            self._forget(now_ms)
            self._kept[result.id] = result
        return result

    def find(self, query_id: str, now_ms: int) -> Result:
        """Return a query that is known, has not been cancelled and did not fail."""
        with self._lock:
            self._forget(now_ms)
            result = self._kept.get(query_id)
            cancelled = query_id in self._cancelled
        if result is None:
            raise Refusal.unknown_query(query_id)
        if cancelled:
            raise Refusal.cancelled()
        if result.failure and result.completion(now_ms) != "running":
            raise Refusal.of_sql(result.failure)
        return result

    def statement(self, query_id: str) -> str:
        """Return what was asked in a query; empty if it isn't known."""
        with self._lock:
            result = self._kept.get(query_id)
        return result.sql if result else ""

    def cancel(self, query_id: str) -> None:
        """Let a query give nothing more."""
        with self._lock:
            self._cancelled.add(query_id)

    def expire(self, query_id: str) -> None:
        """Forget a query before its time."""
        with self._lock:
            self._kept.pop(query_id, None)

    def _forget(self, now_ms: int) -> None:
        for result in [kept for kept in self._kept.values() if kept.ends_ms() <= now_ms]:
            del self._kept[result.id]
            self._cancelled.discard(result.id)


def chunk(result: Result, number: int, now_ms: int) -> Span:
    """Return where a numbered chunk lies."""
    if result.completion(now_ms) == "running" or not 0 <= number < len(result.chunks):
        raise Refusal.out_of_range(what=f"chunk id {number}")
    return result.chunks[number]


def page(result: Result, span: Span, now_ms: int, *, rows: int | None, size: int) -> Span:
    """Return the part of a span that fits into so many rows and bytes; at least one row does."""
    if result.completion(now_ms) == "running" or not 0 <= span.start < result.table.num_rows:
        raise Refusal.out_of_range()
    return Span(span.start, _fit(result.table, span, rows=rows, size=size))


def _chunks(table: pa.Table, behaviour: Behaviour) -> list[Span]:
    spans, start = [], 0
    while start < table.num_rows:
        rest = Span(start, table.num_rows)
        stop = _fit(table, rest, rows=behaviour.chunk_rows, size=behaviour.chunk_bytes)
        spans.append(Span(start, stop))
        start = stop
    return spans


def _fit(table: pa.Table, span: Span, *, rows: int | None, size: int) -> int:
    """Return where a part of at most so many rows and bytes ends."""
    stop = min(span.stop, table.num_rows)
    if rows is not None:
        stop = min(stop, span.start + rows)
    low, high = span.start + 1, stop
    while low < high:
        middle = (low + high + 1) // 2
        if table.slice(span.start, middle - span.start).nbytes <= size:
            low = middle
        else:
            high = middle - 1
    return low


def _stored(table: pa.Table, path: Path) -> pa.Table:
    """Write a table aside and return it mapped: its pages are the system's to keep or to drop, and its file is gone."""
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table, max_chunksize=_BATCH_ROWS)
    with pa.memory_map(str(path)) as file:
        mapped = pa.ipc.open_file(file).read_all()
    path.unlink()
    return mapped
