"""A part of the facts of sessions: what one kind of rows says of each session."""

from collections.abc import Callable
from dataclasses import dataclass

import narwhals as nw

from rearview.analyses.analysis import Column, Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Columns of the facts, and the function that finds them."""

    table: str
    """The canonical table that it reads."""
    columns: tuple[Column, ...]
    answer: Callable[[Frame], Frame]
    """From the table's rows to one row a session, with `session_id`."""
    counts: tuple[str, ...] = ()
    """Those of its columns that are 0, and not unknown, for a session without rows."""

    @property
    def names(self) -> tuple[str, ...]:
        """Its columns' names."""
        return tuple(column.name for column in self.columns)

    def joined(self, sessions: Frame, rows: Frame) -> Frame:
        """Add its columns to sessions."""
        joined = sessions.join(
            self.answer(rows).select("session_id", *self.names), on="session_id", how="left"
        )
        return (
            joined.with_columns(nw.col(name).fill_null(0) for name in self.counts) if self.counts else joined
        )


def whole(name: str, meaning: str) -> Column:
    """Return a column of whole numbers."""
    return Column(name=name, type="int", meaning=meaning)


def text(name: str, meaning: str) -> Column:
    """Return a column of text."""
    return Column(name=name, type="text", meaning=meaning)


def counted(table: str, column: Column) -> Part:
    """Return the part that counts the rows of a table."""
    return Part(
        table=table,
        columns=(column,),
        answer=lambda rows: rows.group_by("session_id").agg(nw.len().alias(column.name)),
        counts=(column.name,),
    )
