"""Connect, the core's API: a statement brings its first page along, the others come by offset, as JSON.

The server alone decides how long a page is. What is a part here is a span of rows, for which several pages are asked.
"""

import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import ClassVar

import pyarrow as pa

from rearview.errors import RearviewError
from rearview.sources.agentforce.query import page, status
from rearview.sources.agentforce.query.api import ApiName, Column, Fetched, Part, Result, Status
from rearview.sources.agentforce.query.asking import Asker
from rearview.sources.agentforce.query.columns import Told, columns_of, schema_of
from rearview.sources.agentforce.query.polling import Deadline
from rearview.sources.agentforce.query.unusable import Unusable
from rearview.sources.agentforce.signin import Door
from rearview.sources.agentforce.wire import Garbled, Reply, Stopped

_PATH = "/services/data/v64.0/ssot/query-sql"
_LONGEST_PART = 1 << 16
"""How many rows a part has at most, where the server doesn't cut its result into smaller chunks."""
_FIRST_PAGES = 8
"""How many first pages are kept at most: of queries whose result nobody asks for, too."""


class Connect:
    """The queries of Connect in one org."""

    name: ClassVar[ApiName] = "connect"

    def __init__(self, door: Door, *, data_space: str = "default", deadline: Deadline | None = None) -> None:
        self._asker = Asker(door=door, params={"dataspace": data_space, "workloadName": "rearview"})
        self._deadline = deadline or Deadline()
        self._lock = threading.Lock()
        self._first: dict[str, bytes] = {}
        """The first pages of queries that were started here, until their results are asked for."""

    def start(self, sql: str) -> Status:
        """Submit a statement; it runs on its own from here."""
        begun, body = self._asker.ask("POST", _PATH, _submitted, json={"sql": sql})
        with self._lock:
            self._first[begun.query_id] = body
            if len(self._first) > _FIRST_PAGES:
                del self._first[next(iter(self._first))]
        return begun

    def wait(self, query_id: str) -> Status:
        """Return a query's status when it is done; cancel it if that takes too long."""

        def look(wait_ms: int) -> Status:
            params = {"waitTimeMs": str(wait_ms)}
            return self._asker.ask("GET", f"{_PATH}/{query_id}", _status, of=query_id, params=params)

        done = self._deadline.finished(query_id, look, self.cancel)
        return replace(done, chunks=max(-(-done.rows // _LONGEST_PART), min(done.chunks, done.rows)))

    def result(self, status: Status) -> Result:
        """Return the rows of a query that is done."""
        with self._lock:
            first = self._first.pop(status.query_id, b"")
        told = page.told_in(first) if first else ()
        if not told and status.rows:
            params = {"offset": "0", "rowLimit": "1"}
            told = self._asker.ask("GET", _rows_of(status), _told, of=status.query_id, params=params)
        return _Pages(self._asker, status, columns_of(told), first)

    def cancel(self, query_id: str) -> None:
        """Let a query be; whether that succeeds is no concern of the caller's."""
        with suppress(RearviewError, Stopped):
            self._asker.ask("DELETE", f"{_PATH}/{query_id}", lambda _: None, of=query_id)


class _Pages:
    """The rows of one query, in spans of equal length."""

    def __init__(self, asker: Asker, status: Status, columns: tuple[Column, ...], first: bytes) -> None:
        self._asker = asker
        self.status = status
        self.columns = columns
        self._first = first

    def parts(self) -> Sequence[Part]:
        """Return its spans: they follow from nothing but how many rows and chunks there are."""
        count, rows = self.status.chunks, self.status.rows
        edges = [rows * number // count for number in range(count + 1)] if count else [0]
        return [
            Part(number=number, start=edges[number], rows=edges[number + 1] - edges[number])
            for number in range(count)
        ]

    def fetch(self, part: Part) -> Fetched:
        """Return the rows of one span, page by page."""
        start, rows = part.start or 0, part.rows or 0
        pages = [self._brought(rows)] if start == 0 else []
        came = sum(map(_length, pages))
        while came < rows:
            fetched = self._page(start + came, rows - came)
            came += _length(fetched)
            pages.append(fetched)
        return Fetched(
            table=pa.concat_tables([fetched.table for fetched in pages]),
            rejected=tuple(rejected for fetched in pages for rejected in fetched.rejected),
        )

    def _brought(self, most: int) -> Fetched:
        """Return the rows that came with the submission, once; none if they are too many, or no good."""
        first, self._first = self._first, b""
        with suppress(Garbled):
            fetched = page.rows_of(first, self.columns)
            if _length(fetched) <= most:
                return fetched
        return Fetched(table=schema_of(self.columns).empty_table())

    def _page(self, offset: int, most: int) -> Fetched:
        """Return the next rows from an offset on: as many as the server likes, but at least one."""

        def read(reply: Reply) -> Fetched:
            fetched = page.rows_of(reply.body, self.columns)
            if not _length(fetched):
                raise Unusable.empty()
            if _length(fetched) > most:
                raise Unusable.miscounted()
            return fetched

        params = {"offset": str(offset), "rowLimit": str(most)}
        return self._asker.ask("GET", _rows_of(self.status), read, of=self.status.query_id, params=params)


def _rows_of(status: Status) -> str:
    return f"{_PATH}/{status.query_id}/rows"


def _length(fetched: Fetched) -> int:
    return int(fetched.table.num_rows) + len(fetched.rejected)


def _submitted(reply: Reply) -> tuple[Status, bytes]:
    return status.read(reply.body), reply.body


def _status(reply: Reply) -> Status:
    return status.read(reply.body)


def _told(reply: Reply) -> tuple[Told, ...]:
    return page.told_in(reply.body)
