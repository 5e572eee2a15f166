"""What has become another than on the days before, and isn't chance. It measures nothing itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from rearview.viewer.numbers.asked import Asked
from rearview.viewer.numbers.figures import WRITTEN, Kind

_MORE_IS_GOOD = {"completion_rate": True, "turns": None, "steps": None, "tool_calls": None}
_WORDS: Mapping[str, tuple[str, Kind]] = {
    "duration_ms": ("Average duration", "duration"),
    "slowest_turn_ms": ("Slowest turn, on average", "duration"),
    "cost_usd": ("Average cost", "money"),
    "tokens_in": ("Tokens read in a session", "number"),
    "tokens_out": ("Tokens written in a session", "number"),
    "turns": ("Turns of a session", "number"),
    "steps": ("Steps of a session", "number"),
    "tool_calls": ("Calls of a session", "number"),
    "low_score_rate": ("Low quality scores", "share"),
    "failed_call_rate": ("Sessions with a failed call", "share"),
    "retry_rate": ("Sessions with a retry", "share"),
    "loop_rate": ("Sessions with a loop", "share"),
}
_OUTCOMES = {
    "completion_rate": "completed",
    "escalation_rate": "escalated",
    "abandonment_rate": "abandoned",
    "failure_rate": "failed",
}
_SORTED = {
    "duration_ms": "duration",
    "slowest_turn_ms": "duration",
    "cost_usd": "cost",
    "tokens_in": "tokens",
    "tokens_out": "tokens",
    "turns": "turns",
    "steps": "steps",
    "tool_calls": "steps",
}
_COUNTED = {"failed_call": "failed_steps", "retry": "retries", "loop": "loops"}
"""The names of troubles that measures call otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One measure that is another than on the days before, by more than chance."""

    words: str
    before: str
    after: str
    up: bool
    good: bool | None
    href: str | None


def changed(asked: Asked) -> Mapping[str, Mapping[str, Any]]:
    """Return what has changed, by measure."""
    if asked.before is None or asked.period is None or asked.before.period is None:
        return {}
    both = pl.concat([asked.before.facts, asked.facts])
    before = f"since={asked.before.period.since} until={asked.period.since}"
    rows = asked.answer("change", both, before=before, after=f"since={asked.period.since}")
    return {row["measure"]: row for row in rows}


def told(asked: Asked, changes: Mapping[str, Mapping[str, Any]]) -> Iterator[Change]:
    """Yield what chance alone would hardly bring."""
    for measure, row in changes.items():
        if not row["beyond_chance"] or not row["difference"]:
            continue
        words, kind = _WORDS.get(measure, (measure.replace("_", " ").capitalize(), "share"))
        up, good = row["difference"] > 0, _MORE_IS_GOOD.get(measure, False)
        yield Change(
            words=words,
            before=_written(kind, row["before"]),
            after=_written(kind, row["after"]),
            up=up,
            good=None if good is None else up == good,
            href=asked.sessions(**_choosing(measure)),
        )


def _written(kind: Kind, value: float) -> str:
    return f"{value:,.1f}" if kind == "number" else WRITTEN[kind](value)


def _choosing(measure: str) -> Mapping[str, object]:
    """Return what chooses, or brings to the top, the sessions that a measure is about."""
    name = measure.removesuffix("_rate")
    if measure in _OUTCOMES:
        return {"outcome": _OUTCOMES[measure]}
    if measure in _SORTED:
        return {"sort": f"-{_SORTED[measure]}"}
    return {"trouble": _COUNTED.get(name, name)}
