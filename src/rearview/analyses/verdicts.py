"""What do detectors, reviewers and tags say?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import amount, billionths, ratio, times

_SAID = ("origin", "detector", "category")


def answer(sessions: Frame, turns: Frame, assessments: Frame, by: Sequence[str], limit: int | None) -> Frame:
    """Count verdicts by who gave them and what they say."""
    keys = broken.keys(by)
    told = broken.keyed(assessments, by, sessions=sessions, turns=turns, time="at_ms")
    in_session = told.group_by(*keys, *_SAID, "session_id").agg(
        verdicts=nw.len(),
        judged=nw.col("flagged").count(),
        raised=times(nw.col("flagged")),
        scored=nw.col("score").count(),
        scores=billionths(nw.col("score")).sum(),
    )
    counted = in_session.group_by(*keys, *_SAID).agg(
        nw.col("verdicts", "judged", "raised", "scored", "scores").sum(), sessions=nw.len()
    )
    rated = counted.with_columns(
        flagged=nw.when(nw.col("judged") > 0).then(nw.col("raised")),
        mean_score=ratio(amount(nw.col("scores")), nw.col("scored")),
    )
    return broken.ordered(rated, by, "verdicts", then=_SAID, limit=limit)


ANALYSIS = Analysis(
    name="verdicts",
    question="What do detectors, reviewers and tags say?",
    tables=("sessions", "turns", "assessments"),
    parameters=(broken.parameter(*broken.SESSIONS, "topic"), broken.limit()),
    columns=(
        Column(name="origin", type="text", meaning="Where the verdicts come from."),
        Column(name="detector", type="text", meaning="Who judged."),
        Column(name="category", type="text", meaning="What was found."),
        Column(name="verdicts", type="int", meaning="How often."),
        Column(name="sessions", type="int", meaning="In how many sessions."),
        Column(
            name="flagged",
            type="int",
            meaning="How many of the verdicts speak against the session; null where none says yes or no.",
        ),
        Column(
            name="mean_score",
            type="float",
            meaning="The average score, in the detector's own scale; null where none was given.",
        ),
    ),
    answer=answer,
)
