"""Which calls are tried again after they failed, and does it help?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.calls import CALLED, repeated
from rearview.analyses.exact import ratio, times

_DIMENSIONS = ("agent", "agent_version", "channel", "mode", "topic")


def answer(sessions: Frame, turns: Frame, steps: Frame, by: Sequence[str], limit: int | None) -> Frame:
    """Add up, thing by thing, the turns in which it failed."""
    failed = repeated(steps).filter(nw.col("failures") > 0)
    counted = (
        broken.keyed(failed, by, sessions=sessions, turns=turns)
        .group_by(*broken.keys(by), *CALLED)
        .agg(
            nw.col("calls", "failures", "retries").sum(), turns=nw.len(), recovered=times(nw.col("recovered"))
        )
    )
    rated = counted.with_columns(recovery_rate=ratio(nw.col("recovered"), nw.col("turns")))
    return broken.ordered(rated, by, "retries", then=CALLED, limit=limit)


ANALYSIS = Analysis(
    name="retries",
    question="Which calls are tried again after they failed, and does it help?",
    tables=("sessions", "turns", "steps"),
    parameters=(broken.parameter(*_DIMENSIONS), broken.limit()),
    columns=(
        Column(name="kind", type="text", meaning="Whether a tool was called or another agent."),
        Column(name="namespace", type="text", meaning="Whose it is: a tool server, a topic."),
        Column(name="name", type="text", meaning="What was called."),
        Column(name="turns", type="int", meaning="How many turns it failed in."),
        Column(name="calls", type="int", meaning="How often these turns called it."),
        Column(name="failures", type="int", meaning="How many of these calls failed."),
        Column(name="retries", type="int", meaning="How many of the failures were followed by another call."),
        Column(
            name="recovered", type="int", meaning="How many of the turns ended with a call that didn't fail."
        ),
        Column(name="recovery_rate", type="float", meaning="These turns as a part of those it failed in."),
    ),
    answer=answer,
)
