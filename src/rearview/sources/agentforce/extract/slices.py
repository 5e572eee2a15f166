"""What a cell under work has to remember of its queries, so that a run after a crash goes on with the same ones.

A cell's rows come from one query; where the source finds that one too slow, from several, each for a part of the
cell's window. It must never ask the source.
"""

from typing import Any

import msgspec
import pyarrow as pa

from rearview.lake.grid import MINUTE_MS, Window


class Slice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One query of a cell."""

    sql: str
    """The statement: another one needs another query."""
    start_ms: int | None = None
    end_ms: int | None = None
    query_id: str | None = None
    """None until the source has taken the statement."""
    rows: int | None = None
    """How many rows it gave; None until it is finished."""
    parts: int = 0
    """In how many parts they come."""
    first: int = 0
    """The number of the staged chunk that its first part becomes."""
    expires_ms: int | None = None
    processed: int | None = None
    """How many rows the source read for it, which is what is paid for."""
    rejected: dict[int, int] = {}
    """By the number of a chunk: how many of its rows couldn't be kept."""

    @property
    def window(self) -> Window | None:
        """The part of the cell's window that it asks for."""
        return None if self.start_ms is None or self.end_ms is None else Window(self.start_ms, self.end_ms)

    @property
    def chunks(self) -> range:
        """The numbers of its staged chunks."""
        return range(self.first, self.first + self.parts)


class State(msgspec.Struct, frozen=True):
    """All that a cell's ticket keeps for its source."""

    api: str
    columns: tuple[tuple[str, str], ...]
    """The names and types of what is staged."""
    slices: tuple[Slice, ...]
    collated: bool = False
    """Whether the source sorts text otherwise than by its bytes: then chunks overlap although none is repeated."""

    def dump(self) -> dict[str, Any]:
        """Return it as a ticket keeps it."""
        kept: dict[str, Any] = msgspec.to_builtins(self, str_keys=True)
        return kept

    @classmethod
    def load(cls, kept: dict[str, Any]) -> "State | None":
        """Read what a ticket keeps; None where it is of another make."""
        try:
            return msgspec.convert(kept, cls, str_keys=True)
        except msgspec.ValidationError:
            return None

    @property
    def free(self) -> int:
        """The first number that no chunk has."""
        return max((slice_.chunks.stop for slice_ in self.slices), default=0)


def columns(schema: pa.Schema) -> tuple[tuple[str, str], ...]:
    """Return the names and types of columns as they are remembered."""
    return tuple((field.name, str(field.type)) for field in schema)


def halves(window: Window | None) -> tuple[Window, Window] | None:
    """Cut a window in two at a full minute; None where that can't be done."""
    if window is None or window.end_ms - window.start_ms <= MINUTE_MS:
        return None
    middle = (window.start_ms + window.end_ms) // 2
    middle -= middle % MINUTE_MS
    return Window(window.start_ms, middle), Window(middle, window.end_ms)
