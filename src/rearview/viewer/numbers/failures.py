"""Failures: what goes wrong, how often, since when, and the newest steps that show it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl

from rearview.analyses.calls import CALLED
from rearview.render.html.viewer.charts import Chart
from rearview.viewer.numbers import sums
from rearview.viewer.numbers.asked import Asked
from rearview.viewer.numbers.figures import Difference, Figure, difference, over_time
from rearview.viewer.numbers.period import DAY_MS
from rearview.viewer.sessions.evidence import FAILURE, FAILURES, key

_ROWS = 100
_EXAMPLES = 3
_SERIES = 5
"""So many kinds of failures are told apart in the chart."""
_OTHERS = "all others"
_ERRING = {"trouble": "failed_steps"}
_READ = ("session_id", "step_id", "started_ms", *FAILURE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One step that failed."""

    at_ms: int | None
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Steps of one name that failed by saying the same, but for ids and numbers."""

    kind: str
    called: str
    said: str
    errors: int
    difference: Difference | None
    is_new: bool
    """Whether there are days before, and it wasn't seen on them."""
    sessions: int
    href: str | None
    first_ms: int | None
    last_ms: int | None
    pieces: tuple[int, ...]
    """How often, in each piece of the days asked about."""
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """What the page says."""

    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    failures: tuple[Failure, ...]
    more: int
    """How many aren't shown."""


def gather(asked: Asked) -> Failures:
    """Return what fails in some sessions."""
    failed = _failed(asked)
    before = _failed(asked.before) if asked.before else None
    found = failed.group_by(FAILURE, maintain_order=True).agg(
        errors=pl.len(),
        sessions=pl.col("session_id").n_unique(),
        first_ms=pl.col("started_ms").min(),
        last_ms=pl.col("started_ms").max(),
        pieces=pl.col("piece").drop_nulls(),
        examples=pl.struct("session_id", "step_id", "started_ms").head(_EXAMPLES),
    )
    ranked = found.sort("errors", *FAILURE, descending=[True, *[False] * len(FAILURE)], nulls_last=True)
    earlier = None if before is None else _counted(before)
    rows = ranked.head(_ROWS).to_dicts()
    return Failures(
        figures=tuple(_figures(asked, failed, before, ranked.height)),
        charts=tuple(_charts(asked, rows, failed)),
        failures=tuple(_failure(asked, row, earlier) for row in rows),
        more=max(0, ranked.height - _ROWS),
    )


def _failed(asked: Asked) -> pl.DataFrame:
    """Return the steps that failed, the newest first, each with the piece of the days in which its session began."""
    steps = asked.lake.frame("steps", {"session_id", "step_id", "started_ms", *FAILURES.reads})
    failed = pl.DataFrame(asked.lake.collect(FAILURES.rows(steps).select(*_READ)))
    began = asked.facts.select("session_id", "agent", began_ms="started_ms")
    days = asked.days
    piece = (pl.col("began_ms") - days.since_ms) // (DAY_MS * days.step) if days else pl.lit(None)
    return (
        failed.join(began, on="session_id", how="inner")
        .with_columns(piece=piece)
        .sort("started_ms", "step_id", descending=[True, False], nulls_last=True)
    )


def _counted(failed: pl.DataFrame) -> Mapping[tuple[Any, ...], int]:
    counted = failed.group_by(FAILURE).agg(n=pl.len())
    return {tuple(row[:-1]): row[-1] for row in counted.select(*FAILURE, "n").iter_rows()}


def _failure(asked: Asked, row: Mapping[str, Any], earlier: Mapping[tuple[Any, ...], int] | None) -> Failure:
    was = None if earlier is None else earlier.get(tuple(row[name] for name in FAILURE), 0)
    return Failure(
        kind=row["kind"] or "",
        called=called(row),
        said=row["signature"] or "",
        errors=row["errors"],
        difference=difference(row["errors"], was, "number", more_is_good=False),
        is_new=was == 0,
        sessions=row["sessions"],
        href=asked.sessions(failure=(key("failure", row),)),
        first_ms=row["first_ms"],
        last_ms=row["last_ms"],
        pieces=_pieces(asked, row["pieces"]),
        examples=tuple(Example(at_ms=one["started_ms"], href=asked.session(one)) for one in row["examples"]),
    )


def called(row: Mapping[str, Any]) -> str:
    """Return the name of what was called, with whose it is."""
    name = row["name"] or "without a name"
    return f"{row['namespace']} · {name}" if row["namespace"] else name


def _pieces(asked: Asked, numbers: Sequence[int]) -> tuple[int, ...]:
    counted = [0] * (len(asked.days.pieces) if asked.days else 0)
    for number in numbers:
        if 0 <= number < len(counted):
            counted[number] += 1
    return tuple(counted)


def _figures(asked: Asked, failed: pl.DataFrame, before: pl.DataFrame | None, kinds: int) -> Sequence[Figure]:
    now, was = _totals(failed), None if before is None else _totals(before)
    seen = set() if before is None else set(before.select(*FAILURE).unique().iter_rows())
    fresh = sum(row not in seen for row in failed.select(*FAILURE).unique().iter_rows())
    compare = partial(difference, kind="number", more_is_good=False)
    href = asked.sessions(**_ERRING)
    return (
        Figure(
            title="Failed steps",
            value=now[0],
            kind="number",
            difference=compare(now[0], was[0] if was else None),
            href=href,
        ),
        Figure(
            title="Sessions with one",
            value=now[1],
            kind="number",
            difference=compare(now[1], was[1] if was else None),
            href=href,
            note=f"of {asked.facts.height:,}",
        ),
        Figure(
            title="Kinds of failures", value=kinds, kind="number", note="told apart by what failed and said"
        ),
        Figure(
            title="New kinds",
            value=None if before is None else fresh,
            kind="number",
            note="not seen on the days before" if before is not None else "no days before to compare with",
        ),
    )


def _totals(failed: pl.DataFrame) -> tuple[int, int]:
    return failed.height, failed["session_id"].n_unique()


def _charts(asked: Asked, rows: Sequence[Mapping[str, Any]], failed: pl.DataFrame) -> Iterator[Chart]:
    """Draw failed steps over time, by what failed and by agent, and the sessions that have any."""
    yield _by_name(asked, rows, failed)
    agents = failed.group_by("agent").agg(n=pl.len()).sort("n", "agent", descending=[True, False])
    named = [agent or "" for agent in agents["agent"]][:_SERIES]
    series = _series(
        asked, failed, lambda row: (row["agent"] or "") if (row["agent"] or "") in named else _OTHERS
    )
    yield over_time(
        asked,
        "Failed steps by agent",
        {name or "unknown": series[name] for name in (*named, _OTHERS) if name in series},
        "number",
        stacked=True,
        choosing=lambda name: (
            _ERRING if name == _OTHERS else {**_ERRING, "agent": ("" if name == "unknown" else name,)}
        ),
    )
    pieces = sums.by_piece(asked, asked.days) if asked.days else []
    rates = [piece["error_rate"] if piece else None for piece in pieces]
    yield over_time(asked, "Sessions with a failed step", {"": rates}, "share", choosing=lambda _: _ERRING)


def _series(
    asked: Asked, failed: pl.DataFrame, named: Callable[[Mapping[str, Any]], str]
) -> dict[str, list[float | None]]:
    """Count failed steps in each piece of the days by some name of theirs."""
    series: dict[str, list[float | None]] = {}
    counted = failed.drop_nulls("piece").group_by("piece", "agent", *CALLED).agg(n=pl.len())
    for row in counted.iter_rows(named=True):
        values = series.setdefault(named(row), [0] * (len(asked.days.pieces) if asked.days else 0))
        values[row["piece"]] = (values[row["piece"]] or 0) + row["n"]
    return series


def _by_name(asked: Asked, rows: Sequence[Mapping[str, Any]], failed: pl.DataFrame) -> Chart:
    names = [*dict.fromkeys(called(row) for row in rows)][:_SERIES]
    series = _series(asked, failed, lambda row: called(row) if called(row) in names else _OTHERS)
    by_name = {called(row): key("failed_call", row) for row in rows if row["kind"] in {"tool", "agent"}}
    return over_time(
        asked,
        "Failed steps by what failed",
        {name: series[name] for name in (*names, _OTHERS) if name in series},
        "number",
        stacked=True,
        choosing=lambda name: {"failed_call": (by_name[name],)} if name in by_name else _ERRING,
    )
