"""A lake's sessions at a glance, added up from their facts in one pass: by agent, by channel, by outcome."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import Any

import narwhals as nw

from rearview.analyses.exact import amount, billionths, times
from rearview.sources.canonical import Frame

UNKNOWN = "unknown"
"""The outcome of a session of which nobody recorded how it ended."""
OPEN = "open"
_KEYS = ("agent", "channel", "outcome", "derived_from")
_SUMMED = (
    *("turns", "steps", "messages", "llm_calls", "tool_calls", "failed_calls", "costs_unknown"),
    *("tokens_in", "tokens_out"),
)
_KNOWN = ("tokens_in", "tokens_out", "cost_usd", "duration_ms")
"""What may not be recorded of a session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Some sessions that have something in common."""

    name: str | None
    """What they have in common; None where nobody recorded it."""
    sessions: int
    turns: int
    timed: int
    """How many of them have ended, so that their duration is known."""
    spent_ms: int

    @property
    def turns_per_session(self) -> float | None:
        """How many turns a session has on average."""
        return self.turns / self.sessions if self.sessions else None

    @property
    def mean_ms(self) -> float | None:
        """How long a session takes on average; None where none has ended."""
        return self.spent_ms / self.timed if self.timed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Some sessions at a glance."""

    total: Share
    undated: int
    """How many don't say when they began."""
    first_ms: int | None
    last_ms: int | None
    totals: Mapping[str, int | float | None]
    """Sums over all sessions; None where nothing is recorded."""
    troubled: Mapping[str, int]
    """How many sessions show a trouble."""
    agents: tuple[Share, ...]
    channels: tuple[Share, ...]
    outcomes: tuple[Share, ...]
    """The most frequent first; `open` and `unknown` among them."""
    derived_from: Mapping[str, int]
    """What the outcomes that are known rest on, and of how many sessions."""

    @property
    def decided(self) -> int:
        """Of how many sessions it is known how they ended."""
        return sum(share.sessions for share in self.outcomes if share.name not in {UNKNOWN, OPEN})


TROUBLES: Mapping[str, tuple[str, nw.Expr]] = {
    "fail": ("failed or timed out", nw.col("outcome").is_in(["failed", "timed_out"])),
    "errors": ("had a step that failed", nw.col("failed_steps") > 0),
    "loops": ("called one thing again and again", nw.col("loops") > 0),
    "toxic": ("hold toxic content", nw.col("toxic")),
    "hallucinations": ("gave an answer that wasn't grounded", nw.col("ungrounded")),
    "prompt-attack": ("met an attack on the prompt", nw.col("prompt_attack")),
    "low-adherence": ("didn't follow their instructions", nw.col("low_adherence")),
    "unresolved": ("left the task unresolved", nw.col("unresolved")),
    "negative-feedback": ("were spoken against by the user", nw.col("negative_feedback")),
}
"""What is worth a look, by what `find` calls it, and how it reads behind a number of sessions."""


def summary(facts: Frame) -> Summary:
    """Add up sessions."""
    began = nw.col("started_ms")
    added = facts.group_by(*_KEYS).agg(
        *(nw.col(name).sum() for name in _SUMMED),
        *(nw.col(name).count().alias(f"known_{name}") for name in _KNOWN),
        *(
            times(raised.fill_null(value=False)).alias(f"found_{name}")
            for name, (_, raised) in TROUBLES.items()
        ),
        sessions=nw.len(),
        spent_ms=nw.col("duration_ms").sum(),
        cost=billionths(nw.col("cost_usd")).sum(),
        undated=times(began.is_null()),
        first_ms=began.min(),
        last_ms=began.max(),
    )
    rows = added.with_columns(cost_usd=amount(nw.col("cost"))).collect().rows(named=True)
    return _summed([dict(row) for row in rows])


def _summed(rows: Sequence[Mapping[str, Any]]) -> Summary:
    def total(name: str) -> int:
        return sum(row[name] for row in rows)

    known = {name: total(f"known_{name}") > 0 for name in _KNOWN}
    sums: dict[str, int | float | None] = {name: total(name) for name in _SUMMED}
    sums["cost_usd"] = fsum(row["cost_usd"] for row in rows)
    return Summary(
        total=_share(None, rows),
        undated=total("undated"),
        first_ms=min((row["first_ms"] for row in rows if row["first_ms"] is not None), default=None),
        last_ms=max((row["last_ms"] for row in rows if row["last_ms"] is not None), default=None),
        totals={name: value if known.get(name, True) else None for name, value in sums.items()},
        troubled={name: total(f"found_{name}") for name in TROUBLES},
        agents=_shares(rows, lambda row: row["agent"]),
        channels=_shares(rows, lambda row: row["channel"]),
        outcomes=_shares(rows, lambda row: row["outcome"] or UNKNOWN),
        derived_from={
            share.name: share.sessions
            for share in _shares(rows, lambda row: row["derived_from"])
            if share.name is not None
        },
    )


def _shares(
    rows: Sequence[Mapping[str, Any]], key: Callable[[Mapping[str, Any]], str | None]
) -> tuple[Share, ...]:
    found: dict[str | None, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    shares = [_share(name, held) for name, held in found.items()]
    return tuple(sorted(shares, key=lambda share: (-share.sessions, share.name is None, share.name or "")))


def _share(name: str | None, rows: Sequence[Mapping[str, Any]]) -> Share:
    counted = {
        column: sum(row[column] for row in rows)
        for column in ("sessions", "turns", "known_duration_ms", "spent_ms")
    }
    return Share(
        name=name,
        sessions=counted["sessions"],
        turns=counted["turns"],
        timed=counted["known_duration_ms"],
        spent_ms=counted["spent_ms"],
    )
