"""Answers that say nothing, and why: each is asked for again. All reasons are written here."""

from typing import Self

from rearview.sources.agentforce.wire import Garbled


class Unusable(Garbled):
    """An answer came whole, and isn't what it must be."""

    @classmethod
    def not_json(cls, body: bytes) -> Self:
        """It should be JSON of a certain form."""
        page = body[:200].lstrip()[:1] == b"<"
        return cls(
            "it is a page of HTML, as for a person to log in" if page else "it isn't the JSON expected"
        )

    @classmethod
    def not_arrow(cls) -> Self:
        """It should be an Arrow stream."""
        return cls("it isn't a whole Arrow stream")

    @classmethod
    def other_columns(cls) -> Self:
        """Its columns aren't the result's."""
        return cls("its columns aren't those of the query")

    @classmethod
    def uneven(cls) -> Self:
        """A row has another number of values than there are columns."""
        return cls("a row has more or fewer values than there are columns")

    @classmethod
    def miscounted(cls) -> Self:
        """It says how many rows it has, and hasn't."""
        return cls("it hasn't as many rows as it says")

    @classmethod
    def empty(cls) -> Self:
        """It has no rows where some must be."""
        return cls("it has no rows, though there are more")
