"""What goes wrong, and how often?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.calls import CALLED
from rearview.analyses.signatures import signature


def answer(sessions: Frame, turns: Frame, steps: Frame, by: Sequence[str], limit: int | None) -> Frame:
    """Group the steps that failed by what failed and by what it said, without ids and numbers."""
    failed = steps.filter(nw.col("status") == "failed").select(
        "session_id", "turn_id", "source", "started_ms", *CALLED, signature=signature("error")
    )
    groups = (*broken.keys(by), *CALLED, "signature")
    in_session = (
        broken.keyed(failed, by, sessions=sessions, turns=turns)
        .group_by(*groups, "session_id")
        .agg(errors=nw.len(), first_ms=nw.col("started_ms").min(), last_ms=nw.col("started_ms").max())
    )
    counted = in_session.group_by(*groups).agg(
        nw.col("errors").sum(),
        nw.col("first_ms").min(),
        nw.col("last_ms").max(),
        sessions=nw.len(),
        example=nw.col("session_id").min(),
    )
    return broken.ordered(counted, by, "errors", then=(*CALLED, "signature"), limit=limit)


ANALYSIS = Analysis(
    name="errors",
    question="What goes wrong, and how often?",
    tables=("sessions", "turns", "steps"),
    parameters=(broken.parameter(*broken.SESSIONS, "topic"), broken.limit(100)),
    columns=(
        Column(name="kind", type="text", meaning="What sort of step failed."),
        Column(name="namespace", type="text", meaning="Whose it is: a tool server, a topic."),
        Column(name="name", type="text", meaning="What was called."),
        Column(
            name="signature",
            type="text",
            meaning="What it said, with `#` for ids and numbers; null where it said nothing.",
        ),
        Column(name="errors", type="int", meaning="How many steps failed so."),
        Column(name="sessions", type="int", meaning="In how many sessions."),
        Column(name="first_ms", type="int", meaning="When it was seen first."),
        Column(name="last_ms", type="int", meaning="When it was seen last."),
        Column(name="example", type="text", meaning="One of these sessions."),
    ),
    answer=answer,
)
