"""What the list of sessions is made of: its columns, what can be filtered by, what it can be sorted by.

All of it is data over the facts of sessions. It reads nothing.
"""

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

_SUBJECT = 160
"""So much of what a session is about is shown."""


class Sort(NamedTuple):
    """One way to sort the list."""

    title: str
    by: tuple[str, ...]


FACETS: Mapping[str, str] = {
    "place": "Where",
    "outcome": "Outcome",
    "agent": "Agent",
    "agent_version": "Version",
    "channel": "Channel",
    "mode": "Mode",
    "error_signature": "Error",
}
"""The columns whose values can be chosen, each with its heading."""

TROUBLES = "trouble"
"""The facet whose values are columns: what is held against a session."""

TROUBLE_TITLES: Mapping[str, str] = {
    "failed_steps": "failed steps",
    "retries": "retries",
    "loops": "loops",
    "toxic": "toxic",
    "pii": "personal data",
    "prompt_attack": "prompt attack",
    "ungrounded": "not grounded",
    "low_adherence": "low adherence",
    "unresolved": "unresolved",
    "negative_feedback": "negative feedback",
    "poor_retrieval": "poor retrieval",
    "low_score": "low score",
}
_COUNTED = ("failed_steps", "retries", "loops")

FLAGS: Mapping[str, pl.Expr] = {
    name: (pl.col(name) > 0 if name in _COUNTED else pl.col(name)).fill_null(value=False)
    for name in TROUBLE_TITLES
}

_TOKENS = ("tokens_in", "tokens_out", "tokens_cache_read", "tokens_cache_write")


def _sum(*names: str) -> pl.Expr:
    """Add up what is known; unknown where nothing is."""
    known = pl.any_horizontal(pl.col(name).is_not_null() for name in names)
    return pl.when(known).then(pl.sum_horizontal(names))


KEPT: Mapping[str, pl.Expr] = {
    **{name: pl.col(name).fill_null("") for name in FACETS if name != "place"},
    "session_id": pl.col("session_id"),
    "parent_session_id": pl.col("parent_session_id"),
    "subject": pl.coalesce("title", "first_message", "error").str.slice(0, _SUBJECT),
    "error": pl.col("error").str.slice(0, _SUBJECT),
    "started_ms": pl.col("started_ms"),
    "duration_ms": pl.col("duration_ms"),
    "turns": pl.col("turns"),
    "steps": pl.col("steps"),
    "tool_calls": pl.col("tool_calls"),
    "tokens": _sum(*_TOKENS),
    "cost_usd": pl.col("cost_usd"),
    **{name: pl.col(name) for name in TROUBLE_TITLES},
}
"""Every column of the list, by its name, as it is found in the facts."""

SORTS: Mapping[str, Sort] = {
    "started": Sort("Started", ("started_ms",)),
    "duration": Sort("Duration", ("duration_ms",)),
    "turns": Sort("Turns", ("turns",)),
    "steps": Sort("Steps", ("steps",)),
    "failed": Sort("Failed", ("failed_steps", "started_ms")),
    "tokens": Sort("Tokens", ("tokens",)),
    "cost": Sort("Cost", ("cost_usd",)),
    "agent": Sort("Agent", ("agent", "started_ms")),
}
