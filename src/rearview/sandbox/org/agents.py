"""What an agent is made of: topics, actions, versions, and the planner that thinks for it. It holds no agent."""

from dataclasses import dataclass
from typing import Literal

from rearview.sandbox.org.salesforce_id import salesforce_id

Planner = Literal["react", "atlas"]
"""The older planner, which thinks in `AiCopilot__React…` prompts, or the newer, which routes between topics."""

Kind = Literal["flow", "apex", "prompt", "retriever"]
"""What an action runs."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that an agent can do."""

    name: str
    kind: Kind = "flow"


@dataclass(frozen=True, slots=True)
class Topic:
    """A field of work, with instructions of its own."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """An agent as an org keeps it."""

    name: str
    label: str
    number: int
    """Tells its record ids from those of other agents."""
    type: str
    planner: Planner
    model: str
    provider: str
    instructions: str
    suffixed: bool = False
    """Whether its topics are recorded with the planner's id appended."""
    traced: bool = False
    """Whether Agent Platform Tracing is on for it."""
    optimized: bool = False
    """Whether Agent Optimization is on for it: moments and tags."""

    @property
    def planner_id(self) -> str:
        """The record id of its planner, 18 characters."""
        return salesforce_id("16j", 10_000_019 * self.number)

    def version_id(self, version: str) -> str:
        """Return the record id of one of its versions."""
        return salesforce_id("0X9", 10_000_103 * self.number + int(version[1:]))
