"""The sessions of spans: whose each was, from when to when it went, and how it ended."""

from dataclasses import dataclass, field
from typing import get_args

from rearview.model.tables import Outcome
from rearview.sources.otel.charges import text
from rearview.sources.otel.conventions import agent_of, service_of
from rearview.sources.otel.notes import error_of
from rearview.sources.otel.placing import Placed
from rearview.sources.otel.rows import Rows
from rearview.sources.otel.span import FAILED

_OUTCOMES = frozenset(get_args(Outcome))
_CALLED = ("agent", "other")


@dataclass(slots=True)
class Gathered:
    """The spans of one session."""

    session_id: str
    root: str
    parent: str | None = None
    itself: Placed | None = None
    """The span that stands for the session, where one does."""
    turns: list[Placed] = field(default_factory=list)
    places: list[Placed] = field(default_factory=list)

    def add(self, place: Placed) -> None:
        """Take a span."""
        self.places.append(place)
        if place.is_turn:
            self.turns.append(place)
        if place.is_session:
            self.itself = place
            self.parent = place.parent


def add_session(rows: Rows, of: Gathered) -> None:
    """Add a session."""
    told = of.itself.attributes if of.itself is not None else {}
    among = [of.itself] if of.itself is not None else of.places
    start = min((place.span.start_ns for place in among if place.span.start_ns), default=0)
    end = max(place.span.end_ns for place in among)
    outcome, error = _ended(of)
    ended = None if outcome == "open" or not end else end // 1_000_000
    started = start // 1_000_000 or None
    rows.add(
        "sessions",
        session_id=of.session_id,
        parent_session_id=of.parent,
        root_session_id=of.root,
        agent=_agent(of),
        agent_version=_version(of),
        channel=text(told.get("rearview.channel")),
        mode=text(told.get("rearview.mode")),
        title=text(told.get("rearview.title")),
        started_ms=started,
        ended_ms=ended,
        duration_ms=ended - started if ended and started else None,
        end_type=text(told.get("rearview.end_type")),
        outcome=outcome,
        error=error,
    )


def _ended(of: Gathered) -> tuple[str, str | None]:
    """Return how a session ended, and why if it went wrong: as its last turn did, unless it says so itself."""
    if of.itself is not None and "rearview.session_id" in of.itself.attributes:
        told = str(of.itself.attributes.get("rearview.outcome"))
        failed = of.itself.span.status == FAILED
        return (told if told in _OUTCOMES else "unknown"), of.itself.span.said or None if failed else None
    if not of.turns:
        return "unknown", None
    last = max(of.turns, key=lambda place: (place.span.start_ns, place.span.span_id)).span
    if last.status == FAILED:
        return "failed", error_of(last)
    return ("completed" if last.end_ns else "open"), None


def _agent(of: Gathered) -> str | None:
    """Return whose session it is: who is named at the top, else further down, else the service."""
    if of.itself is not None and "rearview.session_id" in of.itself.attributes:
        return agent_of(of.itself.attributes, of.itself.told)
    above = [place for place in of.turns if agent_of(place.attributes, place.told)]
    below = [place for place in of.places if place.kind in _CALLED and place.opens is None]
    named = next(
        (name for place in (*above, *below, *of.places) if (name := agent_of(place.attributes, place.told))),
        None,
    )
    return named or next((name for place in of.places if (name := service_of(place.span))), None)


def _version(of: Gathered) -> str | None:
    told = (
        place.told.get("agent_version") or place.span.resource.get("service.version") for place in of.places
    )
    return text(next((version for version in told if version), None))
