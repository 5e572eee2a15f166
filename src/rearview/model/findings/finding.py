"""What a finding is: one thing that went wrong, where it shows, why that may be, and what to do about it.

Owns the shape alone. It must not look at a tree.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Severity = Literal["P1", "P2", "P3"]
"""P1 spoilt the session, P2 hurt it or may hurt others, P3 is worth knowing."""

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From the gravest on."""

Node = Literal["session", "turn", "step", "message", "log", "usage", "assessment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The place in a tree that a finding is about, as exactly as it is known."""

    session_id: str
    turn_id: str | None = None
    step_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A recorded row that shows it."""

    node: Node
    id: str
    """Of the row; where rows of its table have none, of the step, turn or session that it belongs to."""
    at_ms: int | None
    text: str
    """What the row says, as recorded, in part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that went wrong in a session."""

    number: int
    """Its place among the findings of its session, from 1."""
    rule: str
    severity: Severity
    sentence: str
    where: Where
    at_ms: int | None
    because: int | None
    """The number of the finding that it is a consequence of."""
    evidence: tuple[Evidence, ...]
    causes: tuple[str, ...]
    """What is likely behind it, the likeliest first."""
    next_step: str
    signature: str
    """The same for the same failure in any session: what failed and how, without ids and numbers."""
