"""Statements of SQL that can't be answered, or not in time."""

from collections.abc import Sequence
from typing import Self

from rearview.errors.argument import ArgumentError
from rearview.errors.root import RearviewError


class StatementError(ArgumentError):
    """A statement of SQL can't be answered."""

    @classmethod
    def nothing(cls) -> Self:
        """There is no statement in a text."""
        return cls("There is no SQL to run.", hint=_FOR_EXAMPLE)

    @classmethod
    def no_text(cls) -> Self:
        """What should be SQL isn't even text."""
        return cls("The SQL isn't text in UTF-8.", hint="save it as UTF-8.")

    @classmethod
    def two_texts(cls) -> Self:
        """A query is given in two places."""
        return cls(
            "The query is given twice: as an argument, and with --file.", hint="leave out one of them."
        )

    @classmethod
    def several(cls, count: int) -> Self:
        """A text holds more than one statement."""
        return cls(f"There are {count:,} statements, and one is run at a time.", hint="run them one by one.")

    @classmethod
    def only_reads(cls, what: str) -> Self:
        """A statement isn't a query."""
        return cls(
            f"{what} isn't run: a lake is only read.",
            hint="ask with one SELECT, WITH, VALUES, DESCRIBE, SUMMARIZE, SHOW or EXPLAIN.",
        )

    @classmethod
    def function(cls, name: str) -> Self:
        """A statement calls what could reach beyond the lake."""
        return cls(f"{name}() isn't run: {_BOUNDS}", hint=_LISTING)

    @classmethod
    def elsewhere(cls, name: str) -> Self:
        """A statement reads a file, or a table of another database."""
        return cls(f"{name} isn't read: {_BOUNDS}", hint=_LISTING)

    @classmethod
    def unknown_table(cls, name: str, nearest: Sequence[str]) -> Self:
        """There is no such table."""
        hint = f"did you mean {' or '.join(nearest)}? {_LISTING}" if nearest else _LISTING
        return cls(f"There is no table named {name}.", hint=hint)

    @classmethod
    def refused(cls, message: str, hint: str = "", *, place: str = "") -> Self:
        """An engine doesn't take a statement, or fails at it; the place shows where in the statement."""
        told = message if message.endswith((".", "?")) else f"{message}."
        return cls(f"{told}{place}", hint=hint or "'rearview sql --tables TABLE' lists a table's columns.")

    @classmethod
    def not_here(cls, name: str, *, source: str) -> Self:
        """A table of Data 360 is asked of a lake that came from elsewhere."""
        return cls(
            f"{name} is a table of Data 360, and the lake holds {source}.",
            hint="ask its canonical tables: sessions, turns, steps and so on.",
        )


class UnfinishedError(RearviewError):
    """A query was ended before it was done."""

    @classmethod
    def timed_out(cls, seconds: float) -> Self:
        """A query took longer than it may."""
        return cls(
            f"The query wasn't done after {seconds:,g} seconds, and was ended.",
            hint="ask for less, such as a shorter time or fewer columns, or let 'rearview sql --timeout' take longer.",
        )

    @classmethod
    def unwanted(cls) -> Self:
        """Nobody wants the answer of a query any more."""
        return cls("The query was ended, since nobody wanted its answer any more.", hint="run it again.")


_BOUNDS = "SQL reads the tables of the lake, and no file, setting or network."
_LISTING = "'rearview sql --tables' lists the tables."
_FOR_EXAMPLE = "give a query: rearview sql 'SELECT agent, count(*) FROM sessions GROUP BY agent'."
