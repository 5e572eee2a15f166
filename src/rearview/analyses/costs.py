"""What do models and tools cost?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import amount, billionths, times
from rearview.analyses.prices import rate, rounded, with_price
from rearview.analyses.sessions.usage import TOKENS

_UNPRICED = tuple(f"unpriced_{name}" for name in TOKENS)
_COUNTED = ("calls", *TOKENS, "priced", "cost", "costs_unknown", "unknown_with_tokens")
_DEFAULT = ("provider", "model")


def answer(sessions: Frame, turns: Frame, usage: Frame, by: Sequence[str], limit: int | None) -> Frame:
    """Add up tokens and money; what calls cost that don't say so is estimated apart."""
    keys = broken.keys(by)
    keyed = broken.keyed(usage, by, sessions=sessions, turns=turns, time="at_ms")
    # Prices are looked up once for each model, not for each call.
    models = with_price(_of_models(keyed, [*dict.fromkeys((*keys, "model"))]))
    estimate = sum(
        (nw.col(unpriced) * rate(name) for name, unpriced in zip(TOKENS, _UNPRICED, strict=True)),
        start=nw.lit(0.0),
    )
    estimated = models.with_columns(estimate=rounded(estimate)).with_columns(
        estimated=(~nw.col("estimate").is_null() & (nw.col("unknown_with_tokens") > 0)).cast(nw.Int64)
    )
    summed = estimated.group_by(*keys).agg(nw.col(*_COUNTED, "estimate", "estimated").sum())
    told = summed.with_columns(
        cost_usd=nw.when(nw.col("priced") > 0).then(amount(nw.col("cost"))),
        estimated_usd=nw.when(nw.col("estimated") > 0).then(amount(nw.col("estimate"))),
    )
    return broken.ordered(told, by, "cost_usd", then=("calls",), limit=limit)


def _of_models(usage: Frame, keys: Sequence[str]) -> Frame:
    cost, model = nw.col("cost_usd"), nw.col("kind") == "llm"
    unknown = model & cost.is_null()
    any_tokens = nw.sum_horizontal(*TOKENS) > 0
    return usage.group_by(*keys).agg(
        nw.col(*TOKENS).sum(),
        *(
            nw.when(unknown).then(nw.col(name)).sum().alias(unpriced)
            for name, unpriced in zip(TOKENS, _UNPRICED, strict=True)
        ),
        calls=nw.len(),
        priced=cost.count(),
        cost=billionths(cost).sum(),
        costs_unknown=times(unknown),
        unknown_with_tokens=times(unknown & any_tokens),
    )


ANALYSIS = Analysis(
    name="costs",
    question="What do models and tools cost?",
    tables=("sessions", "turns", "usage"),
    parameters=(
        broken.parameter(*_DEFAULT, "kind", *broken.SESSIONS, "topic", default=_DEFAULT),
        broken.limit(),
    ),
    columns=(
        Column(name="calls", type="int", meaning="How many charges there are."),
        Column(name="tokens_in", type="int", meaning="Tokens read by models and not taken from a cache."),
        Column(name="tokens_out", type="int", meaning="Tokens written by models."),
        Column(name="tokens_cache_read", type="int", meaning="Tokens read from caches."),
        Column(name="tokens_cache_write", type="int", meaning="Tokens written to caches."),
        Column(
            name="cost_usd",
            type="float",
            meaning="What they cost, as far as it was recorded, in US dollars; null where nothing was.",
        ),
        Column(name="costs_unknown", type="int", meaning="How many calls of models have no cost."),
        Column(
            name="unknown_with_tokens",
            type="int",
            meaning="How many of those have tokens: their price is missing. The others failed, mostly.",
        ),
        Column(
            name="estimated_usd",
            type="float",
            meaning="What those would cost by published prices, an estimate; null where no price is known.",
        ),
    ),
    answer=answer,
)
