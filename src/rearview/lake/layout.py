"""What a lake has to know of a table to keep it: nothing of what the rows mean."""

from dataclasses import dataclass

METADATA = "metadata"
"""The folder in a lake that isn't a table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the rows of one table lie in their cells."""

    table: str
    """The table's folder."""
    key: str | None = None
    """The column that names a row; no two rows of the table have the same."""
    time: str | None = None
    """The column that decides a row's window: a timestamp, or an integer of UTC milliseconds."""
    order: tuple[str, ...] = ()
    """The columns that rows are sorted by within a cell, nulls last."""
    lookup: tuple[str, ...] = ()
    """The columns that rows are looked up by: each gets a bloom filter."""
