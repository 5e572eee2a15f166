"""What a span is: a piece of a session with its place in a trace, its time, and the rows that it stands for.

Owns the shape alone. What is said about a span is the affair of `genai` and `openinference`; how it is written, of `otlp`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rearview.model.session import Session, Step, Turn, Usage

Sort = Literal["session", "turn", "system", "chat", "tool", "agent", "guardrail", "step"]
"""What a span stands for: a session; a turn, or one of the system's own; or a step, which is a model call, a tool call,
the call of an agent, a check, or any other."""

Value: TypeAlias = str | int | float | bool | Sequence[str]
Attributes: TypeAlias = dict[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a span is in the world of traces."""

    trace_id: str
    span_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened within a span."""

    name: str
    at_ns: int
    attributes: Attributes


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One span, with the rows that it stands for."""

    sort: Sort
    name: str
    place: Place
    parent_id: str | None
    """The span above it in the same trace."""
    link: Place | None
    """The span above it, where that is in another trace."""
    start_ns: int
    end_ns: int
    assumed: bool
    """Whether its beginning or its end isn't recorded, and was taken from what is around it."""
    root: Session
    """The session that all of this is about."""
    session: Session
    turn: Turn | None = None
    step: Step | None = None
    charges: tuple[Usage, ...] = ()
    """What it cost."""
    error: str | None = None
    """Why it failed; None where it didn't."""
    events: tuple[Event, ...] = ()
