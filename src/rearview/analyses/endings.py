"""How did sessions end as recorded, and what is made of it?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import ratio

_ENDING = ("end_type", "outcome", "derived_from")


def answer(facts: Frame, turns: Frame, by: Sequence[str]) -> Frame:
    """Count sessions by what was recorded of their end and what was derived from it."""
    keys = broken.keys(by)
    sessions = broken.keyed(broken.in_topics(facts, by, turns), by)
    counted = sessions.group_by(*keys, *_ENDING).agg(sessions=nw.len())
    shared = counted.with_columns(share=ratio(nw.col("sessions"), nw.col("sessions").sum().over(*keys)))
    return broken.ordered(shared, by, "sessions", then=_ENDING)


ANALYSIS = Analysis(
    name="endings",
    question="How did sessions end as recorded, and what is made of it?",
    tables=("turns",),
    facts=(*broken.SESSION, "source", "started_ms", "derived_from"),
    parameters=(broken.parameter(*broken.SESSIONS, "topic"),),
    columns=(
        Column(name="end_type", type="text", meaning="How it ended, as recorded; null where nothing is."),
        Column(name="outcome", type="text", meaning="How it ended, derived from all the evidence."),
        Column(
            name="derived_from", type="text", meaning="What the outcome rests on; null where it is unknown."
        ),
        Column(name="sessions", type="int", meaning="How many sessions ended so."),
        Column(name="share", type="float", meaning="These sessions as a part of all, or of their group."),
    ),
    answer=answer,
)
