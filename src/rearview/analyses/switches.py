"""Which sessions change from topic to topic most?"""

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame, Parameter
from rearview.analyses.exact import times
from rearview.analyses.routes import routed


def answer(sessions: Frame, turns: Frame, at_least: int, limit: int | None) -> Frame:
    """Count in each session the turns whose topic isn't the one before."""
    route = routed(turns).with_columns(switched=nw.col("previous") != nw.col("topic"))
    in_topic = route.group_by("session_id", "topic").agg(turns=nw.len(), switches=times(nw.col("switched")))
    counted = in_topic.group_by("session_id").agg(nw.col("turns", "switches").sum(), topics=nw.len())
    many = counted.filter(nw.col("switches") >= at_least)
    told = many.join(sessions.select("session_id", "agent", "started_ms"), on="session_id", how="left")
    return broken.ordered(told, (), "switches", then=("session_id",), limit=limit)


ANALYSIS = Analysis(
    name="switches",
    question="Which sessions change from topic to topic most?",
    tables=("sessions", "turns"),
    parameters=(
        Parameter(
            name="at_least", type="int", default=1, least=0, meaning="Sessions with so many changes or more."
        ),
        broken.limit(100),
    ),
    columns=(
        Column(name="session_id", type="text", meaning="The session."),
        Column(name="agent", type="text", meaning="Its agent."),
        Column(name="started_ms", type="int", meaning="When it began."),
        Column(name="turns", type="int", meaning="How many turns have a topic."),
        Column(name="topics", type="int", meaning="How many different topics it went through."),
        Column(name="switches", type="int", meaning="How often the topic wasn't the one before."),
    ),
    answer=answer,
)
