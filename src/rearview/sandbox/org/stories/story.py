"""What a story is: something worth finding, planted in known sessions with its cause."""

from collections.abc import Callable
from dataclasses import dataclass

from rearview.sandbox.org.chance import Chance
from rearview.sandbox.org.script import Script
from rearview.sandbox.org.symptoms import Evidence, Symptom


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Something that happens in some sessions, and what shows it."""

    name: str
    sentence: str
    """What happens."""
    cause: str
    """Why, in the words in which a person would explain it who has seen the rows."""
    question: Symptom | None
    """What it is planted for; None for the story in which all goes well."""
    also: tuple[Symptom, ...] = ()
    """What its sessions show besides."""
    write: Callable[[Chance], Script] | None = None
    """Writes one such session; None where it is told by the ordinary sessions of an agent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One conversation in which a story happens."""

    story: str
    cause: str
    begins_ms: int
    sessions: tuple[str, ...]
    """The ids of its sessions, the one that called the others first."""
    evidence: tuple[Evidence, ...]
    """The rows that show it."""

    @property
    def symptoms(self) -> frozenset[Symptom]:
        """All that can be found in it."""
        return frozenset(row.symptom for row in self.evidence)
