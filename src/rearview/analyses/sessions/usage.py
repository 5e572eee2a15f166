"""What the charges of a session say of it: tokens and money."""

import narwhals as nw

from rearview.analyses.analysis import Column, Frame
from rearview.analyses.exact import amount, billionths, times
from rearview.analyses.sessions.part import Part, whole

TOKENS = ("tokens_in", "tokens_out", "tokens_cache_read", "tokens_cache_write")


def _usage(usage: Frame) -> Frame:
    counted = usage.group_by("session_id").agg(
        nw.col(*TOKENS).sum(),
        *(nw.col(name).count().alias(f"_{name}") for name in TOKENS),
        charges=nw.len(),
        llm_calls=times(nw.col("kind") == "llm"),
        priced=nw.col("cost_usd").count(),
        cost=billionths(nw.col("cost_usd")).sum(),
        costs_unknown=times((nw.col("kind") == "llm") & nw.col("cost_usd").is_null()),
    )
    return counted.with_columns(
        *(nw.when(nw.col(f"_{name}") > 0).then(nw.col(name)).alias(name) for name in TOKENS),
        cost_usd=nw.when(nw.col("priced") > 0).then(amount(nw.col("cost"))),
    )


PART = Part(
    table="usage",
    columns=(
        whole("charges", "How many charges there were for models and tools."),
        whole("llm_calls", "How many of the charges were for models."),
        whole("tokens_in", "Tokens read by models and not taken from a cache; null where none is recorded."),
        whole("tokens_out", "Tokens written by models; null where none is recorded."),
        whole("tokens_cache_read", "Tokens read from caches; null where none is recorded."),
        whole("tokens_cache_write", "Tokens written to caches; null where none is recorded."),
        Column(
            name="cost_usd",
            type="float",
            meaning="What it cost, as far as it is known, in US dollars; null where nothing is.",
        ),
        whole("costs_unknown", "How many charges for models have no cost."),
    ),
    answer=_usage,
    counts=("charges", "llm_calls", "costs_unknown"),
)
