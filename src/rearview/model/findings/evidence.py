"""How recorded rows become evidence: which id, when, and which of their texts."""

from rearview.model.findings.finding import Evidence
from rearview.model.findings.words import clipped
from rearview.model.session import Assessment, Log, Message, Session, Step, Turn, Usage

MOST = 5
"""A finding shows no more rows than this; its sentence says how many there are."""
_LONG = 400


_NO_TEXT = "(no text)"


def of_step(step: Step, text: str | None) -> Evidence:
    """Show a step by one of its texts."""
    return Evidence(node="step", id=step.step_id, at_ms=step.started_ms, text=_told(text))


def of_turn(turn: Turn, text: str | None) -> Evidence:
    """Show a turn."""
    return Evidence(node="turn", id=turn.turn_id, at_ms=turn.started_ms, text=_told(text))


def of_session(session: Session, text: str | None, *, at_ms: int | None = None) -> Evidence:
    """Show a session."""
    return Evidence(node="session", id=session.session_id, at_ms=at_ms, text=_told(text))


def of_message(message: Message) -> Evidence:
    """Show what somebody said."""
    return Evidence(
        node="message",
        id=message.message_id,
        at_ms=message.sent_ms,
        text=f"{message.role or 'unknown'}: {_told(message.text)}",
    )


def of_log(line: Log) -> Evidence:
    """Show a log line."""
    text = f"{line.severity or ''} {_told(line.message)}".strip()
    return Evidence(node="log", id=_owner(line), at_ms=line.at_ms, text=text)


def of_usage(charge: Usage, text: str) -> Evidence:
    """Show a charge."""
    return Evidence(node="usage", id=_owner(charge), at_ms=charge.at_ms, text=_told(text))


def of_verdict(verdict: Assessment) -> Evidence:
    """Show a verdict."""
    parts = [verdict.detector, verdict.category, None if verdict.score is None else f"{verdict.score:g}"]
    said = " ".join(part for part in parts if part)
    text = f"{said}: {verdict.text}" if verdict.text else said
    return Evidence(node="assessment", id=_owner(verdict), at_ms=verdict.at_ms, text=_told(text))


def _told(text: str | None) -> str:
    return clipped(text, _LONG) or _NO_TEXT


def _owner(row: Log | Usage | Assessment) -> str:
    return row.step_id or row.turn_id or row.session_id
