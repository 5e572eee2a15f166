"""Which steps took longest?"""

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame, Parameter

_ORDER = ("duration_ms", "started_ms", "step_id")
_DESCENDING = [True, False, False]


def answer(sessions: Frame, steps: Frame, kind: str | None, limit: int) -> Frame:
    """List the slowest steps."""
    timed = steps.filter(~nw.col("duration_ms").is_null())
    chosen = timed if kind is None else timed.filter(nw.col("kind") == kind)
    columns = (column.name for column in ANALYSIS.columns if column.name != "agent")
    slowest = chosen.select(*columns).sort(*_ORDER, descending=_DESCENDING, nulls_last=True).head(limit)
    told = slowest.join(sessions.select("session_id", "agent"), on="session_id", how="left")
    return told.sort(*_ORDER, descending=_DESCENDING, nulls_last=True)


ANALYSIS = Analysis(
    name="slowest",
    question="Which steps took longest?",
    tables=("sessions", "steps"),
    parameters=(
        Parameter(
            name="kind", type="text", default=None, meaning="Steps of this kind alone, such as `tool`."
        ),
        broken.limit(20),
    ),
    columns=(
        Column(name="duration_ms", type="int", meaning="How long it took."),
        Column(name="kind", type="text", meaning="What sort of operation it is."),
        Column(name="namespace", type="text", meaning="Whose it is: a tool server, a topic."),
        Column(name="name", type="text", meaning="What was called."),
        Column(name="status", type="text", meaning="How it went."),
        Column(name="started_ms", type="int", meaning="When it began."),
        Column(name="agent", type="text", meaning="The agent of its session."),
        Column(name="session_id", type="text", meaning="The session it belongs to."),
        Column(name="turn_id", type="text", meaning="The turn it belongs to."),
        Column(name="step_id", type="text", meaning="The step's id."),
    ),
    answer=answer,
)
