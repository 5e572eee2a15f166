"""All that is known of one event: what went in and came out, what it changed, cost and logged, how it was judged.

Owns what is said and in which order; how it looks is the templates' affair.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rearview.model.findings import Finding
from rearview.model.session import Assessment, Log, Session, Step, Usage
from rearview.model.tables import Binding
from rearview.model.timeline import Event
from rearview.model.variables import How, changes
from rearview.render.amount import duration
from rearview.viewer.session.opened import Opened
from rearview.viewer.session.texts import laid_out, texts

_SHOWN = 20_000
"""So many characters of a text are sent along; the rest when it is asked for."""
_LAID_OUT = 200_000
"""Longer texts are laid out when that is asked for, not before."""
_TITLES: Mapping[str, str] = {
    "error": "Error",
    "said": "What was said",
    "input": "Input",
    "output": "Output",
    "system": "System prompt",
    "prompt": "User prompt",
    "log": "Log line",
}
_BINDINGS: Mapping[Binding, str] = {
    "recorded": "recorded with the step",
    "declared": "declared by the step",
    "time_window": "tied to the step by its time",
    "unbound": "tied to no step",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text, as much of it as is shown at once."""

    name: str
    title: str
    shown: str
    length: int
    whole: bool
    is_document: bool
    """Whether it reads otherwise as it was recorded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A variable that isn't as it was."""

    how: How
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A charge, and how it is known to be the step's."""

    usage: Usage
    binding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pane:
    """All of it."""

    number: int
    event: Event
    title: str
    turn: int | None
    facts: tuple[tuple[str, str], ...]
    ids: tuple[tuple[str, str], ...]
    findings: Sequence[Finding]
    texts: tuple[Text, ...]
    changes: tuple[Change, ...]
    has_variables: bool
    calls: tuple[Call, ...]
    prompts: tuple[Text, ...]
    """Those of a model call's turn."""
    logs: tuple[Log, ...]
    verdicts: tuple[Assessment, ...]
    opened: Session | None
    """The sub-agent's session that it opened."""
    opened_at: int | None


def pane(opened: Opened, event: Event, number: int) -> Pane:
    """Return all that is known of an event."""
    step = event.step
    held = texts(event)
    below = opened.tree.opened_by(step) if step else None
    return Pane(
        number=number,
        event=event,
        title=_title(event),
        turn=opened.turn_number(event),
        facts=tuple(_facts(opened, event)),
        ids=tuple(_ids(event)),
        findings=[finding for finding in opened.findings if _is_about(finding, event)],
        texts=tuple(_text(name, held[name]) for name in _TITLES if name in held),
        changes=tuple(_changes(step)) if step else (),
        has_variables="before" in held or "after" in held,
        calls=tuple(_calls(event)),
        prompts=tuple(_prompts(event)),
        logs=step.logs if step else (event.log,) if event.log else (),
        verdicts=step.assessments if step else event.verdicts,
        opened=below,
        opened_at=None if below is None else opened.beginning(below),
    )


def _title(event: Event) -> str:
    if event.step is not None:
        return event.step.name or event.step.kind or "step"
    if event.message is not None:
        return f"{event.message.role or 'unknown'} message"
    if event.kind == "topic" and event.turn is not None:
        return event.turn.topic or "topic"
    if event.kind in ("session", "end"):
        return event.session.agent or event.session.session_id
    return event.kind


def _facts(opened: Opened, event: Event) -> Iterator[tuple[str, str]]:
    step = event.step
    if step is not None:
        yield "Kind", step.kind or "unknown"
        if step.namespace:
            yield "Of", step.namespace
        yield "Status", "not recorded" if not step.recorded else step.status or "unknown"
        yield "Took", "never finished" if step.status == "open" else duration(step.duration_ms)
        attempt = opened.attempt(event)
        if attempt:
            yield "Attempt", f"{attempt.number} of {attempt.of}"
        if step.step_id in opened.critical:
            yield "Critical path", "yes: the session waited for it"
    elif event.kind == "turn" and event.turn is not None:
        yield "Took", duration(event.turn.duration_ms)
        yield "Topic", event.turn.topic or "unknown"
    elif event.kind in ("session", "end"):
        yield "Outcome", (event.session.outcome or "unknown").replace("_", " ")
        yield "Took", duration(event.session.duration_ms)
    yield "Agent", event.session.agent or "unknown"


def _ids(event: Event) -> Iterator[tuple[str, str]]:
    step, turn = event.step, event.turn
    named = {
        "Step": step and step.step_id,
        "Generation": step and step.generation_id,
        "Message": event.message and event.message.message_id,
        "Turn": turn and turn.turn_id,
        "Trace": turn and turn.trace_id,
        "Session": event.session.session_id,
        "Opened session": step and step.child_session_id,
    }
    yield from ((label, value) for label, value in named.items() if value)


def _is_about(finding: Finding, event: Event) -> bool:
    where = finding.where
    if event.step is not None:
        return where.step_id == event.step.step_id
    if event.kind == "turn" and event.turn is not None:
        return where.step_id is None and where.turn_id == event.turn.turn_id
    return event.kind == "session" and where.turn_id is None and where.session_id == event.session.session_id


def _text(name: str, text: str) -> Text:
    laid = laid_out(text) if len(text) <= _LAID_OUT else text
    return Text(
        name=name,
        title=_TITLES[name],
        shown=laid[:_SHOWN],
        length=len(text),
        whole=len(laid) <= _SHOWN,
        is_document=laid is not text or len(text) > _LAID_OUT,
    )


def _prompts(event: Event) -> Iterator[Text]:
    """Yield the prompts of a model call, which its turn keeps."""
    step, turn = event.step, event.turn
    if step is None or turn is None or step.kind != "llm":
        return
    for name, text in (("system", turn.system_prompt), ("prompt", turn.user_prompt)):
        if text:
            yield _text(name, text)


def _changes(step: Step) -> Iterator[Change]:
    for change in changes(step):
        yield Change(
            how=change.how, name=change.name, before=_value(change.before), after=_value(change.after)
        )


def _value(held: object) -> str:
    return json.dumps(held, ensure_ascii=False, indent=2)


def _calls(event: Event) -> Iterator[Call]:
    charges = event.step.usage if event.step is not None else (event.charge,) if event.charge else ()
    for charge in charges:
        yield Call(usage=charge, binding=_BINDINGS.get(charge.binding, "") if charge.binding else "")
