"""What the facts of sessions add up to: of all of them, by a column of theirs, by piece of a period, by topic.

What nobody knows is None and no zero. It asks no question; the same numbers answer `rearview ask`.
"""

from collections.abc import Mapping
from typing import Any

import polars as pl

from rearview.analyses.flags import FLAGS
from rearview.model.tables import TABLES
from rearview.viewer.numbers.asked import Asked
from rearview.viewer.numbers.period import DAY_MS, Period

Sums = Mapping[str, Any]

OUTCOMES: tuple[str, ...] = next(
    column.values for column in TABLES["sessions"].columns if column.name == "outcome"
)
_UNDECIDED = ("open", "unknown")
TOKENS = ("tokens_in", "tokens_out", "tokens_cache_read", "tokens_cache_write")


def _rate(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(part / whole)


def _known(column: str) -> pl.Expr:
    """Add up what is known; unknown where nothing is."""
    return pl.when(pl.col(column).count() > 0).then(pl.col(column).sum())


def _percentile(column: str, percent: int) -> pl.Expr:
    """Return what so many of a hundred don't exceed; unknown where nothing is known."""
    known = pl.col(column).drop_nulls().sort()
    rank = (known.len() * percent / 100).ceil().cast(pl.Int64)
    return known.get(rank - 1, null_on_oob=True)


_OUTCOME = pl.col("outcome").fill_null("unknown")
_DECIDED = (~_OUTCOME.is_in(_UNDECIDED)).sum()
_JUDGED = pl.any_horizontal(pl.col(flag.name).is_not_null() for flag in FLAGS).sum()
_FLAGGED = pl.any_horizontal(pl.col(flag.name).fill_null(value=False) for flag in FLAGS).sum()
_MEASURES: Mapping[str, pl.Expr] = {
    "sessions": pl.len(),
    **{outcome: _OUTCOME.eq(outcome).sum() for outcome in OUTCOMES},
    "decided": _DECIDED,
    "completion_rate": _rate((_OUTCOME == "completed").sum(), _DECIDED),
    "erring": (pl.col("failed_steps") > 0).sum(),
    "error_rate": _rate((pl.col("failed_steps") > 0).sum(), pl.len()),
    "failed_steps": pl.col("failed_steps").sum(),
    "turns": pl.col("turns").sum(),
    "steps": pl.col("steps").sum(),
    "tool_calls": pl.col("tool_calls").sum(),
    "timed": pl.col("duration_ms").count(),
    "p50_ms": _percentile("duration_ms", 50),
    "p95_ms": _percentile("duration_ms", 95),
    **{name: _known(name) for name in TOKENS},
    "tokens": pl.sum_horizontal(_known(name) for name in TOKENS),
    "llm_calls": pl.col("llm_calls").sum(),
    "cost_usd": _known("cost_usd"),
    "costs_unknown": pl.col("costs_unknown").sum(),
    **{f"{flag.name}_judged": pl.col(flag.name).count() for flag in FLAGS},
    **{f"{flag.name}_flagged": pl.col(flag.name).sum() for flag in FLAGS},
    "judged": _JUDGED,
    "flagged": _FLAGGED,
    "flagged_rate": _rate(_FLAGGED, _JUDGED),
}


def total(asked: Asked) -> Sums:
    """Return what all sessions add up to."""
    return _of(asked.facts.select(**_MEASURES).row(0, named=True))


def by_column(asked: Asked, column: str) -> dict[str, Sums]:
    """Return what the sessions of each value of a column add up to, the most sessions first; unknown is empty."""
    return _grouped(asked.facts.with_columns(key=pl.col(column).fill_null("")))


def by_topic(asked: Asked) -> dict[str, Sums]:
    """Return what the sessions that went through each topic add up to; a session counts for each of its topics."""
    pairs = asked.topics.select("session_id", key=pl.col("topic").fill_null(""))
    return _grouped(asked.facts.join(pairs, on="session_id"))


def by_piece(asked: Asked, days: Period) -> list[Sums | None]:
    """Return what the sessions of each piece of a period add up to; None where there are none."""
    piece = (pl.col("started_ms") - days.since_ms) // (DAY_MS * days.step)
    dated = asked.facts.filter(pl.col("started_ms").is_between(days.since_ms, days.until_ms, closed="left"))
    found = dated.group_by(piece.alias("key")).agg(**_MEASURES)
    held = {row["key"]: _of(row) for row in found.iter_rows(named=True)}
    return [held.get(number) for number in range(len(days.pieces))]


def _grouped(facts: pl.DataFrame) -> dict[str, Sums]:
    found = facts.group_by("key").agg(**_MEASURES).sort("sessions", "key", descending=[True, False])
    return {row["key"]: _of(row) for row in found.iter_rows(named=True)}


def _of(row: Mapping[str, Any]) -> Sums:
    """Return sums in which no tokens are known as None: adding up makes a zero of nothing."""
    unknown = all(row[name] is None for name in TOKENS)
    return {**row, "tokens": None} if unknown else row
