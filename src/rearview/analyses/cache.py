"""What do the providers' caches save?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import amount, ratio
from rearview.analyses.prices import rate, rounded, with_price

_READ = ("tokens_in", "tokens_cache_read", "tokens_cache_write")
_DEFAULT = ("provider", "model")


def answer(sessions: Frame, usage: Frame, by: Sequence[str], limit: int | None) -> Frame:
    """Compare what was read from caches with all that was read."""
    keys = broken.keys(by)
    calls = usage.filter(nw.col("kind") == "llm")
    keyed = broken.keyed(calls, by, sessions=sessions, time="at_ms")
    models = keyed.group_by(*dict.fromkeys((*keys, "model"))).agg(nw.col(*_READ).sum(), calls=nw.len())
    models = with_price(models)
    full = rate("tokens_in")
    saved = nw.col("tokens_cache_read") * (full - rate("tokens_cache_read"))
    spent = nw.col("tokens_cache_write") * (rate("tokens_cache_write") - full)
    priced = models.with_columns(saved=rounded(saved - spent), known=(~full.is_null()).cast(nw.Int64))
    summed = priced.group_by(*keys).agg(nw.col(*_READ, "calls", "saved", "known").sum())
    told = summed.with_columns(
        cached_share=ratio(nw.col("tokens_cache_read"), nw.sum_horizontal(*_READ)),
        saved_usd=nw.when(nw.col("known") > 0).then(amount(nw.col("saved"))),
    )
    return broken.ordered(told, by, "tokens_cache_read", then=("calls",), limit=limit)


ANALYSIS = Analysis(
    name="cache",
    question="What do the providers' caches save?",
    tables=("sessions", "usage"),
    parameters=(broken.parameter(*_DEFAULT, *broken.SESSIONS, default=_DEFAULT), broken.limit()),
    columns=(
        Column(name="calls", type="int", meaning="How often a model was asked."),
        Column(name="tokens_in", type="int", meaning="Tokens read and not taken from a cache."),
        Column(name="tokens_cache_read", type="int", meaning="Tokens read from caches."),
        Column(name="tokens_cache_write", type="int", meaning="Tokens written to caches."),
        Column(
            name="cached_share", type="float", meaning="Tokens from caches as a part of all that were read."
        ),
        Column(
            name="saved_usd",
            type="float",
            meaning="What reading saved less what writing cost, by published prices, an estimate; null without a price.",
        ),
    ),
    answer=answer,
)
