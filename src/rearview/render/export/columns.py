"""How an attribute's value is found in a span's rows: one column of a row, a sum over charges, texts as messages.

Each function returns what reads a span. What a row doesn't say is None.
"""

from collections.abc import Callable, Iterable
from math import fsum
from operator import attrgetter
from typing import Any

from msgspec import json

from rearview.model.session import Message, Turn, Usage
from rearview.render.export.attribute import Known
from rearview.render.export.span import Span

Reader = Callable[[Span], Known]

_ROLES = {"user": "user", "agent": "assistant", "human": "assistant", "system": "system"}
_INPUTS = ("user", "system")


def same(value: str) -> Reader:
    """Return what gives every span the same."""
    return lambda _: value


def root(column: str) -> Reader:
    """Return what reads a column of the outermost session."""
    get = attrgetter(column)
    return lambda span: get(span.root)


def session(column: str) -> Reader:
    """Return what reads a column of the session."""
    get = attrgetter(column)
    return lambda span: get(span.session)


def turn(column: str) -> Reader:
    """Return what reads a column of the turn."""
    get = attrgetter(column)
    return lambda span: get(span.turn) if span.turn is not None else None


def step(column: str) -> Reader:
    """Return what reads a column of the step."""
    get = attrgetter(column)
    return lambda span: get(span.step) if span.step is not None else None


def charge(column: str) -> Reader:
    """Return what reads a column of the first charge that has it."""
    get = attrgetter(column)
    return lambda span: next((value for one in span.charges if (value := get(one)) is not None), None)


def total(*columns: str) -> Reader:
    """Return what adds up columns of all charges; what nobody recorded isn't zero."""
    gets = [attrgetter(column) for column in columns]

    def read(span: Span) -> Known:
        known = [value for one in span.charges for get in gets if (value := get(one)) is not None]
        return sum(known) if known else None

    return read


def cost(span: Span) -> Known:
    """Return what a span cost, if the price of every charge is known."""
    prices = [one.cost_usd for one in span.charges if _is_paid(one)]
    known = [price for price in prices if price is not None]
    return fsum(known) if known and len(known) == len(prices) else None


def messages_in(span: Span) -> Known:
    """Return what came in, as messages in the form of the conventions."""
    if span.step is not None:
        return _messages([("user", span.step.input_text)])
    if (own := _of_call(span, "prompt")) is not None:
        return _messages([("user", own)])
    return _messages(_said(span.turn, incoming=True))


def messages_out(span: Span) -> Known:
    """Return what came out, as messages in the form of the conventions."""
    if span.step is not None:
        return _messages([("assistant", span.step.output_text)])
    if (own := _of_call(span, "response")) is not None:
        return _messages([("assistant", own)])
    return _messages(_said(span.turn, incoming=False))


def text_in(span: Span) -> Known:
    """Return what came in, as text."""
    if span.step is not None:
        return span.step.input_text
    return _of_call(span, "prompt") or _text(_said(span.turn, incoming=True))


def text_out(span: Span) -> Known:
    """Return what came out, as text."""
    if span.step is not None:
        return span.step.output_text
    return _of_call(span, "response") or _text(_said(span.turn, incoming=False))


def instructions(span: Span) -> Known:
    """Return the system prompt in the form of the conventions."""
    prompt = span.turn.system_prompt if span.turn is not None else None
    return _json([{"type": "text", "content": prompt}]) if prompt else None


def verdicts(column: str) -> Reader:
    """Return what reads a column of each verdict on the session, the turn or the step."""
    get = attrgetter(column)

    def read(span: Span) -> Known:
        node = span.step or (None if span.charges else span.turn or span.session)
        return [get(verdict) for verdict in node.assessments] if node is not None else None

    return read


def is_json(text: object) -> bool:
    """Whether a text is a JSON object or array."""
    if not isinstance(text, str) or not text.startswith(("{", "[")):
        return False
    try:
        json.decode(text)
    except (ValueError, RecursionError):
        return False
    return True


def _of_call(span: Span, column: str) -> str | None:
    """Return what a model call that no step is known of was asked, or wrote."""
    return next((text for one in span.charges if (text := getattr(one, column))), None)


def _is_paid(one: Usage) -> bool:
    return one.cost_usd is not None or bool(one.tokens_in or one.tokens_out)


def _said(turn: Turn | None, *, incoming: bool) -> list[tuple[str, str | None]]:
    said: Iterable[Message] = turn.messages if turn is not None else ()
    return [
        (_ROLES.get(message.role or "", "user"), message.text)
        for message in said
        if (message.role in _INPUTS) == incoming
    ]


def _text(said: list[tuple[str, str | None]]) -> str | None:
    return "\n".join(text for _, text in said if text) or None


def _messages(said: list[tuple[str, str | None]]) -> str | None:
    told = [{"role": role, "parts": [{"type": "text", "content": text}]} for role, text in said if text]
    return _json(told) if told else None


def _json(value: Any) -> str:
    return json.encode(value).decode()
