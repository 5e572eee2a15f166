"""What a SQL engine of the stand-in must do; the server knows no more of one.

An engine holds every version of every row, and answers as the org stood at a moment: a query sees the rows that were
visible then, and never the two columns that say so. It must never touch a file but its own, nor the network.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import pyarrow as pa

from rearview.sources.agentforce.catalog import Dmo

VISIBLE = "visible_ms"
"""The column of loaded rows that says from when on a version of a row is seen."""
GONE = "gone_ms"
"""The column of loaded rows that says from when on it isn't any more; null is never."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value for a placeholder of a statement, as it comes over the wire."""

    name: str | None = None
    """What `:name` calls it; `?` and `$1` go by place."""
    type: str
    """Its SQL type, in the words of either API: `varchar`, `TimestampTZ`."""
    value: str | None
    """Its value as text; None is NULL."""


class SqlEngine(Protocol):
    """Answers SELECT statements in the dialect of Data 360 over tables that were loaded into it.

    Queries may be asked from several threads at once.
    """

    name: ClassVar[str]

    def load(self, dmo: Dmo, rows: Iterator[pa.Table]) -> None:
        """Add rows to a table, and make the table if need be: its fields, and when each row is seen."""
        ...

    def query(
        self, sql: str, parameters: Sequence[Parameter] = (), *, now_ms: int, row_limit: int | None = None
    ) -> pa.Table:
        """Return the rows of a statement at a moment, in the Arrow types of the real engine, or raise SqlError."""
        ...

    def close(self) -> None:
        """Give back what the engine holds, its files included."""
        ...
