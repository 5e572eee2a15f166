"""The steps of spans: what each was, how it went, what went in and what came out."""

from typing import get_args

from rearview.model.tables import StepKind
from rearview.sources.otel.charges import models, status_of, text, whole
from rearview.sources.otel.placing import Placed
from rearview.sources.otel.rows import Rows
from rearview.sources.otel.said import Said
from rearview.sources.otel.span import FAILED

_KINDS = frozenset(get_args(StepKind))
_VERBS = {"tool": "execute_tool", "agent": "execute_tool", "llm": "chat"}


def add_step(rows: Rows, place: Placed, said: Said, error: str | None) -> None:
    """Add the step that a span is."""
    span, told = place.span, place.attributes
    # A sub-agent's own span is a step of the session above it, and a session of its own.
    opened = place.is_session and place.opens == place.session
    status = status_of(place)
    end = None if status == "open" else span.end_ms
    rows.add(
        "steps",
        session_id=place.parent if opened else place.session,
        step_id=place.step,
        turn_id=place.above.turn if opened and place.above is not None else place.turn,
        attempt=whole(told.get("rearview.step.attempt")),
        kind=place.kind if place.kind in _KINDS else "other",
        name=_name(place),
        namespace=_namespace(place),
        status=status,
        error=error if status == "failed" or span.status == FAILED else None,
        started_ms=span.start_ms,
        ended_ms=end,
        duration_ms=None if end is None or not span.start_ns else end - span.start_ns // 1_000_000,
        input_text=said.input_text,
        output_text=said.output_text,
        variables_before=text(told.get("rearview.variables_before")),
        variables_after=text(told.get("rearview.variables_after")),
        generation_id=text(place.told.get("response_id")),
        child_session_id=place.opens,
    )


def _name(place: Placed) -> str | None:
    """Return what was called."""
    own = models(place.told)[0] if place.kind == "llm" else None
    if place.kind in ("tool", "agent"):
        own = text(place.told.get("tool"))
    return own or _object(place)


def _object(place: Placed) -> str | None:
    """Return a span's name without the verb that conventions, or our own exports, put before it."""
    name = place.span.name
    verb = _VERBS.get(place.kind, place.kind if "rearview.step_id" in place.attributes else None)
    if verb is None:
        return name or None
    return None if name == verb else name.removeprefix(f"{verb} ") or None


def _namespace(place: Placed) -> str | None:
    told = place.told.get("namespace")
    if told is None and place.kind == "llm" and "rearview.step_id" not in place.attributes:
        told = place.told.get("provider")
    return text(told)
