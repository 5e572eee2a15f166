"""What is missing from the trace?"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import ratio, times
from rearview.analyses.gaps import GAPS, NAMES, calls_of, turns_of
from rearview.analyses.unpivot import unpivoted


def answer(
    *, facts: Frame, sessions: Frame, turns: Frame, steps: Frame, usage: Frame, by: Sequence[str]
) -> Frame:
    """Count what isn't there, out of what could be."""
    # By the session's own columns throughout: a step is missing on the day of its session.
    of_turns = broken.through(turns_of(turns, steps), by, sessions)
    of_calls = broken.through(calls_of(usage), by, sessions)
    frames = (broken.keyed(facts, by), of_turns, broken.through(steps, by, sessions), of_calls)
    counted = [
        frame.group_by(*broken.keys(by)).agg(
            nw.len().alias(table), **{name: times(gap) for name, gap in gaps.items()}
        )
        for frame, (table, gaps) in zip(frames, GAPS, strict=True)
    ]
    summed = broken.added(counted, by, [*(table for table, _ in GAPS), *NAMES])
    of = {name: nw.col(table) for table, gaps in GAPS for name in gaps}
    gaps = unpivoted(summed, NAMES, {"missing": {name: nw.col(name) for name in NAMES}, "of": of}, name="gap")
    shared = gaps.with_columns(share=ratio(nw.col("missing"), nw.col("of")))
    return broken.ordered(shared, by, "share", then=("gap",))


ANALYSIS = Analysis(
    name="health",
    question="What is missing from the trace?",
    tables=("sessions", "turns", "steps", "usage"),
    facts=(*broken.SESSION, "ended_ms", "turns", "steps", "messages", "assessments"),
    parameters=(broken.parameter(*broken.SESSIONS),),
    columns=(
        Column(name="gap", type="text", meaning=f"What is missing: {', '.join(NAMES)}."),
        Column(name="missing", type="int", meaning="How often."),
        Column(name="of", type="int", meaning="Out of how many."),
        Column(name="share", type="float", meaning="As a part of these; null where there are none."),
    ),
    answer=answer,
)
