"""Which tools and actions are called, how often do they fail, and how long do they take?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses import percentiles
from rearview.analyses.analysis import Analysis, Column, Frame, Parameter
from rearview.analyses.calls import CALLED, calls_of
from rearview.analyses.exact import ratio, times


def answer(
    *, sessions: Frame, turns: Frame, steps: Frame, by: Sequence[str], min_calls: int, limit: int | None
) -> Frame:
    """Count calls by what was called, the most called first."""
    calls = broken.keyed(calls_of(steps), by, sessions=sessions, turns=turns)
    counted = percentiles.timed(
        calls,
        (*broken.keys(by), *CALLED),
        percents=(50, 95),
        calls=nw.len(),
        failures=times(nw.col("status") == "failed"),
    )
    many = counted.filter(nw.col("calls") >= min_calls)
    rated = many.with_columns(failure_rate=ratio(nw.col("failures"), nw.col("calls")))
    return broken.ordered(rated, by, "calls", then=CALLED, limit=limit)


ANALYSIS = Analysis(
    name="tools",
    question="Which tools and actions are called, how often do they fail, and how long do they take?",
    tables=("sessions", "turns", "steps"),
    parameters=(
        broken.parameter(*broken.SESSIONS, "topic"),
        Parameter(
            name="min_calls", type="int", default=1, least=1, meaning="What was called so often or more."
        ),
        broken.limit(),
    ),
    columns=(
        Column(name="kind", type="text", meaning="Whether a tool was called or another agent."),
        Column(name="namespace", type="text", meaning="Whose it is: a tool server, a topic."),
        Column(name="name", type="text", meaning="What was called."),
        Column(name="calls", type="int", meaning="How often it was called."),
        Column(name="failures", type="int", meaning="How many of the calls failed."),
        Column(name="failure_rate", type="float", meaning="Failures as a part of the calls, from 0 to 1."),
        *percentiles.columns("calls", (50, 95)),
    ),
    answer=answer,
)
