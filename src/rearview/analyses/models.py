"""How do models answer: how often, how fast, how well?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses import percentiles
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import ratio, times

_DEFAULT = ("provider", "model")


def answer(sessions: Frame, turns: Frame, usage: Frame, by: Sequence[str], limit: int | None) -> Frame:
    """Count and time the calls of models."""
    calls = usage.filter(nw.col("kind") == "llm")
    status, wrote = nw.col("status"), nw.col("tokens_out")
    timed = (wrote > 0) & (nw.col("latency_ms") > 0)
    counted = percentiles.timed(
        broken.keyed(calls, by, sessions=sessions, turns=turns, time="at_ms"),
        broken.keys(by),
        duration="latency_ms",
        percents=(50, 95),
        calls=nw.len(),
        failures=times(status == "failed"),
        judged=status.count(),
        written=nw.when(timed).then(wrote).sum(),
        writing_ms=nw.when(timed).then(nw.col("latency_ms")).sum(),
    )
    rated = counted.with_columns(
        failure_rate=ratio(nw.col("failures"), nw.col("judged")),
        tokens_per_second=ratio(nw.col("written") * 1_000, nw.col("writing_ms")),
    )
    return broken.ordered(rated, by, "calls", limit=limit)


ANALYSIS = Analysis(
    name="models",
    question="How do models answer: how often, how fast, how well?",
    tables=("sessions", "turns", "usage"),
    parameters=(broken.parameter(*_DEFAULT, *broken.SESSIONS, "topic", default=_DEFAULT), broken.limit()),
    columns=(
        Column(name="calls", type="int", meaning="How often a model was asked."),
        Column(name="failures", type="int", meaning="How many of the calls failed."),
        Column(
            name="failure_rate",
            type="float",
            meaning="Failures as a part of the calls of which it is known how they went; null where of none.",
        ),
        *percentiles.columns("calls", (50, 95)),
        Column(
            name="tokens_per_second",
            type="float",
            meaning="How fast it wrote, waiting included; null where tokens or times aren't recorded.",
        ),
    ),
    answer=answer,
)
