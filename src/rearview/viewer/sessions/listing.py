"""What the list of sessions says for an address: a page of rows, the facets beside it, and where each of them leads.

Owns what is said; how it looks is the templates' affair.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, Self
from urllib.parse import quote, urlencode

import polars as pl

from rearview.render import forms
from rearview.viewer.place import Place
from rearview.viewer.places import Places
from rearview.viewer.search.folding import FEWEST, asked
from rearview.viewer.sessions.columns import FACETS, SORTS, TROUBLE_TITLES, TROUBLES
from rearview.viewer.sessions.evidence import EVIDENCE, showing
from rearview.viewer.sessions.filters import Filters
from rearview.viewer.sessions.table import Found, Shown, Table

PAGE = 60
_SLICE = 10_000
_VALUES = 12
"""So many values of a facet are shown; others are chosen by what is typed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a facet."""

    words: str
    number: int
    chosen: bool
    query: str
    """The address that chooses it, or doesn't any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """Values to choose from."""

    title: str
    values: tuple[Value, ...]
    more: int
    """How many aren't shown."""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The list of sessions, as one address shows it."""

    filters: Filters
    table: Table
    found: Found | None
    """The sessions that hold the text, where one is looked for."""
    showing: tuple[Found, ...] = ()
    """The sessions whose rows show what is asked for, for each thing that is."""
    notes: tuple[str, ...] = ()
    """What is to be known of the search."""

    @classmethod
    def of(cls, places: Places, parameters: Iterable[tuple[str, str]]) -> Self:
        """Return the list for the parameters of an address."""
        filters = Filters.of(parameters)
        table, ready = places.table(), list(places.ready())
        shows = tuple(_showing(ready, filters))
        if not filters.text:
            return cls(filters=filters, table=table, found=None, showing=shows)
        found = {place.slug: place.search.find(filters.text) for place in ready if place.search}
        notes = tuple(_notes(filters.text, ready))
        return cls(filters=filters, table=table, found=found, showing=shows, notes=notes)

    @cached_property
    def rest(self) -> pl.Series:
        """Which sessions are chosen by all but facets."""
        return self.table.rest(self.filters, self.found, self.showing)

    @cached_property
    def page(self) -> Shown:
        """The rows of this page."""
        return self.table.page(self.filters, self.rest, size=PAGE)

    @cached_property
    def facets(self) -> list[Facet]:
        """What can be chosen, each with how many sessions that leaves."""
        counts = self.table.counts(self.filters, self.rest)
        titles = {**FACETS, TROUBLES: "Trouble"}
        facets = (self._facet(name, titles[name], counts[name]) for name in titles)
        return [facet for facet in facets if len(facet.values) > 1 or any(one.chosen for one in facet.values)]

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """What is asked for that isn't a facet: its title, its words, and where the list is without it."""
        return [
            (EVIDENCE[name].title, EVIDENCE[name].words(value), self.filters.toggled(name, value))
            for name, values in self.filters.shown.items()
            for value in values
        ]

    @property
    def sorts(self) -> list[tuple[str, str, str]]:
        """The ways to sort: the heading, where it leads, and the direction in which it is sorted now."""
        now = "descending" if self.filters.descending else "ascending"
        return [
            (sort.title, self.filters.sorted_by(name), now if name == self.filters.sort else "none")
            for name, sort in SORTS.items()
        ]

    @property
    def next_query(self) -> str | None:
        """Where the next page is."""
        return None if self.page.after is None else self.filters.query(after=self.page.after)

    def link(self, row: Mapping[str, Any]) -> str:
        """Return where a session is shown."""
        query = f"?{urlencode({'q': self.filters.text})}" if self.filters.text else ""
        return f"/session/{quote(row['place'], safe='')}/{quote(row['session_id'], safe='')}{query}"

    def troubles(self, row: Mapping[str, Any]) -> list[str]:
        """Return what is held against a session, but that steps failed, which has a column."""
        return [title for name, title in TROUBLE_TITLES.items() if row[name] and name != "failed_steps"]

    def exported(self, form: str) -> Iterator[bytes]:
        """Yield all that is chosen as a file, some rows at a time: csv, or JSON."""
        chosen = self.table.chosen(self.filters, self.rest).with_columns(
            pl.col(pl.Categorical).cast(pl.String).replace("", None)
        )
        slices = (rows.to_dicts() for rows in chosen.iter_slices(_SLICE))
        if form == "csv":
            yield from forms.csv(chosen.columns, chain.from_iterable(slices))
            return
        before = b"[\n"
        for rows in slices:
            for line in forms.ndjson(rows):
                yield before + line.rstrip()
                before = b",\n"
        yield (b"\n]\n" if before == b",\n" else b"[]\n")

    def _facet(self, name: str, title: str, counts: Sequence[tuple[str, int]]) -> Facet:
        chosen = self.filters.chosen.get(name, ())
        listed = sorted(counts, key=lambda one: one[0] not in chosen)
        known = {value for value, _ in counts}
        listed = [*((value, 0) for value in chosen if value not in known), *listed]
        values = tuple(
            Value(
                words=TROUBLE_TITLES.get(value, value) if name == TROUBLES else _words(name, value),
                number=number,
                chosen=value in chosen,
                query=self.filters.toggled(name, value),
            )
            for value, number in listed[:_VALUES]
        )
        return Facet(title=title, values=values, more=max(0, len(listed) - _VALUES))


def _showing(places: Sequence[Place], filters: Filters) -> Iterator[Found]:
    for name, values in filters.shown.items():
        yield {place.slug: showing(place.lake, place.version, name, values) for place in places if place.lake}


def _notes(text: str, places: Iterable[Place]) -> Iterator[str]:
    if all(len(one) < FEWEST for one in asked(text)):
        yield "Type at least three letters; fewer are looked for in ids alone."
    for place in places:
        covered = place.search.covered if place.search else None
        if place.state.hint:
            yield f"{place.slug}: {place.state.hint}"
        elif covered is None or not covered.whole:
            far = f": {covered.made:,} of {covered.of:,} days can be searched so far" if covered else ""
            yield f"The texts of {place.slug} are still being indexed{far}."


def _words(name: str, value: str) -> str:
    if not value:
        return "no error" if name == "error_signature" else "unknown"
    return value.replace("_", " ") if name == "outcome" else value
