"""From which topic do sessions go to which?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import ratio
from rearview.analyses.routes import routed


def answer(sessions: Frame, turns: Frame, by: Sequence[str], limit: int | None) -> Frame:
    """Count the turns of each topic by the topic of the turn before."""
    keys = broken.keys(by)
    told = broken.keyed(routed(turns), by, sessions=sessions)
    counted = told.group_by(*keys, "previous", "topic").agg(times=nw.len())
    shared = counted.with_columns(share=ratio(nw.col("times"), nw.col("times").sum().over(*keys, "previous")))
    named = shared.rename({"previous": "from_topic", "topic": "to_topic"})
    return broken.ordered(named, by, "times", then=("from_topic", "to_topic"), limit=limit)


ANALYSIS = Analysis(
    name="transitions",
    question="From which topic do sessions go to which?",
    tables=("sessions", "turns"),
    parameters=(broken.parameter(*broken.ROUTES), broken.limit()),
    columns=(
        Column(
            name="from_topic",
            type="text",
            meaning="The topic of the turn before; null where the session begins. Turns without a topic are passed over.",
        ),
        Column(
            name="to_topic",
            type="text",
            meaning="The topic of the turn; the same again where a session stays.",
        ),
        Column(name="times", type="int", meaning="How often it went so."),
        Column(name="share", type="float", meaning="These times as a part of all that come from that topic."),
    ),
    answer=answer,
)
