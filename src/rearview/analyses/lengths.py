"""How many turns do sessions have?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import ratio


def answer(facts: Frame, by: Sequence[str]) -> Frame:
    """Count sessions by their number of turns."""
    keys = broken.keys(by)
    counted = broken.keyed(facts, by).group_by(*keys, "turns").agg(sessions=nw.len())
    shared = counted.with_columns(share=ratio(nw.col("sessions"), nw.col("sessions").sum().over(*keys)))
    return broken.written(shared.sort(*by, "turns", nulls_last=True), by)


ANALYSIS = Analysis(
    name="lengths",
    question="How many turns do sessions have?",
    facts=(*broken.SESSION, "source", "started_ms", "turns"),
    parameters=(broken.parameter(*broken.SESSIONS, "outcome"),),
    columns=(
        Column(name="turns", type="int", meaning="A number of turns."),
        Column(name="sessions", type="int", meaning="How many sessions have so many."),
        Column(name="share", type="float", meaning="These sessions as a part of all, or of their group."),
    ),
    answer=answer,
)
