"""Sessions that are worth comparing with one: the same agent's, the same request's first. It asks no lake."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from rearview.viewer.compare.named import Named
from rearview.viewer.places import Places
from rearview.viewer.sessions.filters import Filters

_MOST = 20
_NUMBERS = r"\d+"
"""What is another in each request for the same thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """One session, and those to choose the other from."""

    chosen: Mapping[str, Any] | None
    """What is known of the session; None where nothing is yet."""
    others: tuple[Mapping[str, Any], ...]


def alike(places: Places, named: Named) -> Alike:
    """Return the sessions that are most like one: by what it is about and which agent it was with, the nearest first."""
    frame = places.table().frame
    here = pl.col("place").cast(pl.String) == named.place.slug
    own = here & (pl.col("session_id") == named.session_id) if named.session_id else here
    found = frame.filter(own).head(1)
    if found.is_empty():
        return Alike(chosen=None, others=())
    row = found.row(0, named=True)
    like = frame.filter(
        *Filters().terms(),
        ~(here & (pl.col("session_id") == row["session_id"])),
        pl.col("agent") == row["agent"],
    ).with_columns(
        _about=(_request(pl.col("subject")) == _request(pl.lit(row["subject"]))).fill_null(value=False),
        _otherwise=pl.col("outcome") != row["outcome"],
        _far=(pl.col("started_ms") - row["started_ms"]).abs(),
    )
    order = like.sort("_about", "_otherwise", "_far", descending=[True, True, False], nulls_last=True)
    return Alike(chosen=row, others=tuple(order.head(_MOST).iter_rows(named=True)))


def _request(subject: pl.Expr) -> pl.Expr:
    return subject.str.replace_all(_NUMBERS, "0")
