"""What do users say of the answers?"""

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame, Parameter

_ORDER = ("at_ms", "session_id", "turn_id", "step_id", "category", "text")


def answer(sessions: Frame, assessments: Frame, negative: bool, limit: int) -> Frame:
    """List the feedback, the newest first."""
    given = assessments.filter(nw.col("origin") == "feedback")
    chosen = given.filter(nw.col("flagged")) if negative else given
    newest = chosen.sort(*_ORDER, descending=[name == "at_ms" for name in _ORDER], nulls_last=True).head(
        limit
    )
    told = newest.join(sessions.select("session_id", "agent"), on="session_id", how="left")
    return told.sort(*_ORDER, descending=[name == "at_ms" for name in _ORDER], nulls_last=True)


ANALYSIS = Analysis(
    name="feedback",
    question="What do users say of the answers?",
    tables=("sessions", "assessments"),
    parameters=(
        Parameter(
            name="negative",
            type="bool",
            default=False,
            meaning="Whether only what speaks against an answer counts.",
        ),
        broken.limit(100),
    ),
    columns=(
        Column(name="at_ms", type="int", meaning="When it was given."),
        Column(name="category", type="text", meaning="Good or bad, as recorded."),
        Column(name="flagged", type="bool", meaning="Whether it speaks against the answer."),
        Column(name="text", type="text", meaning="What the user wrote with it."),
        Column(name="agent", type="text", meaning="The agent of the session."),
        Column(name="session_id", type="text", meaning="The session."),
        Column(name="turn_id", type="text", meaning="The turn."),
        Column(name="step_id", type="text", meaning="The step."),
    ),
    answer=answer,
)
