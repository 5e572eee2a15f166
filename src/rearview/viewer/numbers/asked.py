"""What is asked: some sessions of some lakes, and where the sessions behind a number are listed.

The one place where filters become the part of lakes that a question is put to. It draws nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any, Self
from urllib.parse import quote

import narwhals as nw
import polars as pl

from rearview.library.lake import Lake, open_lakes
from rearview.library.question import no_facts
from rearview.viewer.numbers.period import LATEST_MS, Period, reaching, usual
from rearview.viewer.sessions.columns import FLAGS, KEPT, TROUBLES
from rearview.viewer.sessions.evidence import showing, topics
from rearview.viewer.sessions.filters import Filters

Row = Mapping[str, Any]
_LIST = "/sessions"
_NO_TOPICS = pl.DataFrame(schema={"session_id": pl.String, "topic": pl.String, "turns": pl.Int64})


@dataclass(frozen=True, kw_only=True)
class Source:
    """A lake that is asked, with what is known of its sessions."""

    slug: str
    lake: Lake
    facts: pl.DataFrame
    version: int = 0
    """Is another whenever the facts are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leading:
    """A row about a session, and where that is."""

    row: Row
    href: str | None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Some sessions of some lakes."""

    sources: tuple[Source, ...]
    """The lakes they are in."""
    every: tuple[Source, ...]
    """All there are."""
    filters: Filters
    """What was chosen, as it stands in the address."""
    period: Period | None
    """The days they began on; None for all sessions, those without a date too."""
    whole: Period | None
    """The days on which any session of these lakes began."""
    facts: pl.DataFrame
    """What is known of each of them, and in which place it is."""
    linked: bool = True
    """Whether numbers lead to a list of sessions."""

    @classmethod
    def of(
        cls, every: Sequence[Source], filters: Filters, *, linked: bool = True, always: bool = False
    ) -> Self:
        """Return what is asked by some filters; `always`: about every day, where no period is chosen."""
        filters = replace(filters, everyone=True, text="", after=None)
        places = filters.chosen.get("place")
        sources = tuple(source for source in every if not places or source.slug in places)
        whole = _whole(sources)
        period = _period(filters, whole, always=always)
        return cls(
            sources=sources,
            every=tuple(every),
            filters=filters,
            period=period,
            whole=whole,
            facts=_chosen(sources, filters, period),
            linked=linked,
        )

    @cached_property
    def before(self) -> "Asked | None":
        """The same of as many days before; None where no session began on those."""
        period = self.period.before if self.period else None
        if period is None:
            return None
        facts = _chosen(self.sources, self.filters, period)
        return replace(self, period=period, facts=facts) if facts.height else None

    @property
    def days(self) -> Period | None:
        """The days that can be told apart in a chart."""
        return self.period or self.whole

    def ask(self, name: str, **said: object) -> list[dict[str, Any]]:
        """Answer a question about these sessions."""
        return self.answer(name, self.facts, **said)

    def answer(self, name: str, facts: pl.DataFrame, **said: object) -> list[dict[str, Any]]:
        """Answer a question about these sessions, from other facts than theirs."""
        held = facts.select(pl.exclude("place")).lazy()
        return self.lake.answer(name, said, nw.from_native(held)).to_dicts()

    @cached_property
    def lake(self) -> Lake:
        """The part of the lakes that holds these sessions."""
        lake = self.sources[0].lake
        if len(self.sources) > 1:
            lake = open_lakes([source.lake.held.root for source in self.sources])
        if self.period is not None:
            lake = lake.period(self.period.since_ms, self.period.until_ms)
        return lake.of_sessions(self.facts["session_id"].to_list()) if self._is_part else lake

    @cached_property
    def topics(self) -> pl.DataFrame:
        """How many turns of each session were of which topic."""
        held = [pl.DataFrame(topics(source.lake, source.version)) for source in self.sources]
        return pl.concat([_NO_TOPICS, *held], how="vertical_relaxed")

    @property
    def _is_part(self) -> bool:
        """Whether not all sessions of the days are meant."""
        return bool(self.filters.shown or any(name != "place" for name in self.filters.chosen))

    def sessions(self, **other: object) -> str | None:
        """Return where these sessions are listed, chosen further by some filters."""
        if not self.linked:
            return None
        said = {"since": self.period.since, "until": self.period.until} if self.period else {}
        listed = replace(self.filters, sort="started", descending=True)
        return f"{_LIST}?{listed.query(**{**said, **other})}"

    def leading(self, rows: Iterable[Row]) -> tuple[Leading, ...]:
        """Return rows about sessions, each with where its session is."""
        return tuple(Leading(row=row, href=self.session(row)) for row in rows)

    def session(self, row: Row) -> str | None:
        """Return where a session is shown; at its step, if the row of an answer names one."""
        if not self.linked:
            return None
        place = self.sources[0].slug if len(self.sources) == 1 else self._places.get(row["session_id"], "")
        step = f"#step={quote(row['step_id'], safe='')}" if row.get("step_id") else ""
        return f"/session/{quote(place, safe='')}/{quote(row['session_id'], safe='')}{step}"

    def here(self, **other: object) -> str:
        """Return the parameters of the page's own address, some of them replaced."""
        return replace(self.filters, sort="started", descending=True).query(everyone=None, **other)

    @cached_property
    def _places(self) -> dict[str, str]:
        return dict(self.facts.select("session_id", "place").iter_rows())


def _whole(sources: Iterable[Source]) -> Period | None:
    """Return the days on which any session began."""
    began = pl.col("started_ms")
    dated = began.filter(began.is_between(0, LATEST_MS))
    ends = [source.facts.select(first=dated.min(), last=dated.max()).row(0) for source in sources]
    return reaching([moment for both in ends for moment in both if moment is not None])


def _period(filters: Filters, whole: Period | None, *, always: bool) -> Period | None:
    since, until = filters.since, filters.until
    if since is None and until is None:
        return None if always or whole is None or usual(whole) == whole else usual(whole)
    first = since or (min(whole.since, until) if whole and until else until)
    last = until or (max(whole.until, since) if whole and since else since)
    assert first is not None and last is not None  # noqa: S101, PT018 - one of them was said
    return Period(since=first, until=max(first, last))


def _chosen(sources: Sequence[Source], filters: Filters, period: Period | None) -> pl.DataFrame:
    """Return the facts of the sessions that are meant."""
    terms = [_has(name, values) for name, values in filters.chosen.items() if name != "place"]
    if period is not None:
        terms.append(pl.col("started_ms").is_between(period.since_ms, period.until_ms, closed="left"))
    frames = [
        source.facts.filter(
            reduce(and_, [*terms, *_shown(source, filters)], pl.lit(value=True))
        ).with_columns(place=pl.lit(source.slug))
        for source in sources
    ]
    empty: pl.DataFrame = no_facts().collect().to_native().with_columns(place=pl.lit(""))
    return pl.concat([*frames, empty], how="diagonal_relaxed")


def _has(name: str, values: Sequence[str]) -> pl.Expr:
    if name == TROUBLES:
        return reduce(or_, (FLAGS[value] for value in values))
    return KEPT[name].is_in(list(values))


def _shown(source: Source, filters: Filters) -> list[pl.Expr]:
    found = (showing(source.lake, source.version, name, values) for name, values in filters.shown.items())
    return [pl.col("session_id").is_in(pl.Series(list(ids), dtype=pl.String).implode()) for ids in found]
