"""Two cohorts of a place, measure by measure: the differences that are more than chance first.

Owns what is said, in which order, and where each cohort leads; how it looks is the templates' affair.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

import polars as pl

from rearview.analyses.analysis import Column
from rearview.analyses.measures import MEASURES
from rearview.library.units import unit_in
from rearview.render.answer import heading_of
from rearview.render.cohorts import amount, interval, signed

if TYPE_CHECKING:
    from rearview.library.lake import Lake

_FLOAT = Column(name="difference", type="float", meaning="")
_MEANINGS = {measure.name: measure.meaning for measure in MEASURES}
_GOOD = ("completion_rate",)
"""Of these, more is better."""
_NEITHER = ("turns", "steps", "tool_calls")
"""Of these, more is neither better nor worse."""
_LINKED = ("agent", "agent_version", "channel", "mode", "outcome")
"""What the list of sessions can be filtered by in the same words."""
_OFFERED = 3

Judged = Literal["better", "worse", ""]
Verdict = Literal["beyond", "chance", "few"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One measure of both cohorts."""

    title: str
    meaning: str
    a: str
    b: str
    a_n: int
    b_n: int
    difference: str
    interval: str | None
    verdict: Verdict
    judged: Judged
    """Whether the second is better or worse in it; nothing where that can't be said."""
    span: tuple[float, float, float] | None
    """Where the interval begins, lies and ends, from 0 to 100; nothing at all is at 50."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohorts:
    """Two cohorts, compared."""

    before: str
    after: str
    sizes: tuple[int, int]
    links: tuple[str | None, str | None]
    measures: tuple[Measured, ...]

    @property
    def beyond(self) -> list[Measured]:
        """The differences that are more than chance."""
        return [one for one in self.measures if one.verdict == "beyond"]

    @property
    def others(self) -> list[Measured]:
        """All that chance alone may bring, or that too few sessions tell of."""
        return [one for one in self.measures if one.verdict != "beyond"]


def gather(lake: "Lake", place: str, before: str, after: str) -> Cohorts:
    """Compare two cohorts of a lake, each in the words of `rearview compare --cohort`."""
    rows = lake.ask("change", before=before, after=after).to_dicts()
    sizes = tuple(max((row[f"{side}_n"] for row in rows), default=0) for side in ("before", "after"))
    return Cohorts(
        before=before,
        after=after,
        sizes=(sizes[0], sizes[1]),
        links=(_link(place, before), _link(place, after)),
        measures=tuple(_measured(row) for row in sorted(rows, key=_weight)),
    )


def offered(facts: pl.DataFrame) -> list[tuple[str, str, str]]:
    """Return comparisons that are likely to be wanted: what they are, and both cohorts."""
    weeks = [("The last 7 days, and the 7 before", "previous=7d", "last=7d")]
    versions = (
        facts.drop_nulls(["agent", "agent_version"])
        .group_by("agent", "agent_version")
        .agg(pl.col("started_ms").min(), n=pl.len())
        .sort("agent", "started_ms")
    )
    pairs = [
        (old["n"] + new["n"], f"{new['agent']}: {old['agent_version']} and {new['agent_version']}", old, new)
        for old, new in _neighbours(versions.to_dicts())
    ]
    likely = sorted(pairs, key=lambda pair: -pair[0])[:_OFFERED]
    return [*weeks, *((words, _version(old), _version(new)) for _, words, old, new in likely)]


def _neighbours(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Yield each two versions of an agent of which one followed the other."""
    for old, new in pairwise(rows):
        if old["agent"] == new["agent"]:
            yield old, new


def _version(row: Mapping[str, Any]) -> str:
    return shlex.join([f"agent={row['agent']}", f"agent_version={row['agent_version']}"])


def _weight(row: Mapping[str, Any]) -> tuple[int, float]:
    """Return what measures are sorted by: what is sure first, and of that what is large beside its interval."""
    rank = {True: 0, False: 1, None: 2}[row["beyond_chance"]]
    if row["low"] is None or row["high"] is None or row["high"] <= row["low"]:
        return rank, 0.0
    return rank, -abs(row["low"] + row["high"]) / (row["high"] - row["low"])


def _measured(row: Mapping[str, Any]) -> Measured:
    name, unit = row["measure"], unit_in(_FLOAT, row["measure"])
    low, high = row["low"], row["high"]
    known = low is not None and high is not None
    verdicts: dict[bool | None, Verdict] = {True: "beyond", False: "chance", None: "few"}
    return Measured(
        title=heading_of(name),
        meaning=_MEANINGS.get(name, ""),
        a=amount(row["before"], unit),
        b=amount(row["after"], unit),
        a_n=row["before_n"],
        b_n=row["after_n"],
        difference=signed(row["difference"], unit),
        interval=interval(row) if known else None,
        verdict=verdicts[row["beyond_chance"]],
        judged=_judged(name, row),
        span=_span(low, high) if known else None,
    )


def _judged(name: str, row: Mapping[str, Any]) -> Judged:
    if not row["beyond_chance"] or name in _NEITHER:
        return ""
    return "better" if (row["low"] > 0) == (name in _GOOD) else "worse"


def _span(low: float, high: float) -> tuple[float, float, float]:
    reach = max(abs(low), abs(high)) or 1
    return 50 + 48 * low / reach, 50 + 24 * (low + high) / reach, 50 + 48 * high / reach


def _link(place: str, cohort: str) -> str | None:
    """Return where the sessions of a cohort are listed, if the list can be filtered by all that it says."""
    words = [word.partition("=") for word in shlex.split(cohort)]
    if any(key not in _LINKED for key, _, _ in words):
        return None
    return f"/sessions?{urlencode([('place', place), *((key, value) for key, _, value in words)])}"
