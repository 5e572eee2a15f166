"""Calls of tools and of other agents: which steps are calls, and what came of those that a turn made of one thing.

"The same call" is a call of the same name in the same turn. A window over all steps would have to hold them; what is
counted here a group can say of itself.
"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses.analysis import Frame
from rearview.analyses.exact import times

CALLED = ("kind", "namespace", "name")
"""What is called the same."""
CALL_KINDS = ("tool", "agent")
LOOP = 4
"""So many calls of one thing in one turn are a loop."""


def calls_of(steps: Frame) -> Frame:
    """Return the steps that are calls."""
    return steps.filter(nw.col("kind").is_in(CALL_KINDS))


def repeated(steps: Frame, *more: str) -> Frame:
    """Return one row for each thing that a turn called: its calls, failures and retries, and if it worked in the end."""
    failed = nw.col("status") == "failed"
    last, last_failed = nw.col("last_ms"), nw.col("last_failed_ms")
    called = calls_of(steps).group_by("session_id", "turn_id", *CALLED, *more)
    return called.agg(
        calls=nw.len(),
        failures=times(failed),
        first_ms=nw.col("started_ms").min(),
        last_ms=nw.col("started_ms").max(),
        last_failed_ms=nw.when(failed).then(nw.col("started_ms")).max(),
        spent_ms=nw.col("duration_ms").sum(),
    ).with_columns(
        recovered=((nw.col("failures") > 0) & (last > last_failed)).fill_null(value=False),
        retries=_retries(last, last_failed),
    )


def _retries(last: nw.Expr, last_failed: nw.Expr) -> nw.Expr:
    """Return how many failed calls were followed by another: all of them, but for one that was the last call."""
    failures = nw.col("failures")
    return nw.when((failures == 0) | (last > last_failed)).then(failures).otherwise(failures - 1)


def per_session(steps: Frame) -> Frame:
    """Return the retries and the loops of each session."""
    return (
        repeated(steps)
        .group_by("session_id")
        .agg(retries=nw.col("retries").sum(), loops=times(nw.col("calls") >= LOOP))
    )


def in_turns(steps: Frame, columns: Sequence[str] = ()) -> Frame:
    """Return the calls that a session made, with what puts them in order."""
    order = ("session_id", "turn_id", "started_ms", "step_index", "step_id")
    return calls_of(steps).select(*order, *CALLED, *columns)
