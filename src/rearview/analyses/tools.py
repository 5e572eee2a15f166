"""Which tools and actions are called, how often do they fail, and how long do they take?"""

import narwhals as nw

from rearview.analyses import percentiles
from rearview.analyses.analysis import Analysis, Column, Frame

_CALLED = ("kind", "namespace", "name")


def answer(steps: Frame) -> Frame:
    """Count calls by what was called, the most called first."""
    calls = steps.filter(nw.col("kind").is_in(["tool", "agent"]))
    buckets = calls.with_columns(percentiles.bucket("duration_ms")).group_by(*_CALLED, percentiles.BUCKET)
    counted = buckets.agg(
        calls=nw.len(),
        failures=(nw.col("status") == "failed").sum(),
        timed=nw.col("duration_ms").count(),
        spent_ms=nw.col("duration_ms").sum(),
    )
    return (
        percentiles.ranked(counted, by=_CALLED, count="timed")
        .group_by(*_CALLED)
        .agg(
            nw.col("calls", "failures", "timed", "spent_ms").sum(),
            p50_ms=percentiles.at(50),
            p95_ms=percentiles.at(95),
        )
        .with_columns(
            failure_rate=nw.col("failures") / nw.col("calls"),
            mean_ms=nw.when(nw.col("timed") > 0).then(nw.col("spent_ms") / nw.col("timed")),
        )
        .sort("calls", *_CALLED, descending=[True, False, False, False], nulls_last=True)
    )


ANALYSIS = Analysis(
    name="tools",
    question="Which tools and actions are called, how often do they fail, and how long do they take?",
    tables=("steps",),
    columns=(
        Column(name="kind", type="text", meaning="Whether a tool was called or another agent."),
        Column(name="namespace", type="text", meaning="Whose it is: a tool server, a topic."),
        Column(name="name", type="text", meaning="What was called."),
        Column(name="calls", type="int", meaning="How often it was called."),
        Column(name="failures", type="int", meaning="How many of the calls failed."),
        Column(name="failure_rate", type="float", meaning="Failures as a part of the calls, from 0 to 1."),
        Column(
            name="mean_ms",
            type="float",
            meaning="How long a call took on average; null where none was timed.",
        ),
        Column(name="p50_ms", type="int", meaning="Half of the calls took no longer, to within 1 %."),
        Column(name="p95_ms", type="int", meaning="Of 100 calls, 95 took no longer, to within 1 %."),
    ),
    answer=answer,
)
