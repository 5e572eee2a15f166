"""Tools and other agents that are called: how often, how well, how fast; retries, loops, what follows what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import log10

from rearview.analyses.calls import CALLED
from rearview.render.html.viewer.charts import Chart
from rearview.viewer.numbers.asked import Asked, Row
from rearview.viewer.numbers.failures import called
from rearview.viewer.numbers.figures import Difference, Figure, difference, over_time
from rearview.viewer.numbers.period import Period
from rearview.viewer.sessions.evidence import key

_ROWS = 60
_LISTED = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One thing that is called."""

    kind: str
    called: str
    row: Row
    failing: Difference | None
    low: float
    high: float
    """Where its median and its p95 stand on a scale from 0 to 100, which all tools share."""
    href: str | None
    failed_href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A row of an answer, and where it leads."""

    called: str
    row: Row
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What the page says."""

    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    tools: tuple[Tool, ...]
    most: int
    ends: tuple[float, float]
    """The shortest and the longest time on the scale."""
    more: int
    slowest: tuple[Listed, ...]
    retries: tuple[Listed, ...]
    loops: tuple[Listed, ...]
    sequences: tuple[Listed, ...]


def gather(asked: Asked) -> Tools:
    """Return what is called in some sessions."""
    rows = asked.ask("tools")
    before = asked.before.ask("tools") if asked.before else None
    scale = _scale(rows)
    # What no session has needn't be looked for.
    retried = asked.ask("retries") if asked.facts["retries"].sum() else []
    looping = asked.ask("loops", limit=_LISTED) if asked.facts["loops"].sum() else []
    return Tools(
        figures=tuple(_figures(asked, rows, before)),
        charts=tuple(_charts(asked)),
        tools=tuple(_tool(asked, row, before, scale) for row in rows[:_ROWS]),
        most=max((row["calls"] for row in rows), default=0),
        ends=scale,
        more=max(0, len(rows) - _ROWS),
        slowest=tuple(_listed(asked, row) for row in asked.ask("slowest", kind="tool", limit=_LISTED)),
        retries=tuple(
            Listed(
                called=called(row), row=row, href=asked.sessions(trouble="retries", call=(key("call", row),))
            )
            for row in [row for row in retried if row["retries"]][:_LISTED]
        ),
        loops=tuple(_listed(asked, row) for row in looping),
        sequences=tuple(
            Listed(called=row["name"] or "", row=row, href=asked.sessions(chain=(key("chain", row),)))
            for row in asked.ask("sequences", limit=_LISTED * 2)
        ),
    )


def _figures(asked: Asked, rows: Sequence[Row], before: Sequence[Row] | None) -> list[Figure]:
    calls, failures = _sum(rows, "calls"), _sum(rows, "failures")
    was = None if before is None else (_sum(before, "calls"), _sum(before, "failures"))
    rate = failures / calls if calls else None
    return [
        Figure(
            title="Calls",
            value=calls,
            kind="number",
            difference=difference(calls, was[0] if was else None, "number"),
            href=asked.sessions(sort="-steps"),
            note=f"of {len(rows):,} tools and agents",
        ),
        Figure(
            title="Failed",
            value=rate,
            kind="share",
            difference=difference(
                rate, was[1] / was[0] if was and was[0] else None, "share", more_is_good=False
            ),
            href=asked.sessions(trouble="failed_steps"),
            note=f"{failures:,} calls",
        ),
        Figure(
            title="Sessions with a retry",
            value=int((asked.facts["retries"] > 0).sum()),
            kind="number",
            href=asked.sessions(trouble="retries"),
            note="a failed call was tried again",
        ),
        Figure(
            title="Sessions with a loop",
            value=int((asked.facts["loops"] > 0).sum()),
            kind="number",
            href=asked.sessions(trouble="loops"),
            note="a turn called one thing 4 times or more",
        ),
    ]


def _sum(rows: Sequence[Row], name: str) -> int:
    return sum(row[name] for row in rows)


def _charts(asked: Asked) -> Iterator[Chart]:
    """Draw calls, failures and times over the days; percentiles of several days don't add up, so not over weeks."""
    days = asked.days
    if days is None:
        return
    places = {str(piece.since): place for place, piece in enumerate(days.pieces)}
    calls: list[float | None] = [None] * len(places)
    failures: list[float | None] = [None] * len(places)
    median, slow = list(calls), list(calls)
    for row in asked.ask("tools", by=("day",)):
        place = _place(days, row["day"])
        if place is not None:
            calls[place] = (calls[place] or 0) + row["calls"]
            failures[place] = (failures[place] or 0) + row["failures"]
    rates = [
        failed / called if called and failed is not None else None
        for called, failed in zip(calls, failures, strict=True)
    ]
    draw = partial(over_time, asked)
    yield draw("Calls", {"": calls}, "number", stacked=True)
    yield draw("Failed calls", {"": rates}, "share", choosing=lambda _: {"trouble": "failed_steps"})
    if days.step == 1:
        for row in asked.ask("durations", of="steps", by=("kind", "day")):
            place = places.get(row["day"]) if row["kind"] == "tool" else None
            if place is not None:
                median[place], slow[place] = row["p50_ms"], row["p95_ms"]
        yield draw("Time of a tool's call", {"median": median, "p95": slow}, "duration")


def _place(days: Period, day: str | None) -> int | None:
    """Return the piece of the days that a day belongs to; what happened after them is the last one's."""
    if day is None:
        return None
    place = (date.fromisoformat(day) - days.since).days // days.step
    return min(place, len(days.pieces) - 1) if place >= 0 else None


def _scale(rows: Sequence[Row]) -> tuple[float, float]:
    """Return the shortest median and the longest p95 of some tools."""
    low = min((row["p50_ms"] for row in rows if row["p50_ms"]), default=1)
    high = max((row["p95_ms"] for row in rows if row["p95_ms"]), default=low)
    return max(1.0, float(low)), max(2.0, float(high), low * 2.0)


def _at(ms: float | None, scale: tuple[float, float]) -> float:
    """Return where a time stands on a scale of logarithms."""
    low, high = scale
    return 0 if not ms else min(100.0, max(0.0, 100 * log10(ms / low) / log10(high / low)))


def _tool(asked: Asked, row: Row, before: Sequence[Row] | None, scale: tuple[float, float]) -> Tool:
    same = [one for one in before or () if all(one[name] == row[name] for name in CALLED)]
    was = same[0]["failure_rate"] if same else None
    named = key("call", row)
    return Tool(
        kind=row["kind"] or "",
        called=called(row),
        row=row,
        failing=difference(row["failure_rate"], was, "share", more_is_good=False),
        low=_at(row["p50_ms"], scale),
        high=_at(row["p95_ms"], scale),
        href=asked.sessions(call=(named,)),
        failed_href=asked.sessions(failed_call=(named,)),
    )


def _listed(asked: Asked, row: Row) -> Listed:
    return Listed(called=called(row), row=row, href=asked.session(row))
