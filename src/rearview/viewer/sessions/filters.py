"""What is chosen of the sessions, as it stands in the address of the list: nothing of it is kept anywhere else.

Owns which parameters there are. A parameter that makes no sense is an error with a hint, never ignored.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Self
from urllib.parse import urlencode

import polars as pl

from rearview.errors import ArgumentError
from rearview.viewer.sessions.columns import FACETS, SORTS, TROUBLE_TITLES, TROUBLES
from rearview.viewer.sessions.evidence import EVIDENCE

_DAY_MS = 86_400_000
_NEWEST = "started"
_HIGHEST_FIRST = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which sessions are meant, and in which order."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By facet; sessions that have any of a facet's values, and of every facet."""
    shown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By what rows tell; sessions whose rows show any of the values, and of everything that is named."""
    text: str = ""
    since: date | None = None
    until: date | None = None
    """The last day, whole."""
    everyone: bool = False
    """Whether sub-agents' sessions are listed too."""
    sort: str = _NEWEST
    descending: bool = True
    after: str | None = None
    """The key of the session behind which the page begins."""

    @classmethod
    def of(cls, asked: Iterable[tuple[str, str]]) -> Self:
        """Read them off the parameters of an address."""
        given: dict[str, list[str]] = {}
        for name, value in asked:
            if name not in _NAMES:
                raise ArgumentError.unknown_name(name, of="filter of sessions", known=sorted(_NAMES))
            given.setdefault(name, []).append(value)
        last = {name: values[-1] for name, values in given.items()}
        sort = last.get("sort", "") or f"{_HIGHEST_FIRST}{_NEWEST}"
        if sort.removeprefix(_HIGHEST_FIRST) not in SORTS:
            raise ArgumentError.unknown_name(sort, of="way to sort sessions", known=list(SORTS))
        return cls(
            chosen={name: _facet(name, given[name]) for name in (*FACETS, TROUBLES) if name in given},
            shown={name: tuple(dict.fromkeys(given[name])) for name in EVIDENCE if name in given},
            text=last.get("q", "").strip(),
            since=_day("since", last.get("since", "")),
            until=_day("until", last.get("until", "")),
            everyone=last.get("everyone", "") == "1",
            sort=sort.removeprefix(_HIGHEST_FIRST),
            descending=sort.startswith(_HIGHEST_FIRST),
            after=last.get("after") or None,
        )

    def terms(self) -> Iterator[pl.Expr]:
        """Yield what isn't a facet's, as conditions."""
        if self.since is not None:
            yield pl.col("started_ms") >= _ms(self.since)
        if self.until is not None:
            yield pl.col("started_ms") < _ms(self.until) + _DAY_MS
        if not self.everyone:
            yield pl.col("parent_session_id").is_null()

    @property
    def some(self) -> bool:
        """Whether anything is left out by choice."""
        return bool(self.chosen or self.shown or self.text or self.since or self.until)

    def query(self, **other: object) -> str:
        """Return the address's parameters for this choice, some of them replaced; None leaves one out."""
        pairs: list[tuple[str, str]] = [
            (name, value)
            for name, values in (*self.chosen.items(), *self.shown.items())
            if name not in other
            for value in values
        ]
        single = {
            "q": self.text,
            "since": self.since,
            "until": self.until,
            "everyone": "1" if self.everyone else "",
            "sort": "" if self._newest_first else self.sorting,
            **other,
        }
        for name, value in single.items():
            many = value if isinstance(value, tuple) else (value,)
            pairs += [
                (name, str(one))
                for one in many
                if one or (one == "" and (name in FACETS or name in EVIDENCE))
            ]
        return urlencode(pairs)

    def toggled(self, name: str, value: str) -> str:
        """Return the parameters with one value of a facet chosen, or not any more."""
        held = self.chosen.get(name) or self.shown.get(name) or ()
        now = tuple(one for one in held if one != value) if value in held else (*held, value)
        return self.query(**{name: now or None})

    def sorted_by(self, name: str) -> str:
        """Return the parameters for another order; the same column a second time turns it round."""
        turned = name == self.sort and self.descending
        return self.query(sort=name if turned else f"{_HIGHEST_FIRST}{name}")

    @property
    def sorting(self) -> str:
        """The order, as it stands in an address."""
        return f"{_HIGHEST_FIRST if self.descending else ''}{self.sort}"

    @property
    def _newest_first(self) -> bool:
        return self.sort == _NEWEST and self.descending


_NAMES = {*FACETS, TROUBLES, *EVIDENCE, "q", "since", "until", "everyone", "sort", "after"}


def _facet(name: str, values: Sequence[str]) -> tuple[str, ...]:
    if name == TROUBLES:
        for value in values:
            if value not in TROUBLE_TITLES:
                raise ArgumentError.unknown_name(value, of="trouble", known=list(TROUBLE_TITLES))
    return tuple(dict.fromkeys(values))


def _day(name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ArgumentError.moment(name, text) from error


def _ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
