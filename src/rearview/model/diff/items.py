"""A tree as one sequence of what can be laid side by side: sessions, turns and steps, each with a key.

The key says what a node is, never what came of it, so that what went differently is still the same node.
"""

from collections.abc import Hashable, Iterator
from operator import attrgetter
from typing import NamedTuple

from rearview.model.diff.difference import Node, Place
from rearview.model.diff.texts import same
from rearview.model.session import Message, Session, Step, Tree, Turn

_model = attrgetter("model")


class Item(NamedTuple):
    """One node of a tree; there may be a hundred thousand, and no class is made faster."""

    node: Node
    key: tuple[Hashable, ...]
    session: Session
    turn: Turn | None = None
    step: Step | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        if self.step is not None:
            return self.step.name or self.step.namespace or self.step.kind or "step"
        if self.turn is not None:
            return self.turn.label or self.turn.topic or _called(self.turn)
        return self.session.agent or "session"

    @property
    def place(self) -> Place:
        """Where it stands."""
        held = self.step or self.turn or self.session
        return Place(
            session_id=self.session.session_id,
            turn_id=(self.turn.turn_id or None) if self.turn else None,
            step_id=self.step.step_id if self.step else None,
            at_ms=held.started_ms,
        )

    @property
    def went_in(self) -> str | None:
        """What went into it."""
        if self.step is not None:
            return self.step.input_text
        return _said((self.turn or self.session).messages, by_user=True)

    @property
    def came_out(self) -> str | None:
        """What came out of it."""
        if self.step is not None:
            return self.step.output_text
        return _said((self.turn or self.session).messages, by_user=False)

    def is_like(self, other: "Item") -> bool:
        """Whether it did the same as another of its key, as far as is recorded."""
        if self.step is not None and other.step is not None and self.step.status != other.step.status:
            return False
        return same(self.went_in, other.went_in) and same(self.came_out, other.came_out)


def items(tree: Tree) -> list[Item]:
    """Return all nodes of a tree in order."""
    return [item for session in tree.sessions for item in _of_session(session)]


def _of_session(session: Session) -> Iterator[Item]:
    # The outermost are compared whatever their agents are called: that may be what the comparison is about.
    agent = session.agent if session.depth else None
    yield Item("session", ("session", session.depth, agent), session)
    for turn in session.turns:
        yield Item("turn", ("turn", turn.kind, turn.label, _greets(turn)), session, turn)
        for step in turn.steps:
            yield Item("step", _key(step), session, turn, step)


def _called(turn: Turn) -> str:
    if turn.turn_index is not None:
        return f"{turn.turn_index}"
    return "greeting" if _greets(turn) else turn.kind or "unknown"


def _greets(turn: Turn) -> bool:
    """Whether the agent speaks unasked: such a turn is never opposite one in which it answers."""
    return bool(turn.messages) and not turn.steps and all(message.role != "user" for message in turn.messages)


def _key(step: Step) -> tuple[Hashable, ...]:
    """Return what a step is: a model call by its prompt where that is recorded, for another model may have answered."""
    if step.kind == "llm" and is_model(step):
        return ("step", "llm")
    return ("step", step.kind, step.namespace, step.name)


def is_model(step: Step) -> bool:
    """Whether a step bears the name of the model that it asked."""
    return step.name in map(_model, step.usage)


def _said(messages: tuple[Message, ...], *, by_user: bool) -> str | None:
    return "\n".join(m.text or "" for m in messages if (m.role == "user") is by_user) or None
