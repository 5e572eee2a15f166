"""Which session called which.

A session names the one before it. That one called it if it was still going on when this one began; else the two
follow each other, and neither stands above the other.
"""

import narwhals as nw

from rearview.sources.canonical import Frame, Shelf, view_of

_SESSION = view_of(
    "sessions",
    {
        "text": {"session_id": "ssot__Id__c"},
        "clean": {"previous": "ssot__PreviousSessionId__c"},
        "ms": {"started_ms": "ssot__StartTimestamp__c", "ended_ms": "ssot__EndTimestamp__c"},
    },
)
LEVELS = 4
"""How many sessions deep calls are followed up to the outermost."""


def with_family(sessions: Frame, shelf: Shelf) -> Frame:
    """Add the session that called each, and the outermost of those above it."""
    links = _links(shelf)
    found = sessions.join(links, on="session_id", how="left").with_columns(
        root_session_id=nw.coalesce("parent_session_id", "session_id")
    )
    above = links.select(nw.col("session_id").alias("below"), nw.col("parent_session_id").alias("above"))
    for _ in range(LEVELS - 2):
        found = (
            found.join(above, left_on="root_session_id", right_on="below", how="left")
            .with_columns(root_session_id=nw.coalesce("above", "root_session_id"))
            .drop("above")
        )
    return found


def _links(shelf: Shelf) -> Frame:
    """Return the sessions that were called, each with the one that called it."""
    called = shelf.view(_SESSION).select("session_id", "previous", called_ms="started_ms")
    called = called.filter(~nw.col("previous").is_null(), nw.col("previous") != nw.col("session_id"))
    callers = shelf.view(_SESSION).select(
        nw.col("session_id").alias("parent_session_id"), "started_ms", "ended_ms"
    )
    during = (nw.col("called_ms") >= nw.col("started_ms")) & (
        nw.col("ended_ms").is_null() | (nw.col("called_ms") <= nw.col("ended_ms"))
    )
    return (
        called.join(callers, left_on="previous", right_on="parent_session_id", how="inner")
        .filter(during)
        .select("session_id", parent_session_id="previous")
    )
