"""How a rule is declared, and what it finds: the parts of a finding that differ from session to session."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rearview.model.findings.finding import Evidence, Severity
from rearview.model.findings.scene import Scene, Scope
from rearview.model.session import Step, Turn


class Spot(NamedTuple):
    """A place in a tree, with its nodes."""

    scope: Scope
    turn: Turn | None = None
    step: Step | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a rule has found at one place."""

    severity: Severity
    sentence: str
    spot: Spot
    evidence: tuple[Evidence, ...]
    about: tuple[str | None, ...] = ()
    """What tells it from other findings of its rule in other sessions: a name, an error."""
    causes: tuple[str, ...] = ()
    """Where empty, those of the rule."""
    next_step: str = ""
    """Where empty, that of the rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that can go wrong, and how it is told from a tree."""

    name: str
    meaning: str
    """What it finds, in a sentence."""
    find: Callable[[Scene], Iterator[Found]]
    """Yields what it finds, in time linear in the tree."""
    causes: tuple[str, ...]
    next_step: str
    because: tuple[str, ...] = ()
    """The rules whose findings it can be a consequence of, the likeliest first."""
    below: tuple[str, ...] = ()
    """Those besides, of which it can be a consequence only where they are about a session below its own."""
