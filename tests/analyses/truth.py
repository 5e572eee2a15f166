"""Answers found the slow and plain way, row by row, to compare with what the engines say."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from rearview.model.tables import Rows, SessionRow

Row = TypeVar("Row")


def grouped(rows: Iterable[Row], by: Callable[[Row], tuple[Any, ...]]) -> dict[tuple[Any, ...], list[Row]]:
    """Put rows together that have the same key."""
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[by(row)].append(row)
    return dict(groups)


def session_of(rows: Rows) -> dict[str, SessionRow]:
    """Return every session by its id."""
    return {session.session_id: session for session in rows.sessions}


def known(values: Iterable[Any]) -> list[Any]:
    """Return the values that aren't null."""
    return [value for value in values if value is not None]


def mean(values: Iterable[Any]) -> float | None:
    """Return the average of what is known; null of nothing."""
    given = known(values)
    return sum(given) / len(given) if given else None


def percentile(values: Iterable[Any], percent: int) -> float | None:
    """Return a percentile of what is known, exactly; null of nothing."""
    given = sorted(known(values))
    return given[-(-len(given) * percent // 100) - 1] if given else None


def near(told: float | None, exact: float | None) -> bool:
    """Say whether a percentile is as near as log buckets come."""
    if told is None or exact is None:
        return told is exact
    return abs(told - max(exact, 0)) <= max(exact, 0) * 0.0101 + 1


def day(ms: int | None) -> str | None:
    """Write the day of a time."""
    return None if ms is None else datetime.fromtimestamp(ms / 1_000, UTC).date().isoformat()


def keyed(answer: Sequence[dict[str, Any]], *keys: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Return the rows of an answer by their keys, each of which there may be once."""
    found = {tuple(row[key] for key in keys): row for row in answer}
    assert len(found) == len(answer)
    return found
