"""The overview: how many sessions there were, how they went, what they cost, against the days before."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from rearview.analyses.flags import FLAGS
from rearview.render.html.viewer.charts import Chart, trend
from rearview.viewer.numbers import sums
from rearview.viewer.numbers.asked import Asked
from rearview.viewer.numbers.changes import Change, changed, told
from rearview.viewer.numbers.figures import Difference, Figure, Kind, difference, over_time
from rearview.viewer.numbers.health import stands
from rearview.viewer.numbers.sums import Sums

_ROWS = 8
"""So many values of a column are shown; the others are in the list of sessions."""
COLUMNS = {"agent": "Agent", "agent_version": "Version", "channel": "Channel", "topic": "Topic"}
_ERRING = {"trouble": "failed_steps"}
JUDGED = tuple(flag.name for flag in FLAGS)
"""All that verdicts can hold against a session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The sessions of one value of a column."""

    words: str
    sums: Sums
    sessions: Difference | None
    errors: Difference | None
    href: str | None
    here: str
    """The address's parameters that choose it on this page."""
    hrefs: Mapping[str, str | None]
    """Where the sessions behind its other numbers are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """The sessions by the values of a column."""

    title: str
    groups: tuple[Group, ...]
    most: int
    """How many sessions the largest has."""
    more: int
    """How many values aren't shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How far what is known reaches, and what of it isn't final."""

    newest_ms: int | None
    """When the newest session began."""
    settling: int
    """How many cells of tables are still read again."""
    late: int
    """How many should have been by now."""
    undated: int
    """How many sessions nobody knows the beginning of: they are in no period."""
    open: int
    """How many sessions go on, as far as is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What the overview says."""

    freshness: Freshness

    figures: tuple[Figure, ...]
    changes: tuple[Change, ...] | None
    """What is beyond chance; None where there is nothing to compare with."""
    charts: tuple[Chart, ...]
    breakdowns: tuple[Breakdown, ...]


def gather(asked: Asked) -> Overview:
    """Return what the overview says of some sessions."""
    days = asked.days
    pieces = sums.by_piece(asked, days) if days else []
    changes = changed(asked)
    return Overview(
        freshness=_freshness(asked),
        figures=tuple(_figures(asked, pieces, changes)),
        changes=None if asked.before is None else tuple(told(asked, changes)),
        charts=tuple(_charts(asked, pieces)),
        breakdowns=tuple(_breakdowns(asked)),
    )


def _freshness(asked: Asked) -> Freshness:
    held = [*stands(asked.sources)]
    newest = [source.facts["started_ms"].max() for source in asked.sources]
    return Freshness(
        newest_ms=max((int(str(at_ms)) for at_ms in newest if at_ms is not None), default=None),
        settling=sum(one.settling for one in held),
        late=sum(one.late for one in held),
        undated=sum(source.facts["started_ms"].null_count() for source in asked.sources),
        open=int((asked.facts["outcome"] == "open").sum()),
    )


def _figures(
    asked: Asked, pieces: Sequence[Sums | None], changes: Mapping[str, Mapping[str, Any]]
) -> Iterator[Figure]:
    now, before = sums.total(asked), sums.total(asked.before) if asked.before else None

    def figure(title: str, name: str, kind: Kind, good: bool | None = None, **more: Any) -> Figure:
        measure = more.pop("measure", None)
        chance = changes[measure]["beyond_chance"] if measure in changes else None
        since = difference(
            now[name], before[name] if before else None, kind, more_is_good=good, beyond_chance=chance
        )
        empty = 0 if name == "sessions" else None
        line = trend([piece[name] if piece else empty for piece in pieces])
        return Figure(title=title, value=now[name], kind=kind, difference=since, path=line, **more)

    link, of = asked.sessions, now["sessions"]
    yield figure(
        "Sessions", "sessions", "number", href=link(), note=f"{now['turns']:,} turns, {now['steps']:,} steps"
    )
    yield figure(
        "Completed",
        "completion_rate",
        "share",
        good=True,
        measure="completion_rate",
        href=link(outcome="completed"),
        note=f"of {now['decided']:,} with a known outcome; {of - now['decided']:,} without",
    )
    yield figure(
        "With a failed step",
        "error_rate",
        "share",
        good=False,
        href=link(**_ERRING),
        note=f"{now['erring']:,} sessions, {now['failed_steps']:,} steps",
    )
    yield figure("Duration, median", "p50_ms", "duration", href=link(sort="-duration"), note=_timed(now))
    yield figure(
        "Duration, p95", "p95_ms", "duration", good=False, href=link(sort="-duration"), note=_timed(now)
    )
    yield figure(
        "Tokens", "tokens", "number", href=link(sort="-tokens"), note=f"{now['llm_calls']:,} calls of models"
    )
    yield figure("Cost", "cost_usd", "money", href=link(sort="-cost"), note=_unpriced(asked, now))
    yield figure(
        "Flagged",
        "flagged_rate",
        "share",
        good=False,
        href=link(trouble=JUDGED),
        note=f"of {now['judged']:,} judged; {of - now['judged']:,} weren't",
    )


def _timed(now: Sums) -> str:
    untimed = now["sessions"] - now["timed"]
    return f"{untimed:,} without an end" if untimed else f"of {now['timed']:,} sessions"


def _unpriced(asked: Asked, now: Sums) -> str:
    """Say what no cost is known of, and what that would be by published prices."""
    if not now["costs_unknown"]:
        return f"of {now['llm_calls']:,} calls"
    words = f"{now['costs_unknown']:,} of {now['llm_calls']:,} calls without a cost"
    estimated = sum(row["estimated_usd"] or 0 for row in asked.ask("costs", by=()))
    return f"{words}; ${estimated:,.2f} by published prices" if estimated else words


def _charts(asked: Asked, pieces: Sequence[Sums | None]) -> Iterator[Chart]:
    def of(name: str, empty: float | None = None) -> list[float | None]:
        return [piece[name] if piece else empty for piece in pieces]

    outcomes = {name: of(name) for name in sums.OUTCOMES if any(of(name))}
    draw = partial(over_time, asked)
    yield draw(
        "Sessions by outcome", outcomes, "number", stacked=True, choosing=lambda name: {"outcome": name}
    )
    yield draw(
        "Completed, and flagged, of those known",
        {"completed": of("completion_rate"), "flagged": of("flagged_rate")},
        "share",
        choosing=lambda name: {"trouble": JUDGED} if name == "flagged" else {"outcome": name},
    )
    yield draw("Sessions with a failed step", {"": of("error_rate")}, "share", choosing=lambda _: _ERRING)
    yield draw("Duration", {"median": of("p50_ms"), "p95": of("p95_ms")}, "duration")
    tokens = {"read": of("tokens_in"), "written": of("tokens_out"), "from caches": of("tokens_cache_read")}
    held = {name: values for name, values in tokens.items() if any(values)}
    yield draw("Tokens", held, "number", stacked=True)
    yield draw("Cost, as far as it is known", {"": of("cost_usd")}, "money", stacked=True)


def _breakdowns(asked: Asked) -> Iterator[Breakdown]:
    for column, title in COLUMNS.items():
        found: Callable[[Asked], dict[str, Sums]] = (
            sums.by_topic if column == "topic" else partial(sums.by_column, column=column)
        )
        now, before = found(asked), found(asked.before) if asked.before else {}
        if not now or list(now) == [""]:
            continue
        groups = tuple(
            _group(asked, column, value, now[value], before.get(value)) for value in [*now][:_ROWS]
        )
        most = max(group.sums["sessions"] for group in groups)
        yield Breakdown(title=title, groups=groups, most=most, more=max(0, len(now) - _ROWS))


def _group(asked: Asked, column: str, value: str, now: Sums, before: Sums | None) -> Group:
    chosen = partial(asked.sessions, **{column: (value,)})
    return Group(
        words=value or ("without a topic" if column == "topic" else "unknown"),
        sums=now,
        sessions=difference(now["sessions"], before["sessions"] if before else None, "number"),
        errors=difference(
            now["error_rate"], before["error_rate"] if before else None, "share", more_is_good=False
        ),
        href=chosen(),
        here=asked.here(**{column: (value,)}),
        hrefs={
            "completion_rate": chosen(outcome="completed"),
            "error_rate": chosen(**_ERRING),
            "duration": chosen(sort="-duration"),
            "tokens": chosen(sort="-tokens"),
            "cost_usd": chosen(sort="-cost"),
            "flagged": chosen(trouble=JUDGED),
        },
    )
