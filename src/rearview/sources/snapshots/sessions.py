"""The sessions of a snapshot: what each was about, how it ended, and by which way its user came."""

from collections.abc import Mapping, Sequence

from msgspec import DecodeError, json

from rearview.model.tables import Outcome
from rearview.sources.snapshots.exit import Exit
from rearview.sources.snapshots.format import SessionNode
from rearview.sources.snapshots.number import durations, wholes
from rearview.sources.snapshots.places import Places, SessionPlace, StepPlace
from rearview.sources.snapshots.rows import SOURCE, Columns


def sessions(places: Places, exits: Mapping[str, Exit]) -> Columns:
    """Return the table of sessions."""
    found = places.sessions
    nodes = [place.node for place in found]
    ways = _channels(places.steps)
    left = [exits.get(place.session_id) for place in found]
    started, ended = wholes([n.started_at for n in nodes]), wholes([n.ended_at for n in nodes])
    return {
        "source": [SOURCE] * len(found),
        "session_id": [place.session_id for place in found],
        "parent_session_id": [place.parent_id for place in found],
        "root_session_id": [place.root_id for place in found],
        "agent": [node.agent_id for node in nodes],
        "channel": [place.node.headend_id or ways.get(place.session_id) for place in found],
        "title": [node.session_title or None for node in nodes],
        "started_ms": started,
        "ended_ms": ended,
        "duration_ms": durations(started, ended),
        "end_type": [exit_.reason if exit_ else None for exit_ in left],
        "outcome": [outcome(node) for node in nodes],
        "error": [_error(place, exit_) for place, exit_ in zip(found, left, strict=True)],
    }


def outcome(node: SessionNode) -> Outcome:
    """Return how a session ended, by what it says of itself."""
    if node.success is not None:
        return "completed" if node.success else "failed"
    return "open" if node.ended_at is None else "unknown"


def ingress(node: SessionNode) -> object:
    """Return what is known about the request that began a session, such as the channel and the user; None if nothing."""
    try:
        attributes = json.decode(node.attributes)
    except (DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return attributes.get("ingress") if isinstance(attributes, dict) else None


def _error(place: SessionPlace, left: Exit | None) -> str | None:
    """Return why a session failed: in its own words, else in those with which the runtime left it."""
    if place.node.error or place.node.success is not False:
        return place.node.error or None
    return left.message if left else None


def _channels(steps: Sequence[StepPlace]) -> dict[str, str]:
    """Return by which way users reached the sessions, as the first log lines of their steps say it."""
    ways: dict[str, str] = {}
    for step in steps:
        if step.session_id not in ways and step.op.logs and step.op.logs[0].headend_id:
            ways[step.session_id] = step.op.logs[0].headend_id
    return ways
