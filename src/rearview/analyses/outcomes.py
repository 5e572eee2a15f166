"""How do sessions end, and how often well?"""

from collections.abc import Sequence
from typing import get_args

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import ratio, times
from rearview.model.tables import Outcome

_OUTCOMES: tuple[str, ...] = get_args(Outcome)
_UNDECIDED = ("open", "unknown")
_RATES = {
    "completion_rate": "completed",
    "escalation_rate": "escalated",
    "abandonment_rate": "abandoned",
    "failure_rate": "failed",
    "timeout_rate": "timed_out",
}


def answer(facts: Frame, turns: Frame, by: Sequence[str], limit: int | None) -> Frame:
    """Count the outcomes of each group."""
    outcome = nw.col("outcome").fill_null("unknown")
    told = broken.in_topics(facts, by, turns).with_columns(told=outcome)
    counted = (
        broken.keyed(told, by)
        .group_by(*broken.keys(by))
        .agg(sessions=nw.len(), **{name: times(nw.col("told") == name) for name in _OUTCOMES})
    )
    decided = counted.with_columns(
        decided=nw.col("sessions") - sum((nw.col(name) for name in _UNDECIDED[1:]), start=nw.col("open"))
    )
    rates = {name: ratio(nw.col(counts), nw.col("decided")) for name, counts in _RATES.items()}
    shares = ratio(nw.col("unknown"), nw.col("sessions"))
    return broken.ordered(decided.with_columns(**rates, unknown_share=shares), by, "sessions", limit=limit)


def _told(rate: str, outcome: str) -> tuple[Column, Column]:
    words = outcome.replace("_", " ")
    known = "as a part of those whose outcome is known; null where none is."
    return (
        Column(name=outcome, type="int", meaning=f"How many {words}."),
        Column(name=rate, type="float", meaning=f"Those that {words} {known}"),
    )


ANALYSIS = Analysis(
    name="outcomes",
    question="How do sessions end, and how often well?",
    tables=("turns",),
    facts=(*broken.SESSION, "source", "started_ms"),
    parameters=(broken.parameter(*broken.SESSIONS, "topic", default=("agent",)), broken.limit()),
    columns=(
        Column(name="sessions", type="int", meaning="How many sessions there are."),
        Column(name="unknown", type="int", meaning="Of how many nobody knows how they ended."),
        *(column for rate, counts in _RATES.items() for column in _told(rate, counts)),
        Column(name="open", type="int", meaning="How many haven't ended."),
        Column(
            name="unknown_share",
            type="float",
            meaning="Those of which nobody knows how they ended, as a part of all.",
        ),
    ),
    answer=answer,
)
