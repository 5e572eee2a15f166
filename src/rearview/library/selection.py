"""Sessions chosen by their facts, sorted, the first of them listed: what lists of a million sessions are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from rearview.sources.canonical import Frame

FAILED = ("failed", "timed_out")

SORTS: Mapping[str, tuple[str, bool]] = {
    "newest": ("started_ms", True),
    "oldest": ("started_ms", False),
    "longest": ("duration_ms", True),
    "turns": ("turns", True),
    "steps": ("steps", True),
    "failures": ("failed_steps", True),
    "tokens": ("tokens_in", True),
    "cost": ("cost_usd", True),
}
"""By what sessions can be sorted: the fact, and whether the most comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which sessions are meant; what is empty chooses none out."""

    versions: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    least_ms: int | None = None
    """They took so long, or longer."""
    failed: bool = False
    """They failed or timed out, or one of their steps failed."""

    def of(self, facts: Frame) -> Frame:
        """Return the facts of these sessions."""
        for column, values in (
            ("agent_version", self.versions),
            ("channel", self.channels),
            ("outcome", self.outcomes),
        ):
            if values:
                facts = facts.filter(nw.col(column).fill_null("unknown").is_in(values))
        if self.least_ms is not None:
            facts = facts.filter(nw.col("duration_ms") >= self.least_ms)
        if self.failed:
            facts = facts.filter(nw.col("outcome").is_in(FAILED) | (nw.col("failed_steps") > 0))
        return facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """The first of some sessions."""

    rows: list[dict[str, Any]]
    of: int
    """How many there are."""


def listed(facts: Frame, *, sort: str, limit: int | None) -> Listed:
    """Return the first of some sessions in an order; those of which nobody knows come last."""
    column, most_first = SORTS[sort]
    ties = dict.fromkeys((column, "started_ms", "session_id"))
    order = facts.sort(
        *ties, descending=[name != "session_id" and most_first for name in ties], nulls_last=True
    )
    chosen = order if limit is None else order.head(limit)
    return Listed(rows=rows_of(chosen), of=counted(facts))


def counted(facts: Frame) -> int:
    """Return how many sessions there are."""
    number: int = facts.select(sessions=nw.len()).collect()["sessions"].item()
    return number


def rows_of(frame: Frame) -> list[dict[str, Any]]:
    """Return a frame's rows."""
    return [dict(row) for row in frame.collect().iter_rows(named=True)]
