"""How a session ended, derived: from the end type that was recorded, else from who took part, else from its end.

Most orgs record `NOT_SET` throughout, which is no outcome: without other evidence it is unknown, and never a failure
or a success.
"""

import narwhals as nw

from rearview.sources.agentforce.views.parties import with_handover
from rearview.sources.agentforce.views.texts import spelled
from rearview.sources.canonical import Frame, Shelf

RECORDED = {
    "COMPLETED": "completed",
    "RESOLVED": "completed",
    "DEFLECTED": "completed",
    "ESCALATED": "escalated",
    "TRANSFERRED": "escalated",
    "ABANDONED": "abandoned",
    "FAILED": "failed",
    "ERROR": "failed",
    "TIMEOUT": "timed_out",
    "TIMED_OUT": "timed_out",
    "EXPIRED": "timed_out",
}
"""What end types mean, whatever their case."""
ENDED = {"USER_ENDED": "completed", "AGENT_ENDED": "completed"}
"""End types that say who ended a session, and no more: whether it was handed over before, the parties say."""


def with_outcome(sessions: Frame, shelf: Shelf) -> Frame:
    """Add the outcome."""
    evidence = nw.coalesce(
        spelled("end_type", RECORDED),
        nw.when(nw.col("handed_over")).then(nw.lit("escalated")),
        spelled("end_type", ENDED),
        nw.when(nw.col("ended_ms").is_null()).then(nw.lit("open")),
        nw.lit("unknown"),
    )
    return with_handover(sessions, shelf).with_columns(outcome=evidence)
