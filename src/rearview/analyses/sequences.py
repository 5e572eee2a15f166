"""Which call follows which?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.calls import calls_of
from rearview.analyses.exact import ratio
from rearview.analyses.routes import chained


def answer(sessions: Frame, steps: Frame, by: Sequence[str], limit: int | None) -> Frame:
    """Count calls by the call before them in the same session."""
    keys = broken.keys(by)
    named = calls_of(steps).filter(~nw.col("name").is_null())
    told = broken.keyed(chained(named), by, sessions=sessions)
    counted = told.group_by(*keys, "previous", "name").agg(times=nw.len())
    shared = counted.with_columns(share=ratio(nw.col("times"), nw.col("times").sum().over(*keys, "previous")))
    return broken.ordered(shared, by, "times", then=("previous", "name"), limit=limit)


ANALYSIS = Analysis(
    name="sequences",
    question="Which call follows which?",
    tables=("sessions", "steps"),
    parameters=(broken.parameter(*broken.ROUTES), broken.limit(100)),
    columns=(
        Column(
            name="previous",
            type="text",
            meaning="What was called before; null where it is a session's first call.",
        ),
        Column(name="name", type="text", meaning="What was called next."),
        Column(name="times", type="int", meaning="How often."),
        Column(name="share", type="float", meaning="These times as a part of all that follow the same call."),
    ),
    answer=answer,
)
