"""The org's rows as plain Python, with the few operations that the expectations of the recipes are written in."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from tests.lakes import shown

Row = dict[str, Any]
Expected = Callable[[], Iterable[tuple[Any, ...]]]

EMPTY = frozenset({None, "", "NOT_SET", "None"})
"""What stands where there is nothing to say."""


@cache
def rows(folder: str) -> list[Row]:
    """Return the rows of a table, their columns named without what every name begins and ends with."""
    return [
        {name.removeprefix("ssot__").removesuffix("__c"): value for name, value in row.items()}
        for row in shown(folder).to_pylist()
    ]


@cache
def by(folder: str, column: str) -> Mapping[Any, list[Row]]:
    """Return the rows of a table by what they have in a column; of what nobody has, there are none."""
    found: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in rows(folder):
        found[row[column]].append(row)
    return defaultdict(list, found)


def turns() -> list[Row]:
    """Return the interactions that are exchanges."""
    return by("interactions", "AiAgentInteractionType")["TURN"]


def steps(type_: str) -> list[Row]:
    """Return the steps of a type."""
    return by("steps", "AiAgentInteractionStepType")[type_]


def or_none(found: list[Row]) -> list[Row | None]:
    """Return rows as a left join has them: None where there are none."""
    return [*found] or [None]


def counted(values: Iterable[Any]) -> list[tuple[Any, ...]]:
    """Return each value with how often it occurs."""
    return [(*(key if isinstance(key, tuple) else (key,)), count) for key, count in Counter(values).items()]


def failed(step: Row) -> bool:
    """Whether a step carries an error."""
    return step["ErrorMessageText"] not in EMPTY


def seconds(row: Row) -> float | None:
    """Return how long something took; None where either end is unknown."""
    start, end = row["StartTimestamp"], row["EndTimestamp"]
    return None if start is None or end is None else (end - start).total_seconds()


def mean(values: Iterable[Any]) -> float | None:
    """Return the mean of what isn't None."""
    known = [float(value) for value in values if value is not None]
    return sum(known) / len(known) if known else None


def plainly(value: Any) -> Any:
    """Return a value as an answer spells it, and amounts to the fourth digit."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, str) else round(float(value), 4)
