"""What the sessions of a run answered in the end, and why there is no answer where there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

from rearview.sources.snapshots.answers.scope import agent_of
from rearview.sources.snapshots.exit import exits
from rearview.sources.snapshots.places import Places, SessionPlace
from rearview.sources.snapshots.report import Origin
from rearview.sources.snapshots.report import reports as reports_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One final report."""

    session_id: str
    agent: str
    depth: int
    format: str | None
    origin: Origin
    """Where it stood: beside the turns, in a call, or in the model's words."""
    op_id: str | None
    """The operation that it stood in."""
    at_ms: int | None
    text: str


def reports(places: Places, sessions: Sequence[SessionPlace]) -> list[ReportRow]:
    """Return the final reports of some sessions of a run."""
    found = reports_of(places)
    return [
        ReportRow(
            session_id=place.session_id,
            agent=agent_of(place),
            depth=place.depth,
            format=report.format,
            origin=report.origin,
            op_id=report.step.step_id if report.step else None,
            at_ms=report.at_ms,
            text=report.text,
        )
        for place in sessions
        if (report := found.get(place.session_id)) is not None
    ]


def why_none(places: Places, sessions: Sequence[SessionPlace]) -> str:
    """Return how the first of some sessions ended, which is why it has no report."""
    place = sessions[0]
    left = exits(places.steps).get(place.session_id)
    told = place.node.error or (left.message if left else None)
    reason = f"{agent_of(place)} left with {left.reason}" if left else f"{agent_of(place)} says no more"
    if place.node.ended_at is None and not left:
        reason = f"{agent_of(place)} never ended"
    return f"{reason}: {told}" if told else f"{reason}."
