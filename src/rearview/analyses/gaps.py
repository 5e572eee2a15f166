"""What can be missing from the trace, by what it is told; and the rows in which it is.

Of a whole session it is told by what is counted of it, of a turn by its steps, of all else by the row itself.
"""

from collections.abc import Mapping

import narwhals as nw

from rearview.analyses.analysis import Frame
from rearview.analyses.routes import exchanges

_ROWS_OF_A_SESSION = {
    "sessions_without_turns": "turns",
    "sessions_without_steps": "steps",
    "sessions_without_messages": "messages",
    "sessions_without_verdicts": "assessments",
}
"""Which rows there are none of, in a session that has such a gap."""
_BY_THEMSELVES: Mapping[str, nw.Expr] = {
    "sessions_without_agent": nw.col("agent").is_null(),
    "sessions_without_version": nw.col("agent_version").is_null(),
    "sessions_without_channel": nw.col("channel").is_null(),
    "sessions_without_start": nw.col("started_ms").is_null(),
    "sessions_without_end": nw.col("ended_ms").is_null(),
    "sessions_without_outcome": (nw.col("outcome") == "unknown") | nw.col("outcome").is_null(),
}
SESSIONS: Mapping[str, nw.Expr] = {
    **{gap: nw.col(counted) == 0 for gap, counted in _ROWS_OF_A_SESSION.items()},
    **_BY_THEMSELVES,
}
"""By the facts of a session."""
STEPS_OF_TURN = "_steps"
"""How many steps a turn has; null where it has none."""
TURNS: Mapping[str, nw.Expr] = {
    "turns_without_steps": nw.col(STEPS_OF_TURN).is_null(),
    "turns_without_topic": nw.col("topic").is_null(),
    "turns_without_duration": nw.col("duration_ms").is_null(),
}
STEPS: Mapping[str, nw.Expr] = {
    "steps_without_turn": nw.col("turn_id").is_null(),
    "steps_without_name": nw.col("name").is_null(),
    "steps_without_duration": nw.col("duration_ms").is_null(),
    "steps_never_finished": nw.col("status") == "open",
    "failures_without_reason": (nw.col("status") == "failed") & nw.col("error").is_null(),
}
CALLS: Mapping[str, nw.Expr] = {
    "calls_without_tokens": nw.col("tokens_in").is_null() & nw.col("tokens_out").is_null(),
    "calls_without_cost": nw.col("cost_usd").is_null(),
    "calls_without_step": nw.col("step_id").is_null(),
}
GAPS = (("sessions", SESSIONS), ("turns", TURNS), ("steps", STEPS), ("calls", CALLS))
"""All of them, by what they are gaps of."""
NAMES = tuple(name for _, gaps in GAPS for name in gaps)


def turns_of(turns: Frame, steps: Frame) -> Frame:
    """Return the exchanges with a user, each with how many steps it has."""
    known = steps.filter(~nw.col("turn_id").is_null()).group_by("turn_id").agg(nw.len().alias(STEPS_OF_TURN))
    told = exchanges(turns).select("session_id", "turn_id", "topic", "duration_ms")
    return told.join(known, on="turn_id", how="left")


def calls_of(usage: Frame) -> Frame:
    """Return the calls of models."""
    return usage.filter(nw.col("kind") == "llm")


def lacking(gap: str, tables: Mapping[str, Frame]) -> Frame:
    """Return the rows that have a gap: the session of each. No more tables are looked at than it takes."""
    counted = _ROWS_OF_A_SESSION.get(gap)
    if counted is not None:
        rows = exchanges(tables[counted]) if counted == "turns" else tables[counted]
        found = tables["sessions"].join(rows.select("session_id"), on="session_id", how="anti")
    elif gap in SESSIONS:
        found = tables["sessions"].filter(SESSIONS[gap])
    elif gap in TURNS:
        found = turns_of(tables["turns"], tables["steps"]).filter(TURNS[gap])
    elif gap in STEPS:
        found = tables["steps"].filter(STEPS[gap])
    else:
        found = calls_of(tables["usage"]).filter(CALLS[gap])
    return found.select("session_id")
