"""What a query is to those who ask: a statement, its status, its rows in parts. The same for both APIs of Data 360.

It holds shapes and no behaviour, and knows neither paths nor forms of JSON.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, Protocol

import pyarrow as pa

ApiName = Literal["v3", "connect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a result."""

    name: str
    type: pa.DataType
    """The Arrow type that its values are given in, by either API."""
    told: str
    """The server's own word for its type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How far a query has come."""

    query_id: str
    done: bool
    """Whether it is finished: all rows are there, and will be until they expire."""
    rows: int
    """How many rows there are; the last word only once it is done."""
    chunks: int
    """How many parts they come in; the same for every reader of a result, once it is done."""
    expires_ms: int | None = None
    """When the rows will be forgotten; None where the server doesn't say."""
    processed: int | None = None
    """How many rows it cost to find them: what credits are paid for; None where the server doesn't say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some rows of a result that are fetched together."""

    number: int
    """Its place among the parts, from 0."""
    start: int | None = None
    """The first of its rows, where that can be known beforehand."""
    rows: int | None = None
    """How many there are, where that can be known beforehand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that Arrow can't hold."""

    reason: str
    raw: str
    """The row as JSON."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The rows of a part: all of them, in a table or rejected."""

    table: pa.Table
    rejected: tuple[Rejected, ...] = ()


class Result(Protocol):
    """The rows of a finished query. Parts may be fetched by several threads, again and again."""

    status: Status
    columns: tuple[Column, ...]
    """Empty only where there are no rows either and the server tells no columns then."""

    def parts(self) -> Sequence[Part]:
        """Return its parts: the same ones whenever they are asked for, also in a later run."""
        ...

    def fetch(self, part: Part) -> Fetched:
        """Return the rows of one part, with the columns in the order and of the types that `columns` tells."""
        ...


class Api(Protocol):
    """A way to ask Data 360. Threads may share it."""

    name: ClassVar[ApiName]

    def start(self, sql: str) -> Status:
        """Submit a statement; it runs on its own from here."""
        ...

    def wait(self, query_id: str) -> Status:
        """Return a query's status when it is done; cancel it if that takes too long."""
        ...

    def result(self, status: Status) -> Result:
        """Return the rows of a query that is done."""
        ...

    def cancel(self, query_id: str) -> None:
        """Let a query be; whether that succeeds is no concern of the caller's."""
        ...
