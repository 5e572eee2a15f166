"""What the numbers of an answer are: moments, durations, money, parts of a whole. Their columns' names say it.

Owns no wording: how an amount reads is for those who show it.
"""

from typing import Literal

from rearview.analyses.analysis import Column
from rearview.analyses.measures import RATES

Unit = Literal["text", "flag", "moment", "duration", "money", "share", "count", "amount"]

_MOMENTS = ("started_ms", "ended_ms", "first_ms", "last_ms", "at_ms")
_COMPARED = ("before", "after", "difference", "low", "high")
"""What is of the unit of what is compared."""


def unit_of(column: Column) -> Unit:
    """Return what the values of a column are."""
    if column.type == "text":
        return "text"
    if column.type == "bool":
        return "flag"
    return _named(column.name) or ("count" if column.type == "int" else "amount")


def unit_in(column: Column, measure: str | None) -> Unit:
    """Return what a value of a column is in a row that is about a measure."""
    if measure is None or column.name not in _COMPARED:
        return unit_of(column)
    return "share" if measure in RATES else _named(measure) or "amount"


def _named(name: str) -> Unit | None:
    if name in _MOMENTS:
        return "moment"
    last = name.rpartition("_")[2]
    found: dict[str, Unit] = {"ms": "duration", "usd": "money", "share": "share", "rate": "share"}
    return found.get(last)
