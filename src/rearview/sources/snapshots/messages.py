"""The messages of a snapshot: what users asked, and what agents answered in the end."""

from collections.abc import Iterator, Mapping
from typing import Any

from rearview.sources.snapshots.number import whole
from rearview.sources.snapshots.places import Places, TurnPlace
from rearview.sources.snapshots.report import Report
from rearview.sources.snapshots.rows import SOURCE, Columns
from rearview.sources.snapshots.turns import prompts

_COLUMNS = ("session_id", "message_id", "turn_id", "role", "text", "content_type", "sent_ms")

_Message = tuple[Any, ...]


def messages(places: Places, reports: Mapping[str, Report]) -> Columns:
    """Return the table of messages."""
    said = [*_asked(places), *_answered(places, reports)]
    columns: Columns = {name: [row[place] for row in said] for place, name in enumerate(_COLUMNS)}
    return {"source": [SOURCE] * len(said), **columns}


def _asked(places: Places) -> Iterator[_Message]:
    """Yield what the user asked, where it first appears and wherever it changes: every turn repeats it."""
    before: dict[str, str] = {}
    for turn in places.turns:
        prompt, session_id = prompts(turn.node).user, turn.session.session_id
        if prompt and prompt != before.get(session_id):
            before[session_id] = prompt
            sent = whole(turn.node.started_at)
            yield session_id, f"{turn.turn_id}/prompt", turn.turn_id, "user", prompt, None, sent


def _answered(places: Places, reports: Mapping[str, Report]) -> Iterator[_Message]:
    """Yield what the agents answered; an answer that stands beside the turns was given in the last of them."""
    last: dict[str, TurnPlace] = {turn.session.session_id: turn for turn in places.turns if turn.node.index}
    for session_id, report in reports.items():
        turn = report.step.turn if report.step else last.get(session_id)
        place = report.step.step_id if report.step else session_id
        turn_id = turn.turn_id if turn else None
        sent = report.at_ms if report.at_ms is not None or turn is None else whole(turn.node.ended_at)
        yield session_id, f"{place}/report", turn_id, "agent", report.text, report.media_type, sent
