"""Query V3, the tenant's API: a statement runs on its own, its rows come as Arrow in numbered chunks."""

from collections.abc import Sequence
from contextlib import suppress
from typing import ClassVar

import msgspec

from rearview.errors import RearviewError
from rearview.sources.agentforce.query import arrow, status
from rearview.sources.agentforce.query.api import ApiName, Column, Fetched, Part, Result, Status
from rearview.sources.agentforce.query.asking import Asker
from rearview.sources.agentforce.query.columns import Told, columns_of
from rearview.sources.agentforce.query.known import known
from rearview.sources.agentforce.query.polling import Deadline
from rearview.sources.agentforce.query.unusable import Unusable
from rearview.sources.agentforce.signin import Door
from rearview.sources.agentforce.wire import Reply, Stopped

_PATH = "/api/v3/query"
_STATUS = "x-hyperdb-status"
_ARROW = "application/vnd.apache.arrow.stream"


class _Columns(msgspec.Struct, frozen=True):
    columns: tuple[Told, ...]


@known
class _Metadata(msgspec.Struct, frozen=True):
    metadata: _Columns


class V3:
    """Query V3 of one tenant."""

    name: ClassVar[ApiName] = "v3"

    def __init__(self, door: Door, *, data_space: str = "default", deadline: Deadline | None = None) -> None:
        headers = {"ctx-dataspace-ds_name": data_space, "x-hyperdb-workload": "rearview"}
        self._asker = Asker(door=door, headers=headers)
        self._deadline = deadline or Deadline()

    def start(self, sql: str) -> Status:
        """Submit a statement; it runs on its own from here."""
        return self._asker.ask("POST", _PATH, _status, json={"sql": sql, "transferMode": "ASYNC"})

    def wait(self, query_id: str) -> Status:
        """Return a query's status when it is done; cancel it if that takes too long."""

        def look(wait_ms: int) -> Status:
            params = {"waitTimeMs": str(wait_ms)}
            return self._asker.ask("GET", f"{_PATH}/{query_id}", _status, of=query_id, params=params)

        return self._deadline.finished(query_id, look, self.cancel)

    def result(self, status: Status) -> Result:
        """Return the rows of a query that is done."""
        path = f"{_PATH}/{status.query_id}/metadata"
        return _Chunks(self._asker, status, self._asker.ask("GET", path, _columns, of=status.query_id))

    def cancel(self, query_id: str) -> None:
        """Let a query be; whether that succeeds is no concern of the caller's."""
        with suppress(RearviewError, Stopped):
            self._asker.ask("DELETE", f"{_PATH}/{query_id}", lambda _: None, of=query_id)


class _Chunks:
    """The rows of one query, in the chunks that the server made of them."""

    def __init__(self, asker: Asker, status: Status, columns: tuple[Column, ...]) -> None:
        self._asker = asker
        self.status = status
        self.columns = columns

    def parts(self) -> Sequence[Part]:
        """Return its chunks; how many rows one has, only the chunk itself tells."""
        return [Part(number=number) for number in range(self.status.chunks)]

    def fetch(self, part: Part) -> Fetched:
        """Return the rows of one chunk."""
        query_id = self.status.query_id
        path = f"{_PATH}/{query_id}/chunks/{part.number}"
        return self._asker.ask("GET", path, self._rows, of=query_id, accept=_ARROW)

    def _rows(self, reply: Reply) -> Fetched:
        return Fetched(table=arrow.table_of(reply.body, self.columns))


def _status(reply: Reply) -> Status:
    told = reply.headers.get(_STATUS)
    return status.read(told.encode() if told else reply.body)


def _columns(reply: Reply) -> tuple[Column, ...]:
    try:
        told = msgspec.json.decode(reply.body, type=_Metadata)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unusable.not_json(reply.body) from error
    return columns_of(told.metadata.columns)
