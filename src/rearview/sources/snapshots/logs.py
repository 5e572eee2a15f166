"""The log lines of a snapshot: those of its operations, and what the turns of a ledger say instead of such lines."""

from collections.abc import Iterator

from msgspec import Struct

from rearview.sources.snapshots.format import LogEntry, TurnNode
from rearview.sources.snapshots.number import wholes
from rearview.sources.snapshots.payload import text_of
from rearview.sources.snapshots.places import Places, StepPlace, TurnPlace
from rearview.sources.snapshots.rows import SOURCE, Columns


class LogPlace(Struct, frozen=True, kw_only=True, gc=False):
    """A log line with the step, or at least the turn, that it belongs to."""

    turn: TurnPlace
    step: StepPlace | None
    line: LogEntry


def log_places(places: Places) -> list[LogPlace]:
    """Return the log lines where they stand, in the order of the file."""
    own = [LogPlace(turn=step.turn, step=step, line=line) for step in places.steps for line in step.op.logs]
    return [*own, *_said_by_turns(places)]


def logs(places: Places) -> Columns:
    """Return the table of log lines."""
    found = log_places(places)
    lines = [place.line for place in found]
    return {
        "source": [SOURCE] * len(lines),
        "session_id": [place.turn.session.session_id for place in found],
        "step_id": [place.step.step_id if place.step else None for place in found],
        "turn_id": [place.turn.turn_id for place in found],
        "at_ms": wholes([line.timestamp for line in lines]),
        "severity": [line.severity for line in lines],
        "message": [line.message for line in lines],
        "fatal": [line.fatal for line in lines],
        "stack": [line.stack for line in lines],
        "remote": [line.remote_identifier for line in lines],
        "details": [text_of(line.details) for line in lines],
    }


def _said_by_turns(places: Places) -> Iterator[LogPlace]:
    """Yield the warnings and errors of turns as the log lines they once were; they were written when the turn ended."""
    for turn in places.turns:
        node = turn.node
        if isinstance(node, TurnNode) and (node.errors or node.warnings):
            said = [*(("ERR", text) for text in node.errors), *(("WRN", text) for text in node.warnings)]
            for severity, text in said:
                line = LogEntry(timestamp=node.ended_at, severity=severity, message=text)
                yield LogPlace(turn=turn, step=None, line=line)
