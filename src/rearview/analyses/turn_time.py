"""Where does a turn's time go?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import ratio
from rearview.analyses.unpivot import unpivoted

_KINDS = ("llm", "tool", "agent", "topic", "guardrail")
_PARTS = (*_KINDS, "other", "rest")
_SPENT = tuple(f"{part}_ms" for part in _PARTS[:-1])
_DIMENSIONS = ("agent", "agent_version", "channel", "mode", "source", "topic")


def answer(sessions: Frame, turns: Frame, steps: Frame, by: Sequence[str]) -> Frame:
    """Compare the time of all turns with the time of the steps within them, kind by kind."""
    keys = broken.keys(by)
    timed = broken.keyed(turns.filter(~nw.col("duration_ms").is_null()), by, sessions=sessions)
    whole = timed.group_by(*keys).agg(timed=nw.len(), whole_ms=nw.col("duration_ms").sum())
    inside = broken.keyed(
        steps.filter(~nw.col("turn_id").is_null()), by, sessions=sessions, turns=turns
    ).with_columns(part=nw.when(nw.col("kind").is_in(_KINDS)).then(nw.col("kind")).otherwise(nw.lit("other")))
    parts = inside.group_by(*keys).agg(
        nw.when(nw.col("part") == part).then(nw.col("duration_ms")).sum().alias(spent)
        for part, spent in zip(_PARTS[:-1], _SPENT, strict=True)
    )
    summed = broken.added([whole, parts], by, ("timed", "whole_ms", *_SPENT))
    rest = nw.col("whole_ms") - nw.sum_horizontal(*_SPENT)
    spent = {part: nw.col(f"{part}_ms") for part in _PARTS}
    told = unpivoted(
        summed.filter(nw.col("timed") > 0).with_columns(
            rest_ms=nw.when(rest > 0).then(rest).otherwise(nw.lit(0))
        ),
        _PARTS,
        {"spent_ms": spent},
        name="part",
    )
    shared = told.with_columns(
        share=ratio(nw.col("spent_ms"), nw.col("whole_ms")),
        mean_ms=ratio(nw.col("spent_ms"), nw.col("timed")),
    )
    return broken.ordered(shared, by, "spent_ms", then=("part",))


ANALYSIS = Analysis(
    name="turn_time",
    question="Where does a turn's time go?",
    tables=("sessions", "turns", "steps"),
    parameters=(broken.parameter(*_DIMENSIONS),),
    columns=(
        Column(
            name="part",
            type="text",
            meaning="The kind of step that took the time; `rest` is what no step accounts for.",
        ),
        Column(name="spent_ms", type="int", meaning="How long these steps took in all."),
        Column(
            name="share",
            type="float",
            meaning="Their part of the time of all turns; more than 1 in sum where steps run side by side.",
        ),
        Column(name="mean_ms", type="float", meaning="Their time in an average turn."),
    ),
    answer=answer,
)
