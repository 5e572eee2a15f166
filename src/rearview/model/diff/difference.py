"""What two trees differ in, one node at a time: the shape of it."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["added", "missing", "changed"]
Node = Literal["session", "turn", "step"]
Aspect = Literal[
    "failing",
    "mended",
    "status",
    "error",
    "topic",
    "model",
    "agent",
    "version",
    "end",
    "input",
    "output",
    "slower",
    "faster",
    "dearer",
    "cheaper",
    "more_tokens",
    "fewer_tokens",
]
Value = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a node stands in its own tree."""

    session_id: str
    turn_id: str | None = None
    step_id: str | None = None
    at_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing about a node that isn't the same in both trees."""

    what: Aspect
    a: Value
    b: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A node that only one of two trees has, or that differs in them."""

    kind: Kind
    """`added` is in the second alone, `missing` in the first alone."""
    node: Node
    name: str
    a: Place | None
    b: Place | None
    changes: tuple[Change, ...] = ()

    @property
    def diverges(self) -> bool:
        """Whether the second did something else here, and not only the same at another pace or in other words."""
        return self.kind != "changed" or any(change.what in _DIVERGING for change in self.changes)


_DIVERGING = ("failing", "mended", "status", "error", "topic", "model", "agent", "version", "end", "input")
