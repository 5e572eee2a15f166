"""What is missing from the trace?"""

from collections.abc import Mapping, Sequence

import narwhals as nw

from rearview.analyses import by as broken
from rearview.analyses.analysis import Analysis, Column, Frame
from rearview.analyses.exact import ratio, times
from rearview.analyses.routes import exchanges
from rearview.analyses.unpivot import unpivoted

_SESSIONS: Mapping[str, nw.Expr] = {
    "sessions_without_turns": nw.col("turns") == 0,
    "sessions_without_steps": nw.col("steps") == 0,
    "sessions_without_messages": nw.col("messages") == 0,
    "sessions_without_verdicts": nw.col("assessments") == 0,
    "sessions_without_agent": nw.col("agent").is_null(),
    "sessions_without_version": nw.col("agent_version").is_null(),
    "sessions_without_channel": nw.col("channel").is_null(),
    "sessions_without_start": nw.col("started_ms").is_null(),
    "sessions_without_end": nw.col("ended_ms").is_null(),
    "sessions_without_outcome": (nw.col("outcome") == "unknown") | nw.col("outcome").is_null(),
}
_TURNS: Mapping[str, nw.Expr] = {
    "turns_without_steps": nw.col("_steps").is_null(),
    "turns_without_topic": nw.col("topic").is_null(),
    "turns_without_duration": nw.col("duration_ms").is_null(),
}
_STEPS: Mapping[str, nw.Expr] = {
    "steps_without_turn": nw.col("turn_id").is_null(),
    "steps_without_name": nw.col("name").is_null(),
    "steps_without_duration": nw.col("duration_ms").is_null(),
    "steps_never_finished": nw.col("status") == "open",
    "failures_without_reason": (nw.col("status") == "failed") & nw.col("error").is_null(),
}
_CALLS: Mapping[str, nw.Expr] = {
    "calls_without_tokens": nw.col("tokens_in").is_null() & nw.col("tokens_out").is_null(),
    "calls_without_cost": nw.col("cost_usd").is_null(),
    "calls_without_step": nw.col("step_id").is_null(),
}
_GAPS = (("sessions", _SESSIONS), ("turns", _TURNS), ("steps", _STEPS), ("calls", _CALLS))
_NAMES = tuple(name for _, gaps in _GAPS for name in gaps)


def answer(
    *, facts: Frame, sessions: Frame, turns: Frame, steps: Frame, usage: Frame, by: Sequence[str]
) -> Frame:
    """Count what isn't there, out of what could be."""
    known = steps.filter(~nw.col("turn_id").is_null()).group_by("turn_id").agg(_steps=nw.len())
    # By the session's own columns throughout: a step is missing on the day of its session.
    told = exchanges(turns).select("session_id", "turn_id", "topic", "duration_ms")
    of_turns = broken.through(told.join(known, on="turn_id", how="left"), by, sessions)
    of_calls = broken.through(usage.filter(nw.col("kind") == "llm"), by, sessions)
    frames = (broken.keyed(facts, by), of_turns, broken.through(steps, by, sessions), of_calls)
    counted = [
        frame.group_by(*broken.keys(by)).agg(
            nw.len().alias(table), **{name: times(gap) for name, gap in gaps.items()}
        )
        for frame, (table, gaps) in zip(frames, _GAPS, strict=True)
    ]
    summed = broken.added(counted, by, [*(table for table, _ in _GAPS), *_NAMES])
    of = {name: nw.col(table) for table, gaps in _GAPS for name in gaps}
    gaps = unpivoted(
        summed, _NAMES, {"missing": {name: nw.col(name) for name in _NAMES}, "of": of}, name="gap"
    )
    shared = gaps.with_columns(share=ratio(nw.col("missing"), nw.col("of")))
    return broken.ordered(shared, by, "share", then=("gap",))


ANALYSIS = Analysis(
    name="health",
    question="What is missing from the trace?",
    tables=("sessions", "turns", "steps", "usage"),
    facts=(*broken.SESSION, "ended_ms", "turns", "steps", "messages", "assessments"),
    parameters=(broken.parameter(*broken.SESSIONS),),
    columns=(
        Column(name="gap", type="text", meaning=f"What is missing: {', '.join(_NAMES)}."),
        Column(name="missing", type="int", meaning="How often."),
        Column(name="of", type="int", meaning="Out of how many."),
        Column(name="share", type="float", meaning="As a part of these; null where there are none."),
    ),
    answer=answer,
)
