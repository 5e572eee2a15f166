"""What users ask an agent day after day, and what the agent does about it."""

from dataclasses import dataclass

from rearview.sandbox.org.agents import Topic
from rearview.sandbox.org.script import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One such thing, in several wordings."""

    topic: Topic
    intent: str
    asks: tuple[str, ...]
    answer: str
    abroad: tuple[tuple[str, str], ...] = ()
    """The same asked and answered in other languages."""
    calls: tuple[Call, ...] = ()
    articles: tuple[str, ...] = ()
    """The articles that the answer is built on."""
