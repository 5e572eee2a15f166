"""Which events of a timeline somebody wants to see: of one turn, down to a depth, or only what went wrong.

A failure stands in what led to it: the session, the turn, what the user said, the step that called the agent. Yields
events in their order, and makes none up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter

from rearview.model.session import Log, Session, Step, Tree
from rearview.model.timeline import Event, turn_numbers

GRAVE = ("ERR",)
"""The severities of log lines that tell of a failure."""
_flagged, _status = attrgetter("flagged"), attrgetter("status")
_WENT_WRONG = ("failed", "timed_out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be seen of a session; by default all of it."""

    turn: int | None = None
    """One turn of the session itself, with all that was called in it."""
    depth: int | None = None
    """How many levels of sub-agents are opened; those below are named and stay closed."""
    errors: bool = False


def selected(tree: Tree, events: Iterable[Event], wanted: Wanted) -> Iterator[Event]:
    """Yield those of a tree's events that are wanted."""
    chosen = iter(events)
    if wanted.turn is not None:
        chosen = _of_turn(chosen, tree.root, wanted.turn)
    if wanted.errors:
        chosen = _wrong(chosen)
    if wanted.depth is not None:
        chosen = _down_to(chosen, wanted.depth)
    return chosen


def went_wrong(session: Session) -> bool:
    """Whether a session failed."""
    return session.outcome in _WENT_WRONG


def is_faulty(step: Step) -> bool:
    """Whether something speaks against a step: it failed, never ended, logged an error, was charged or judged so."""
    return (
        step.status in ("failed", "open")
        or any(map(is_grave, step.logs))
        or any(map(_flagged, step.assessments))
        or "failed" in map(_status, step.usage)
    )


def is_grave(line: Log) -> bool:
    """Whether a log line tells of an error, or of what ended a session."""
    return bool(line.fatal) or line.severity in GRAVE


def below(tree: Tree, session: Session) -> Iterator[Session]:
    """Yield a session and all that stand below it."""
    sessions = iter(tree.sessions)
    yield next(one for one in sessions if one is session)
    for one in sessions:
        if one.depth <= session.depth:
            return
        yield one


def _of_turn(events: Iterator[Event], root: Session, number: int) -> Iterator[Event]:
    """Yield what happened in the turns of a number, and in what these called."""
    numbers = turn_numbers(root)
    wanted = False
    for event in events:
        if event.session is root:
            wanted = event.turn is not None and numbers.get(id(event.turn)) == number
        if wanted or (event.session is root and event.kind in ("session", "end")):
            yield event


def _down_to(events: Iterator[Event], depth: int) -> Iterator[Event]:
    """Yield what happened down to a depth; of the sessions below, only that they were opened."""
    return (
        event
        for event in events
        if event.depth <= depth or (event.depth == depth + 1 and event.kind == "session")
    )


@dataclass(slots=True)
class _Open:
    """A session that is being read, and what would have to be said before a failure in it."""

    leading: list[Event] = field(default_factory=list)
    opener: Event | None = None
    """The step that was read last: if an agent below fails, it called that agent."""
    shown: bool = False


def _wrong(events: Iterator[Event]) -> Iterator[Event]:
    """Yield failures, and before each what led to it, once."""
    stack: list[_Open] = []
    for event in events:
        if event.kind == "session":
            stack.append(_Open([event]))
            continue
        here, wrong = stack[-1], _is_wrong(event)
        if event.kind == "turn":
            del here.leading[0 if here.shown else 1 :]
            here.leading.append(event)
            here.opener = None
        elif wrong:
            yield from _led_to(stack)
            yield event
        elif event.kind == "input":
            here.leading.append(event)
        elif event.kind == "end" and here.shown:
            yield event
        if event.step is not None:
            here.opener = None if wrong else event
        if event.kind == "end":
            stack.pop()


def _led_to(stack: list[_Open]) -> Iterator[Event]:
    """Yield what hasn't been shown of the way to a failure, from the outermost session inwards."""
    for place, session in enumerate(stack):
        yield from session.leading
        if session.opener is not None and place < len(stack) - 1:
            yield session.opener
            session.opener = None
        session.leading.clear()
        session.shown = True


def _is_wrong(event: Event) -> bool:
    if event.step is not None:
        return is_faulty(event.step)
    return (
        (event.kind == "end" and went_wrong(event.session))
        or (event.log is not None and is_grave(event.log))
        or (event.charge is not None and event.charge.status == "failed")
        or any(verdict.flagged for verdict in event.verdicts)
    )
