"""The texts of an event by name: as recorded, or laid out to be read; and which events hold some words."""

from collections.abc import Iterator, Mapping

from msgspec import DecodeError, json

from rearview.errors import NotFoundError
from rearview.model.documents import as_json
from rearview.model.timeline import Event
from rearview.viewer.session.opened import Opened

_LARGEST = 4 << 20
"""Longer documents are shown as they were recorded: to lay them out takes too long."""


def texts(event: Event) -> Mapping[str, str]:
    """Return the texts of an event, by the names that stand in addresses."""
    step, turn = event.step, event.turn if event.kind == "turn" else None
    named = {
        "input": step and step.input_text,
        "output": step and step.output_text,
        "before": step and step.variables_before,
        "after": step and step.variables_after,
        "error": step and step.error,
        "said": event.message and event.message.text,
        "system": turn and turn.system_prompt,
        "prompt": turn and turn.user_prompt,
        "log": event.log and event.log.message,
    }
    return {name: text for name, text in named.items() if text}


def text(event: Event, name: str) -> str:
    """Return one text of an event, as it was recorded."""
    found = texts(event).get(name)
    if found is None:
        raise NotFoundError.in_session(name, event.session.session_id)
    return found


def laid_out(text: str) -> str:
    """Return a document with a value a line, digit for digit; any other text as it is."""
    document = as_json(text) if len(text) <= _LARGEST else None
    if document is None:
        return text
    try:
        return json.format(document, indent=2)
    except (DecodeError, RecursionError, UnicodeEncodeError):
        return text


def holding(opened: Opened, words: str) -> Iterator[int]:
    """Yield the numbers of the events that hold some words, whatever the case."""
    wanted = words.casefold()
    for number, event in enumerate(opened.events):
        if any(wanted in said.casefold() for said in _said(event)):
            yield number


def _said(event: Event) -> Iterator[str]:
    yield from texts(event).values()
    step = event.step
    if step is not None:
        yield from filter(None, (step.name, step.namespace, step.step_id))
        yield from (line.message for line in step.logs if line.message)
    if event.kind == "turn" and event.turn is not None:
        yield event.turn.turn_id
    if event.kind == "topic" and event.turn is not None and event.turn.topic:
        yield event.turn.topic
    if event.kind == "session":
        yield from filter(None, (event.session.agent, event.session.session_id, event.session.title))
