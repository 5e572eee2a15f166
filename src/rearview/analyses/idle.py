"""How long do sessions wait between turns?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses import percentiles
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import ratio


def answer(facts: Frame, by: Sequence[str], limit: int | None) -> Frame:
    """Time what of a session isn't spent in its turns: mostly, waiting for the user."""
    idle = nw.col("duration_ms") - nw.col("busy_ms")
    sessions = facts.filter(~idle.is_null()).with_columns(
        idle_ms=nw.when(idle > 0).then(idle).otherwise(nw.lit(0))
    )
    timed = percentiles.timed(
        broken.keyed(sessions, by),
        broken.keys(by),
        duration="idle_ms",
        sessions=nw.len(),
        lasted_ms=nw.col("duration_ms").sum(),
    )
    shared = timed.with_columns(idle_share=ratio(nw.col("spent_ms"), nw.col("lasted_ms")))
    return broken.ordered(shared, by, "sessions", limit=limit)


ANALYSIS = Analysis(
    name="idle",
    question="How long do sessions wait between turns?",
    facts=(*broken.SESSION, "duration_ms", "busy_ms"),
    parameters=(broken.parameter(*broken.SESSIONS), broken.limit()),
    columns=(
        Column(
            name="sessions", type="int", meaning="How many sessions have a duration, and turns that have one."
        ),
        Column(
            name="idle_share", type="float", meaning="The part of their time in which no turn was under way."
        ),
        *percentiles.columns("sessions' waits"),
    ),
    answer=answer,
)
