"""The way that a session takes: from one topic to the next, from one call to the next.

The one place with a window over many rows; what passes through it is kept narrow.
"""

from collections.abc import Sequence

import narwhals as nw

from rearview.analyses.analysis import Frame


def exchanges(turns: Frame) -> Frame:
    """Return the turns that are exchanges with a user, and not the system's own."""
    return turns.filter((nw.col("kind") != "system").fill_null(value=True))


def routed(turns: Frame) -> Frame:
    """Return the exchanges that have a topic, each with the topic before it; null at the beginning of a session."""
    told = exchanges(turns).filter(~nw.col("topic").is_null())
    return _followed(told, "topic", "previous", ("started_ms", "turn_index", "turn_id"))


def chained(calls: Frame) -> Frame:
    """Return calls, each with the name of the call before it in its session; null for the first."""
    return _followed(calls, "name", "previous", ("started_ms", "step_index", "step_id"))


def _followed(rows: Frame, of: str, previous: str, order: Sequence[str]) -> Frame:
    before = nw.col(of).shift(1).over("session_id", order_by=list(order))
    return rows.select("session_id", of, *order).with_columns(before.alias(previous))
