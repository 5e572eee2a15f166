"""The log lines of a run in the order in which they were written, those of sub-agents among them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rearview.sources.snapshots.answers.scope import agent_of
from rearview.sources.snapshots.logs import LogPlace, log_places
from rearview.sources.snapshots.number import whole
from rearview.sources.snapshots.payload import text_of
from rearview.sources.snapshots.places import Places

SEVERITIES = ("ERR", "WRN", "FIN", "VRB", "THK", "TRC")
"""What the recorder's lines are marked with, the gravest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRow:
    """One log line."""

    session_id: str
    agent: str
    path: str
    op_id: str | None
    at_ms: int | None
    severity: str | None
    remote: str | None
    message: str | None
    fatal: bool | None
    stack: str | None
    details: str | None
    bodies: dict[str, str]
    """The bodies that the line carries, as JSON, by what they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityCount:
    """How many lines there are of a severity."""

    severity: str | None
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """Which log lines are meant; what isn't said is no limit."""

    severities: frozenset[str] = frozenset()
    fatal: bool = False
    stack: bool = False
    bodies: bool = False
    """Whether their bodies are wanted, and with that only lines that have any."""

    def of(self, places: Places) -> list[LogRow]:
        """Return the lines that are meant, by time; lines of one moment stay in the order of the file."""
        rows = [_row(place, bodies=self.bodies) for place in log_places(places) if self._fits(place)]
        fitting = [row for row in rows if row.bodies or not self.bodies]
        return sorted(fitting, key=lambda row: row.at_ms or 0)

    def _fits(self, place: LogPlace) -> bool:
        line = place.line
        return (
            (not self.severities or line.severity in self.severities)
            and (line.fatal is True or not self.fatal)
            and (bool(line.stack) or not self.stack)
        )


def counted(rows: Iterable[LogRow]) -> list[SeverityCount]:
    """Return how many lines there are of each severity, the gravest first."""
    counts = Counter(row.severity for row in rows)
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    ordered = sorted(counts, key=lambda severity: (order.get(severity or "", len(order)), severity or ""))
    return [SeverityCount(severity=severity, lines=counts[severity]) for severity in ordered]


def _row(place: LogPlace, *, bodies: bool) -> LogRow:
    line, turn = place.line, place.turn
    return LogRow(
        session_id=turn.session.session_id,
        agent=agent_of(turn.session),
        path=place.step.path if place.step else turn.mark,
        op_id=place.step.step_id if place.step else None,
        at_ms=whole(line.timestamp),
        severity=line.severity,
        remote=line.remote_identifier,
        message=line.message,
        fatal=line.fatal,
        stack=line.stack,
        details=text_of(line.details),
        bodies=_bodies(place) if bodies else {},
    )


def _bodies(place: LogPlace) -> dict[str, str]:
    line = place.line
    carried = {
        "llm_request": line.llm_request_payload,
        "llm_response": line.llm_response_payload,
        "tool_request": line.tool_request_payload,
        "tool_response": line.tool_response_payload,
    }
    return {name: text for name, raw in carried.items() if (text := text_of(raw)) is not None}
