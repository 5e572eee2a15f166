"""A tree as the events that a person reads, one after the other.

Within a turn: what came in, the topic, then steps, guardrails, answers and whatever is tied to no step, by time. A
sub-agent's events follow the step that opened it, one level deeper. Nothing is left out, and nothing is said here
about how it looks.
"""

from collections.abc import Iterator
from math import inf
from typing import Literal, NamedTuple

from rearview.model.session import Assessment, Log, Message, Session, Step, Tree, Turn, Usage

Kind = Literal[
    "session", "turn", "input", "topic", "step", "guardrail", "charge", "log", "verdicts", "output", "end"
]


class Event(NamedTuple):
    """One thing that happened, with the nodes it is about; there may be a hundred thousand, and no class is made faster."""

    kind: Kind
    """`session` opens a session, `end` closes it, `turn` opens a turn; the rest is what happened in it."""
    at_ms: int | None
    session: Session
    turn: Turn | None = None
    step: Step | None = None
    """For a topic: the step that chose it, which then isn't told a second time."""
    message: Message | None = None
    charge: Usage | None = None
    """A charge that no step is known for."""
    log: Log | None = None
    """A log line that no step wrote."""
    verdicts: tuple[Assessment, ...] = ()
    """What was judged of a turn or a session as a whole."""
    topic_changed: bool = False
    """For a topic: whether it differs from the one before it in the session."""

    @property
    def depth(self) -> int:
        """How many sessions stand above it."""
        return self.session.depth


def timeline(tree: Tree) -> Iterator[Event]:
    """Yield the events of a tree in reading order."""
    children = _children(tree)
    for root in children[None].values():
        yield from _read(tree, root, children)


def turn_numbers(session: Session) -> dict[int, int]:
    """Return the numbers by which people call a session's turns, by the identity of the turn; the system's have none.

    As recorded; else counted from 1.
    """
    turns = [turn for turn in session.turns if turn.kind != "system" and turn.recorded]
    recorded = all(turn.turn_index is not None for turn in turns)
    return {
        id(turn): turn.turn_index if recorded and turn.turn_index is not None else number
        for number, turn in enumerate(turns, 1)
    }


Below = dict[int, Session]
Children = dict[int | None, Below]
"""The sub-sessions of a session, both by the identity of their nodes: ids can stand twice in broken data."""


def _children(tree: Tree) -> Children:
    children: Children = {None: {}}
    path: list[Session] = []
    for session in tree.sessions:
        del path[session.depth :]
        children[id(session)] = {}
        children[id(path[-1]) if path else None][id(session)] = session
        path.append(session)
    return children


def _read(tree: Tree, root: Session, children: Children) -> Iterator[Event]:
    """Read a session and what it called; each open session is an iterator on a stack of our own."""
    stack = [_session(root, children[id(root)])]
    while stack:
        event = next(stack[-1], None)
        if event is None:
            stack.pop()
        elif isinstance(event, Session):
            stack.append(_session(event, children[id(event)]))
        else:
            yield event
            child = tree.opened_by(event.step) if event.step else None
            below = children[id(event.session)]
            if child is not None and below.pop(id(child), None) is not None:
                stack.append(_session(child, children[id(child)]))


def _session(session: Session, below: Below) -> Iterator[Event | Session]:
    """Yield a session's events, and those sub-sessions that no step of it opened."""
    yield Event(kind="session", at_ms=session.started_ms, session=session)
    for message in session.messages:
        yield _said(session, None, message)
    topic: str | None = None
    for turn in session.turns:
        yield Event(kind="turn", at_ms=turn.started_ms, session=session, turn=turn)
        yield from _turn(session, turn, topic)
        topic = turn.topic or topic
    while below:
        yield below.pop(next(iter(below)))
    yield from _loose(session, None)
    yield from _judged(session, None)
    yield Event(kind="end", at_ms=session.ended_ms, session=session)


def _turn(session: Session, turn: Turn, topic_before: str | None) -> Iterator[Event]:
    """Yield what came in, the topic, then the rest by time; at one moment, steps come first."""
    opening, later = _opening(turn)
    for message in opening:
        yield _said(session, turn, message)
    chosen = _choosing(turn)
    if turn.topic is not None:
        changed = turn.topic != topic_before
        at_ms = turn.started_ms
        yield Event(kind="topic", at_ms=at_ms, session=session, turn=turn, step=chosen, topic_changed=changed)
    waiting = [_said(session, turn, message) for message in later]
    loose = list(_loose(session, turn))
    if loose:
        waiting = sorted([*waiting, *loose], key=_late)
    waiting.reverse()
    for step in turn.steps:
        while waiting and _before(waiting[-1], step):
            yield waiting.pop()
        if step is not chosen:
            kind: Kind = "guardrail" if step.kind == "guardrail" else "step"
            yield Event(kind=kind, at_ms=step.started_ms, session=session, turn=turn, step=step)
    yield from reversed(waiting)
    yield from _judged(session, turn)


def _choosing(turn: Turn) -> Step | None:
    """Return the step that did no more than choose the turn's topic."""
    if turn.topic is None:
        return None
    chose = (step for step in turn.steps if step.kind == "topic" and step.name == turn.topic)
    return next((step for step in chose if step.status != "failed" and step.child_session_id is None), None)


def _loose(session: Session, turn: Turn | None) -> Iterator[Event]:
    """Yield what hangs at a turn or a session itself: charges and log lines."""
    place = turn or session
    for charge in place.usage:
        yield Event(kind="charge", at_ms=charge.at_ms, session=session, turn=turn, charge=charge)
    for line in place.logs:
        yield Event(kind="log", at_ms=line.at_ms, session=session, turn=turn, log=line)


def _judged(session: Session, turn: Turn | None) -> Iterator[Event]:
    """Yield what was judged of a turn or a session as a whole."""
    verdicts = (turn or session).assessments
    if verdicts:
        yield Event(kind="verdicts", at_ms=verdicts[0].at_ms, session=session, turn=turn, verdicts=verdicts)


def _opening(turn: Turn) -> tuple[list[Message], list[Message]]:
    """Split a turn's messages: what the user said before the agent said anything, and the rest by time.

    A turn is the answer to its input, so the input comes first whatever the clocks of the two recorders say.
    """
    first_answer = next(
        (m.sent_ms for m in turn.messages if m.role != "user" and m.sent_ms is not None), None
    )
    opening: list[Message] = []
    later: list[Message] = []
    for message in turn.messages:
        unanswered = message.sent_ms is None or first_answer is None or message.sent_ms < first_answer
        asked = message.role == "user" and (not opening or unanswered)
        (opening if asked else later).append(message)
    return opening, later


def _late(event: Event) -> float:
    """Put what has no time after all that have one."""
    return inf if event.at_ms is None else event.at_ms


def _before(event: Event, step: Step) -> bool:
    """Whether something happened before a step began."""
    return event.at_ms is not None and step.started_ms is not None and event.at_ms < step.started_ms


def _said(session: Session, turn: Turn | None, message: Message) -> Event:
    kind: Kind = "input" if message.role == "user" else "output"
    return Event(kind=kind, at_ms=message.sent_ms, session=session, turn=turn, message=message)
