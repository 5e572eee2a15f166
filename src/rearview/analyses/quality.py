"""How good and how safe are the answers?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import ratio, times
from rearview.analyses.flags import FLAGS, raised
from rearview.analyses.unpivot import unpivoted

_NAMES = tuple(flag.name for flag in FLAGS)
_MEASURES = tuple(flag.measure for flag in FLAGS)
_NO_TOPIC = ""


def answer(facts: Frame, turns: Frame, assessments: Frame, by: Sequence[str]) -> Frame:
    """Count the sessions that were judged, measure by measure, and those with something against them."""
    sessions = _by_topic(facts, turns, assessments) if "topic" in by else facts
    counted = (
        broken.keyed(sessions, by)
        .group_by(*broken.keys(by))
        .agg(
            *(nw.col(name).count().alias(f"{name}_judged") for name in _NAMES),
            *(times(nw.col(name)).alias(f"{name}_raised") for name in _NAMES),
            sessions=nw.len(),
        )
    )
    told = unpivoted(
        counted,
        _MEASURES,
        {
            "judged": {flag.measure: nw.col(f"{flag.name}_judged") for flag in FLAGS},
            "raised": {flag.measure: nw.col(f"{flag.name}_raised") for flag in FLAGS},
        },
    )
    some = nw.col("judged") > 0
    rated = told.with_columns(
        flagged=nw.when(some).then(nw.col("raised")), rate=ratio(nw.col("raised"), nw.col("judged"))
    )
    return broken.ordered(rated, by, "sessions", then=("measure",))


def _by_topic(facts: Frame, turns: Frame, assessments: Frame) -> Frame:
    """Return a row for each topic of each session, with the verdicts on the turns of that topic alone."""
    topic = nw.col("topic").fill_null(_NO_TOPIC)
    placed = assessments.join(turns.select("turn_id", "topic"), on="turn_id", how="left").with_columns(topic)
    judged = placed.group_by("session_id", "topic").agg(**raised())
    sessions = broken.in_topics(facts.drop(*_NAMES), ("topic",), turns).with_columns(topic)
    found = sessions.join(judged, on=["session_id", "topic"], how="left")
    return found.with_columns(topic=nw.when(nw.col("topic") != _NO_TOPIC).then(nw.col("topic")))


ANALYSIS = Analysis(
    name="quality",
    question="How good and how safe are the answers?",
    tables=("turns", "assessments"),
    facts=(*broken.SESSION, *_NAMES),
    parameters=(broken.parameter(*broken.SESSIONS, "outcome", "topic"),),
    columns=(
        Column(
            name="measure",
            type="text",
            meaning=f"What is judged: {', '.join(_MEASURES)}.",
        ),
        Column(name="sessions", type="int", meaning="How many sessions there are."),
        Column(name="judged", type="int", meaning="How many of them were judged; with 0, there is no data."),
        Column(
            name="flagged",
            type="int",
            meaning="How many of those have a verdict against them; null where none was judged.",
        ),
        Column(
            name="rate",
            type="float",
            meaning="These as a part of those that were judged; null, and not zero, where none was.",
        ),
    ),
    answer=answer,
)
