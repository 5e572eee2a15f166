"""All sessions in one table in memory, made to be filtered, counted, sorted and paged a million rows at a time.

It knows neither addresses nor words.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Any, Self

import polars as pl

from rearview.library.question import no_facts
from rearview.viewer.sessions.columns import FACETS, FLAGS, KEPT, SORTS, TROUBLES
from rearview.viewer.sessions.filters import Filters

Found = Mapping[str, Collection[str]]
"""By place, the sessions that hold a text, or show something."""
Counts = dict[str, list[tuple[str, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One page of sessions."""

    rows: tuple[Mapping[str, Any], ...]
    total: int
    """How many are chosen in all."""
    before: int
    """How many of these stand before the page."""
    after: str | None
    """The key of the last row, if others follow."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Sessions of some places."""

    frame: pl.DataFrame
    _orders: dict[tuple[str, bool], pl.Series] = field(default_factory=dict)
    """The places of the rows in each order that was asked for."""

    @classmethod
    def of(cls, facts: Mapping[str, pl.DataFrame]) -> Self:
        """Return the table of the facts of places."""
        frames = [_prepared(slug, frame) for slug, frame in facts.items()]
        frame = pl.concat(frames) if frames else _prepared("", no_facts().collect().to_native())
        # By id, so that all that is alike otherwise stands in this order, however it is sorted.
        return cls(
            frame=frame.sort("session_id").with_columns(pl.col(name).cast(pl.Categorical) for name in FACETS)
        )

    def rest(self, filters: Filters, found: Found | None = None, showing: Iterable[Found] = ()) -> pl.Series:
        """Return whether a row is chosen by what isn't a facet; `found` are the sessions that hold the text.

        Each of `showing` names the sessions whose rows show something that is asked for.
        """
        terms = [*filters.terms(), *map(_among, showing)]
        if found is not None:
            named = pl.col("session_id").str.contains(filters.text.lower(), literal=True)
            terms.append(_among(found) | named)
        return self._mask(reduce(and_, terms, pl.lit(value=True)))

    def page(self, filters: Filters, rest: pl.Series, *, size: int) -> Shown:
        """Return a page of the chosen sessions, from where the filters say."""
        places = self._places(filters, rest)
        start = self._start(places, filters.after)
        rows = tuple(self.frame[places.slice(start, size)].iter_rows(named=True))
        return Shown(
            rows=rows,
            total=len(places),
            before=start,
            after=_key(rows[-1]) if start + size < len(places) else None,
        )

    def chosen(self, filters: Filters, rest: pl.Series) -> pl.DataFrame:
        """Return all chosen sessions in their order."""
        return self.frame[self._places(filters, rest)]

    def counts(self, filters: Filters, rest: pl.Series) -> Counts:
        """Count the values of each facet among what all other filters choose, the most frequent first."""
        masks = self._masks(filters)
        plans: dict[str, pl.LazyFrame] = {}
        for name in (*FACETS, TROUBLES):
            mask = reduce(and_, (other for facet, other in masks.items() if facet != name), rest)
            plans[name] = (_troubles if name == TROUBLES else _values)(self.frame.lazy().filter(mask), name)
        found = pl.collect_all(plans.values())  # side by side
        return {name: list(counted.iter_rows()) for name, counted in zip(plans, found, strict=True)}

    def _places(self, filters: Filters, rest: pl.Series) -> pl.Series:
        """Return where the chosen rows are, in the order that was asked for."""
        order = self._order(filters.sort, descending=filters.descending)
        mask = reduce(and_, self._masks(filters).values(), rest)
        return order.filter(mask.gather(order))

    def _masks(self, filters: Filters) -> dict[str, pl.Series]:
        """Return for each facet in which something is chosen whether a row has it."""
        return {name: self._mask(_has(name, filters.chosen[name])) for name in filters.chosen}

    def _mask(self, term: pl.Expr) -> pl.Series:
        every = pl.repeat(value=True, n=pl.len(), dtype=pl.Boolean)
        return self.frame.select((every & term).fill_null(value=False).alias("mask"))["mask"]

    def _order(self, sort: str, *, descending: bool) -> pl.Series:
        if (sort, descending) not in self._orders:
            by = SORTS[sort].by
            found = pl.arg_sort_by(*by, descending=descending, nulls_last=True, maintain_order=True)
            self._orders[sort, descending] = self.frame.select(found.alias("order"))["order"]
        return self._orders[sort, descending]

    def _start(self, places: pl.Series, after: str | None) -> int:
        """Return where a page begins: behind the row whose key is given; at the top, if that has gone."""
        if after is None:
            return 0
        place, _, session_id = after.partition("/")
        own = (pl.col("session_id") == session_id) & (pl.col("place").cast(pl.String) == place)
        row = self.frame.select(pl.arg_where(own).alias("row"))["row"]
        at = None if row.is_empty() else places.index_of(row[0])
        return 0 if at is None else at + 1


def _key(row: Mapping[str, Any]) -> str:
    return f"{row['place']}/{row['session_id']}"


def _has(name: str, values: Sequence[str]) -> pl.Expr:
    if name == TROUBLES:
        return reduce(or_, (FLAGS[value] for value in values))
    return pl.col(name).is_in(list(values))


def _among(found: Found) -> pl.Expr:
    held = (
        (pl.col("place").cast(pl.String) == place)
        & pl.col("session_id").is_in(pl.Series(list(ids), dtype=pl.String).implode())
        for place, ids in found.items()
    )
    return reduce(or_, held, pl.lit(value=False))


def _values(chosen: pl.LazyFrame, name: str) -> pl.LazyFrame:
    counted = chosen.group_by(name).agg(n=pl.len())
    return counted.select(pl.col(name).cast(pl.String), "n").sort("n", name, descending=[True, False])


def _troubles(chosen: pl.LazyFrame, name: str) -> pl.LazyFrame:
    counted = chosen.select(flag.sum().alias(name) for name, flag in FLAGS.items())
    return counted.unpivot(variable_name=name, value_name="n").filter(pl.col("n") > 0)


def _prepared(slug: str, facts: pl.DataFrame) -> pl.DataFrame:
    """Return what the list shows of the facts of a place."""
    return facts.select(pl.lit(slug).alias("place"), *(found.alias(name) for name, found in KEPT.items()))
