"""The turns of spans, and what user and agent said in them.

What is said stands at the turn itself, or else at the agent in it, or else at its model calls: the first was asked what
the user said, the last wrote the answer.
"""

from dataclasses import dataclass, field

from rearview.sources.otel.charges import text, whole
from rearview.sources.otel.conventions import is_agentforce
from rearview.sources.otel.placing import Placed
from rearview.sources.otel.rows import Rows
from rearview.sources.otel.said import Message, Said, instructions, role_of


@dataclass(slots=True)
class Talk:
    """A turn, with the spans in it that tell what was said."""

    place: Placed
    said: Said
    inner: list[tuple[Placed, Said]] = field(default_factory=list)


def add_turn(rows: Rows, talk: Talk, number: int) -> None:
    """Add a turn, and its messages."""
    place = talk.place
    span, told = place.span, place.attributes
    asked, answered, system = _heard(talk)
    label = told.get("rearview.turn.label")
    if label is None and place.kind == "other" and "rearview.turn_id" not in told:
        label = span.name or None
    topic = told.get("rearview.turn.topic") or (span.name if is_agentforce(told, place.told) else None)
    user = [message.text for message in asked if message.role == "user" and message.text]
    rows.add(
        "turns",
        session_id=place.session,
        turn_id=place.turn,
        turn_index=whole(told.get("rearview.turn_index", number)),
        kind="system" if told.get("rearview.turn.kind") == "system" else "turn",
        label=text(label),
        topic=text(topic),
        started_ms=span.start_ms,
        ended_ms=span.end_ms,
        duration_ms=span.end_ms - span.start_ms if span.end_ms and span.start_ms else None,
        trace_id=span.trace_id,
        system_prompt=system,
        user_prompt="\n".join(user) or None,
    )
    _add_messages(rows, place, asked, "user", span.start_ms)
    _add_messages(rows, place, answered, "agent", span.end_ms)


def _add_messages(rows: Rows, place: Placed, said: list[Message], whose: str, at_ms: int | None) -> None:
    for number, message in enumerate(said):
        rows.add(
            "messages",
            session_id=place.session,
            message_id=f"{place.turn}-{whose}-{number}",
            turn_id=place.turn,
            role=role_of(message.role) or whose,
            text=message.text,
            sent_ms=at_ms,
        )


def _heard(talk: Talk) -> tuple[list[Message], list[Message], str | None]:
    """Return what the user said, what the agent answered, and what it was told beforehand."""
    inner = sorted(talk.inner, key=lambda one: (one[0].span.start_ns, one[0].span.span_id))
    whole_turn = [(talk.place, talk.said), *(one for one in inner if one[0].kind == "other")]
    calls = [one for one in inner if one[0].kind == "llm"]
    sides = [said for _, said in whole_turn]
    asked = next((new for said in sides if (new := _new(said.messages_in))), [])
    answered = next((new for said in sides if (new := _answers(said.messages_out))), [])
    asked = asked or next((new for _, said in calls[:1] if (new := _new(said.messages_in))), [])
    answered = answered or next((new for _, said in calls[-1:] if (new := _answers(said.messages_out))), [])
    return asked, answered, _beforehand([*whole_turn, *calls])


def _new(messages: list[Message]) -> list[Message]:
    """Return what is new of a history: what the user said since the agent last spoke."""
    found: list[Message] = []
    for message in messages:
        role = role_of(message.role)
        if role == "agent":
            found = []
        elif role == "user" and message.text is not None:
            found.append(message)
    return found


def _answers(messages: list[Message]) -> list[Message]:
    return [message for message in messages if role_of(message.role) == "agent" and message.text]


def _beforehand(spans: list[tuple[Placed, Said]]) -> str | None:
    for place, said in spans:
        told = instructions(place.told)
        if told is None:
            told = next((one.text for one in said.messages_in if role_of(one.role) == "system"), None)
        if told is not None:
            return told
    return None
