"""What happened within spans, as log lines, and what was said of them, as verdicts."""

from collections.abc import Iterator
from typing import Any, get_args

import msgspec

from rearview.model.tables import Origin
from rearview.sources.otel.charges import amount, text
from rearview.sources.otel.placing import Placed
from rearview.sources.otel.rows import Rows
from rearview.sources.otel.said import MESSAGES
from rearview.sources.otel.span import Event, Span

_EVALUATION = "gen_ai.evaluation.result"
_EXCEPTION = "exception"
_ORIGINS = frozenset(get_args(Origin))


def add_notes(rows: Rows, place: Placed) -> None:
    """Add the log lines and the verdicts of a span."""
    within = {
        "session_id": place.session,
        "step_id": None if place.is_session or not place.is_step else place.step,
        "turn_id": place.turn,
    }
    for event in place.span.events:
        if event.name == _EVALUATION:
            rows.add("assessments", **within, **_verdict(event))
        elif event.name not in MESSAGES:
            rows.add("logs", **within, **_line(event))


def error_of(span: Span) -> str | None:
    """Return why a span failed, as far as it says."""
    if span.said:
        return span.said
    told = next(_exceptions(span), None) or text(span.attributes.get("error.message"))
    kind = span.attributes.get("error.type")
    return told or (None if kind in (None, "_OTHER") else str(kind))


def _exceptions(span: Span) -> Iterator[str]:
    return (told for event in reversed(span.events) if event.name == _EXCEPTION and (told := _raised(event)))


def _raised(event: Event) -> str:
    told = (event.attributes.get("exception.type"), event.attributes.get("exception.message"))
    return ": ".join(str(part) for part in told if part)


def _verdict(event: Event) -> dict[str, Any]:
    told = event.attributes
    origin = told.get("rearview.origin")
    flagged = told.get("rearview.flagged")
    return {
        "detector": text(told.get("gen_ai.evaluation.name")),
        "category": text(told.get("gen_ai.evaluation.score.label")),
        "score": amount(told.get("gen_ai.evaluation.score.value")),
        "flagged": flagged if isinstance(flagged, bool) else None,
        "text": text(told.get("gen_ai.evaluation.explanation")),
        "origin": origin if origin in _ORIGINS else None,
        "at_ms": event.at_ns // 1_000_000 or None,
    }


def _line(event: Event) -> dict[str, Any]:
    told = event.attributes
    at = event.at_ns // 1_000_000 or None
    if event.name == "log" and any(key.startswith("rearview.log.") for key in told):
        return {
            "at_ms": at,
            **{name: text(told.get(f"rearview.log.{name}")) for name in _TEXTS},
            "fatal": told.get("rearview.log.fatal"),
            "stack": text(told.get("exception.stacktrace")),
        }
    if event.name == _EXCEPTION:
        return {
            "at_ms": at,
            "severity": "ERR",
            "message": _raised(event) or event.name,
            "stack": text(told.get("exception.stacktrace")),
        }
    return {
        "at_ms": at,
        "message": event.name,
        "details": msgspec.json.encode(told).decode() if told else None,
    }


_TEXTS = ("severity", "message", "remote", "details")
