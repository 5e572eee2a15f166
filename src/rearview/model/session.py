"""One session as a tree: the canonical rows, each holding what belongs to it.

A node is its row and its children, so `session.turns[0].steps[2].duration_ms` reads as it sounds. Sub-sessions
don't nest: a tree is a list of sessions in reading order, each with its depth. Nesting is then three levels deep
however deep the agents called each other, and nothing that walks, compares, prints or stores a tree recurses.

Whatever a row names is in the tree. What nobody recorded (the turn that a step names and that never arrived) is
there too, with `recorded=False`: the marked place under which orphans stay visible.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from rearview.model.tables import (
    AssessmentRow,
    LogRow,
    MessageRow,
    MomentRow,
    ParticipantRow,
    SessionRow,
    StepRow,
    TurnRow,
    UsageRow,
)

NOWHERE = ""
"""The id of the turn that holds steps which name no turn at all."""

Message = MessageRow
Usage = UsageRow
Log = LogRow
Assessment = AssessmentRow
Moment = MomentRow
Participant = ParticipantRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(StepRow):
    """An operation with what it cost, what it logged and how it was judged."""

    usage: tuple[Usage, ...] = ()
    logs: tuple[Log, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    recorded: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn(TurnRow):
    """An exchange with its messages and steps; usage, logs and assessments here name no step."""

    steps: tuple[Step, ...] = ()
    messages: tuple[Message, ...] = ()
    usage: tuple[Usage, ...] = ()
    logs: tuple[Log, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    recorded: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Session(SessionRow):
    """A session with its turns; messages, usage, logs and assessments here name no turn."""

    depth: int = 0
    """How many sessions stand above it."""
    turns: tuple[Turn, ...] = ()
    messages: tuple[Message, ...] = ()
    usage: tuple[Usage, ...] = ()
    logs: tuple[Log, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    moments: tuple[Moment, ...] = ()
    participants: tuple[Participant, ...] = ()
    recorded: bool = True


@dataclass(frozen=True, kw_only=True)
class Tree:
    """A session and all that it called: its sessions in reading order, parents before children."""

    sessions: tuple[Session, ...]
    """More than one of depth 0 means that the rows belong to several sessions."""
    openers: dict[str, str] = field(default_factory=dict)
    """The id of a sub-session, and of the step in its parent that opened it."""

    @property
    def root(self) -> Session:
        """The session the tree is about: the first that was recorded among the outermost."""
        roots = [session for session in self.sessions if session.depth == 0]
        return next((session for session in roots if session.recorded), roots[0])

    @cached_property
    def _by_id(self) -> dict[str, Session]:
        return {session.session_id: session for session in reversed(self.sessions)}

    def session(self, session_id: str) -> Session | None:
        """Return the session of that id, if the tree has it."""
        return self._by_id.get(session_id)

    def opened_by(self, step: Step) -> Session | None:
        """Return the sub-session that a step opened, if it did."""
        child = step.child_session_id
        return self.session(child) if child and self.openers.get(child) == step.step_id else None

    def steps(self) -> Iterator[Step]:
        """Every step of every session, in reading order."""
        return (step for session in self.sessions for turn in session.turns for step in turn.steps)
