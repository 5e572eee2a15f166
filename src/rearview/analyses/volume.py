"""How many sessions are there, and how much is in them?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import ratio

_COUNTED = ("turns", "steps", "messages", "charges", "assessments", "moments", "participants")
_MEANS = ("turns", "steps", "records")


def answer(facts: Frame, by: Sequence[str], limit: int | None) -> Frame:
    """Add up the sessions of each group."""
    sessions = broken.keyed(facts, by).group_by(*broken.keys(by))
    counted = sessions.agg(
        nw.col(*_COUNTED).sum(),
        sessions=nw.len(),
        first_ms=nw.col("started_ms").min(),
        last_ms=nw.col("started_ms").max(),
        timed=nw.col("duration_ms").count(),
        spent_ms=nw.col("duration_ms").sum(),
    )
    summed = counted.with_columns(records=sum((nw.col(name) for name in _COUNTED), start=nw.col("sessions")))
    return broken.ordered(
        summed.with_columns(
            *(ratio(nw.col(name), nw.col("sessions")).alias(f"{name}_per_session") for name in _MEANS),
            mean_ms=ratio(nw.col("spent_ms"), nw.col("timed")),
        ),
        by,
        "sessions",
        limit=limit,
    )


ANALYSIS = Analysis(
    name="volume",
    question="How many sessions are there, and how much is in them?",
    facts=(*broken.SESSION, "source", "started_ms", "duration_ms", *_COUNTED),
    parameters=(broken.parameter(*broken.SESSIONS, "outcome", default=("agent",)), broken.limit()),
    columns=(
        Column(name="sessions", type="int", meaning="How many sessions there are."),
        Column(name="turns", type="int", meaning="How many turns they have."),
        Column(name="steps", type="int", meaning="How many steps they took."),
        Column(name="messages", type="int", meaning="How many messages were sent."),
        Column(
            name="records",
            type="int",
            meaning="Rows of all kinds, the sessions' own among them, without logs.",
        ),
        Column(name="turns_per_session", type="float", meaning="Turns of a session on average."),
        Column(name="steps_per_session", type="float", meaning="Steps of a session on average."),
        Column(name="records_per_session", type="float", meaning="Rows of a session on average."),
        Column(
            name="mean_ms",
            type="float",
            meaning="How long a session took on average; null where none has ended.",
        ),
        Column(name="first_ms", type="int", meaning="When the first of them began."),
        Column(name="last_ms", type="int", meaning="When the last of them began."),
    ),
    answer=answer,
)
