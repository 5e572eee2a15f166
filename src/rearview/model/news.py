"""What is new of a session that is read again while it goes on: events that weren't there, and those that have changed."""

from collections.abc import Hashable, Iterable, Iterator

from rearview.model.timeline import Event


def unseen(events: Iterable[Event], seen: set[Hashable]) -> Iterator[Event]:
    """Yield the events that haven't been seen, and note that they are now."""
    for event in events:
        known = _identity(event)
        if known not in seen:
            seen.add(known)
            yield event


def _identity(event: Event) -> Hashable:
    """Return what stays the same of an event that is read again, and changes with what there is to say of it."""
    turn, step, charge, line = event.turn, event.step, event.charge, event.log
    return (
        event.kind,
        event.session.session_id,
        turn and (turn.turn_id, turn.topic if event.kind == "topic" else None),
        step and (step.step_id, step.status, step.ended_ms, step.output_text, step.error),
        event.message and event.message.message_id,
        charge and (charge.at_ms, charge.model, charge.tokens_in, charge.tokens_out),
        line and (line.at_ms, line.message),
        len(event.verdicts),
        event.session.outcome if event.kind == "end" else None,
    )
