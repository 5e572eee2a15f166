"""Which topics take the turns, and in how many sessions?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import ratio
from rearview.analyses.routes import exchanges


def answer(sessions: Frame, turns: Frame, by: Sequence[str], limit: int | None) -> Frame:
    """Count the turns of each topic, and the sessions that have such turns."""
    keys = broken.keys(by)
    told = broken.keyed(exchanges(turns), by, sessions=sessions)
    # First by session, so that no set of sessions has to be held for each topic.
    in_session = told.group_by(*keys, "topic", "session_id").agg(
        turns=nw.len(), timed=nw.col("duration_ms").count(), spent_ms=nw.col("duration_ms").sum()
    )
    counted = in_session.group_by(*keys, "topic").agg(
        nw.col("turns", "timed", "spent_ms").sum(), sessions=nw.len()
    )
    return broken.ordered(
        counted.with_columns(
            share=ratio(nw.col("turns"), nw.col("turns").sum().over(*keys)),
            turns_per_session=ratio(nw.col("turns"), nw.col("sessions")),
            mean_ms=ratio(nw.col("spent_ms"), nw.col("timed")),
        ),
        by,
        "turns",
        then=("topic",),
        limit=limit,
    )


ANALYSIS = Analysis(
    name="topics",
    question="Which topics take the turns, and in how many sessions?",
    tables=("sessions", "turns"),
    parameters=(broken.parameter(*broken.SESSIONS), broken.limit()),
    columns=(
        Column(
            name="topic", type="text", meaning="The topic; null are turns without one, such as greetings."
        ),
        Column(name="turns", type="int", meaning="How many turns it handled."),
        Column(name="share", type="float", meaning="These turns as a part of all, or of their group."),
        Column(name="sessions", type="int", meaning="How many sessions have such turns."),
        Column(name="turns_per_session", type="float", meaning="Its turns in such a session on average."),
        Column(
            name="mean_ms",
            type="float",
            meaning="How long its turns took on average; null where none was timed.",
        ),
    ),
    answer=answer,
)
