"""A tree as the rules look at it: walked once, so that no rule has to walk it again to find what it is about.

Owns what belongs together: a session's steps by what they are, and the exchanges between its user and its agent.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from rearview.model.session import Assessment, Log, Message, Session, Step, Tree, Turn, Usage

ACTING = ("tool", "agent")
"""The kinds of step in which an agent does something in the world."""


Placed: TypeAlias = tuple[Turn, Step]
"""A step with its turn."""
Called: TypeAlias = tuple[str | None, str | None, str | None]
"""What a step calls: steps that call the same are tries of one thing."""


def called(step: Step) -> Called:
    """Return what a step calls."""
    return step.kind, step.namespace, step.name


@dataclass(slots=True)
class Exchange:
    """What a user said, and all that the agent did until the user spoke again."""

    turns: list[Turn] = field(default_factory=list)

    @property
    def asked(self) -> list[Message]:
        """What the user said."""
        return [message for turn in self.turns for message in turn.messages if message.role == "user"]

    @property
    def said(self) -> list[Message]:
        """What the agent said."""
        return [message for turn in self.turns for message in turn.messages if message.role == "agent"]

    @property
    def topic(self) -> str | None:
        """The topic that it was handled under in the end."""
        return next((turn.topic for turn in reversed(self.turns) if turn.topic), None)

    def steps(self) -> Iterator[Placed]:
        """Its steps in order, each with its turn."""
        return ((turn, step) for turn in self.turns for step in turn.steps)


@dataclass(slots=True, kw_only=True)
class Scope:
    """One session of a tree, with where it stands."""

    session: Session
    index: int
    """Its place among the tree's sessions."""
    end: int = 0
    """The place after the last session below it."""
    parent: "Scope | None"
    opener: Placed | None
    """The step above that opened it."""
    exchanges: list[Exchange]

    def steps(self) -> Iterator[Placed]:
        """Its steps in order, each with its turn."""
        return ((turn, step) for turn in self.session.turns for step in turn.steps)

    def usage(self) -> Iterator[Usage]:
        """Every charge in it, wherever it is tied."""
        session = self.session
        yield from session.usage
        for turn in session.turns:
            yield from turn.usage
            for step in turn.steps:
                yield from step.usage

    def assessments(self) -> Iterator[tuple[Turn | None, Step | None, Assessment]]:
        """Every verdict in it, with what it is about."""
        session = self.session
        yield from ((None, None, verdict) for verdict in session.assessments)
        for turn in session.turns:
            yield from ((turn, None, verdict) for verdict in turn.assessments)
            for step in turn.steps:
                if step.assessments:
                    yield from ((turn, step, verdict) for verdict in step.assessments)

    def logs(self) -> Iterator[tuple[Turn | None, Step | None, Log]]:
        """Every log line in it, with what wrote it."""
        session = self.session
        yield from ((None, None, line) for line in session.logs)
        for turn in session.turns:
            yield from ((turn, None, line) for line in turn.logs)
            for step in turn.steps:
                if step.logs:
                    yield from ((turn, step, line) for line in step.logs)


class Scene:
    """A tree, its sessions placed."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        opening = {
            (step.session_id, step.step_id): (turn, step)
            for session in tree.sessions
            for turn in session.turns
            for step in turn.steps
            if step.child_session_id is not None
        }
        self.scopes: list[Scope] = []
        path: list[Scope] = []
        for index, session in enumerate(tree.sessions):
            while len(path) > session.depth:
                path.pop().end = index
            parent = path[-1] if path else None
            by = tree.openers.get(session.session_id)
            scope = Scope(
                session=session,
                index=index,
                parent=parent,
                opener=opening.get((parent.session.session_id, by)) if parent and by else None,
                exchanges=_exchanges(session),
            )
            self.scopes.append(scope)
            path.append(scope)
        for scope in path:
            scope.end = len(self.scopes)

    @cached_property
    def root(self) -> Scope:
        """The session that the tree is about."""
        root = self.tree.root
        return next(scope for scope in self.scopes if scope.session is root)


def _exchanges(session: Session) -> list[Exchange]:
    """Split a session's turns where the user speaks; turns before that are an exchange of their own."""
    exchanges: list[Exchange] = []
    for turn in session.turns:
        if not exchanges or any(message.role == "user" for message in turn.messages):
            exchanges.append(Exchange())
        exchanges[-1].turns.append(turn)
    return exchanges
