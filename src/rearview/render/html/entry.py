"""The timeline of a session's page, entry by entry, as plain values.

Owns what is said of each event. It must not know a tag; whoever fills the templates escapes. Nothing is left out: what is
long can be opened.
"""

import re
from collections.abc import Iterator, MutableMapping
from operator import attrgetter
from typing import NamedTuple

from msgspec import DecodeError, json

from rearview.model.attempts import Attempt, attempts
from rearview.model.documents import as_json
from rearview.model.selection import is_grave, went_wrong
from rearview.model.session import Assessment, Log, Message, Session, Step, Tree, Turn, Usage
from rearview.model.timeline import Event, timeline
from rearview.render.amount import clock, duration, money
from rearview.render.heading import outcome
from rearview.render.judged import against, otherwise
from rearview.render.plain import plain_lines
from rearview.render.step import title

_UNSURE = re.compile(r"[^\n -~]")
"""What may do harm; most texts hold nothing of the kind, and needn't be gone through character by character."""
_OPENINGS = ("{", "[", "&")
_AMOUNTS = {
    "tokens_in": "tokens in",
    "tokens_out": "tokens out",
    "tokens_cache_read": "read from cache",
    "tokens_cache_write": "written to cache",
    "chars_in": "characters in",
    "chars_out": "characters out",
}
_AMOUNTS_OF = attrgetter(*_AMOUNTS)
_DEEPEST = 12
"""Beyond so many agents above one another, entries aren't moved to the right any more."""


class Text(NamedTuple):
    """A text with its label."""

    label: str
    text: str


class Entry(NamedTuple):
    """One entry of the timeline; it is taken apart, which is quicker than asking it for each value."""

    number: int
    kind: str
    """What it is, and the class by which it is styled."""
    clock: str
    depth: int
    words: str
    failed: bool
    error: str
    texts: tuple[Text, ...]
    """What is shown when it is opened."""


class _Said(NamedTuple):
    """What is said of one event: its texts harmless already, all else as recorded."""

    words: str
    failed: bool = False
    error: str | None = None
    texts: tuple[Text, ...] = ()


def entries(tree: Tree, places: MutableMapping[str, int]) -> Iterator[Entry]:
    """Yield the entries of the timeline, and note in which of them a step stands."""
    tried: dict[int, Attempt] = {}
    for number, event in enumerate(timeline(tree)):
        if event.kind == "turn" and event.turn is not None:
            tried = attempts(event.turn)
        if event.step is not None:
            places.setdefault(event.step.step_id, number)
        words, failed, error, texts = _said(event, tried)
        yield Entry(
            number=number,
            kind=event.kind,
            clock=clock(event.at_ms),
            depth=min(event.depth, _DEEPEST),
            words=_harmless(words),
            failed=failed,
            error=_harmless(error) if error else "",
            texts=texts,
        )


def _said(event: Event, tried: dict[int, Attempt]) -> _Said:
    match event:
        case Event(kind="step" | "guardrail", step=Step() as step):
            said = _step(step, tried.get(id(step)))
        case Event(kind="topic", turn=Turn() as turn):
            said = _topic(event, turn)
        case Event(kind="turn", turn=Turn() as turn):
            said = _turn(turn)
        case Event(message=Message() as message):
            said = _Said(words=f"{message.role or 'unknown'}: {message.text or '(no text)'}")
        case Event(charge=Usage() as charge):
            said = _Said(_charge(charge), failed=charge.status == "failed", texts=_exchanged((charge,)))
        case Event(log=Log() as line):
            said = _Said(words=_log(line), failed=is_grave(line))
        case Event(kind="verdicts"):
            said = _Said(words=_verdicts(event.verdicts), failed=any(v.flagged for v in event.verdicts))
        case _:
            said = _session(event.session, ended=event.kind == "end")
    return said


def _session(session: Session, *, ended: bool) -> _Said:
    name = session.agent or session.session_id
    if not ended:
        return _Said(words=name if session.recorded else f"{name} (not recorded)")
    words = f"{name}: {outcome(session)} after {duration(session.duration_ms)}"
    return _Said(words=words, failed=went_wrong(session), error=session.error)


def _turn(turn: Turn) -> _Said:
    name = turn.label or ("turn" if turn.turn_index is None else f"turn {turn.turn_index}")
    prompts = ("System prompt", turn.system_prompt), ("User prompt", turn.user_prompt)
    texts = _texts(*((label, _laid_out(text)) for label, text in prompts))
    return _Said(words=name if turn.recorded else f"{name} (not recorded)", texts=texts)


def _topic(event: Event, turn: Turn) -> _Said:
    same = "" if event.topic_changed else " (same topic)"
    step = event.step
    return _Said(words=f"→ {turn.topic}{same}", texts=() if step is None else _inside(step))


def _step(step: Step, attempt: Attempt | None) -> _Said:
    return _Said(
        words=title(step, attempt), failed=step.status == "failed", error=step.error, texts=_inside(step)
    )


def _inside(step: Step) -> tuple[Text, ...]:
    """Return what is known of a step beyond its name."""
    return _texts(
        ("Input", _laid_out(step.input_text)),
        ("Output", _laid_out(step.output_text)),
        ("Variables before", _laid_out(step.variables_before)),
        ("Variables after", _laid_out(step.variables_after)),
        ("Verdicts", _verdicts(step.assessments)),
        ("Charges", "\n".join(map(_charge, step.usage))),
        ("Logs", "\n".join(map(_log, step.logs))),
        ("Id", step.step_id),
    ) + _exchanged(step.usage)


def _exchanged(charges: tuple[Usage, ...]) -> tuple[Text, ...]:
    """Return what models were asked and what they wrote, as their charges tell it."""
    return tuple(
        text
        for charge in charges
        if charge.prompt or charge.response
        for text in _texts(("Prompt", _laid_out(charge.prompt)), ("Answer", _laid_out(charge.response)))
    )


def _texts(*labelled: tuple[str, str]) -> tuple[Text, ...]:
    return tuple([Text(label, _harmless(text)) for label, text in labelled if text])


def _laid_out(text: str | None) -> str:
    """Return a document with a value a line, digit for digit; any other text as it is."""
    if not text or text.lstrip()[:1] not in _OPENINGS:
        return text or ""
    return _formatted(text) or _formatted(as_json(text)) or text


def _formatted(text: str | None) -> str | None:
    try:
        return None if text is None else json.format(text, indent=2)
    except (DecodeError, RecursionError, UnicodeEncodeError):
        return None


def _harmless(text: str) -> str:
    """Return a text in whose lines all that could deceive a reader is made visible."""
    if text.isascii() and text.isprintable():  # most are, and this is told ten times as fast
        return text
    return "\n".join(plain_lines(text)) if _UNSURE.search(text) else text


def _verdicts(verdicts: tuple[Assessment, ...]) -> str:
    if not verdicts:  # as most steps have none, this takes no time for them
        return ""
    return "\n".join((*against(verdicts, whole=True), *otherwise(verdicts, whole=True)))


def _charge(charge: Usage) -> str:
    amounts = zip(_AMOUNTS_OF(charge), _AMOUNTS.values(), strict=True)
    told = [f"{amount:,} {what}" for amount, what in amounts if amount is not None]
    if charge.cost_usd is not None:
        told.append(money(charge.cost_usd))
    bound = f" ({charge.binding.replace('_', ' ')})" if charge.binding not in (None, "recorded") else ""
    template = f" for {charge.template}" if charge.template else ""
    return (
        f"{charge.model or charge.kind or 'charge'}{template}: {', '.join(told) or 'nothing recorded'}{bound}"
    )


def _log(line: Log) -> str:
    stack = f"\n{line.stack}" if line.stack else ""
    return " ".join(filter(None, (clock(line.at_ms), line.severity, line.message))) + stack
