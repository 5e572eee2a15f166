"""What a conversation consists of, before anything is recorded of it: who says and does what, and how it goes wrong.

A script is written the way a person would tell it: turns with what was asked, which actions ran and what they gave,
what was answered, what the detectors found. It holds no id, no time of day and no row; times are durations.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rearview.sandbox.org.agents import Action, Agent, Topic

E_AND_O = "E & O"
BUILDER = "Builder"
MESSAGING = "SCRT2 - EmbeddedMessaging"
COPILOT = "LightningDesktopCopilot"
NGC = "NGC"
VOICE = "Voice"
PHONE = "PSTN"
VOICE_PREVIEW = "Builder: Voice Preview"

SPOKEN = frozenset({VOICE, PHONE, VOICE_PREVIEW})
PREVIEWED = frozenset({BUILDER, VOICE_PREVIEW})

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An action that runs in a turn."""

    action: Action
    takes: Json = field(default_factory=dict)
    gives: Json = field(default_factory=dict)
    took_ms: int | None = None
    """How long it ran; None for the usual, which is under four seconds."""
    error: str | None = None
    """Why it failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A draft of the answer that validation didn't let through."""

    draft: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the detectors find in a turn. As it stands here: nothing to speak of."""

    toxicity: Mapping[str, float] = field(default_factory=dict)
    """Of what the user wrote: scores above the noise, by category."""
    attack: float | None = None
    """The score of an attack on the prompt."""
    personal: Mapping[str, float] = field(default_factory=dict)
    """Personal data in the prompt: scores by category."""
    adherence: str = "High"
    """How well the answer keeps to the instructions: `High`, `Uncertain` or `Low`."""
    why: str = "The answer follows every instruction of the topic."
    """What the judge of adherence says about it."""
    resolution: str | None = None
    """Whether the task was resolved; None where nobody judges that."""


Verdict = Literal["GOOD", "BAD", "UP", "DOWN"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What the user thinks of an answer."""

    verdict: Verdict
    text: str | None = None
    retracted: bool = False
    """Whether the user takes it back a day later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieval:
    """How good the knowledge was that an answer was built on: scores from 0 to 1."""

    faithfulness: float
    relevancy: float
    precision: float
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One exchange between user and agent."""

    topic: Topic
    ask: str
    answer: str
    calls: tuple[Call, ...] = ()
    intent: str = "Other"
    """What the user wants, in a word or two."""
    pause_ms: int = 0
    """How long the user waits before asking."""
    refusals: tuple[Refusal, ...] = ()
    findings: Findings = Findings()
    opinion: Opinion | None = None
    retrieval: Retrieval | None = None
    escalates: bool = False
    """Whether the agent hands over to a human."""
    misrouted: bool = False
    """Whether its topic is the wrong one."""
    interrupted: bool = False
    """Whether the user talks over the answer."""
    delegate: "Script | None" = None
    """The session of another agent that does the work of this turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a session ends."""

    after_ms: int
    """How long after the last answer."""
    type: str = "NOT_SET"
    recorded: bool = True
    """Whether there is a SESSION_END among its turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """How Agent Optimization scores a conversation, from 1 to 5."""

    score: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A whole session."""

    agent: Agent
    channel: str
    turns: tuple[Turn, ...]
    ending: Ending | None
    """None: the session stays open."""
    version: str = "v1"
    greeting: str | None = None
    """What the agent says before it is asked anything."""
    quality: Quality = Quality(score=5, reason="The agent understood the request and resolved it.")
    previewed: bool = False
    """Whether it was tried out in the builder, over a channel that doesn't say so."""
    timeless: bool = False
    """Whether some of its rows lack the time that windows go by."""
    undated: bool = False
    """Whether the session itself and its parties lack it."""
    rushed: bool = False
    """Whether many of its steps bear the same time."""
    over_midnight: bool = False
    """Whether it begins on one day and ends on the next."""
