"""What happened in a run: the one truth from which its files are written and its right answers are told.

Owns nothing of any file's format, and nothing that the code under test says. A story is told by `teller`, written down
by `tree` or `ledger`, and asked by `answers`.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Literal

Ending = Literal["ok", "failed", "open"]
Era = Literal[1, 2, 3]


@dataclass(kw_only=True)
class Line:
    """One log line."""

    at: int
    severity: str
    message: str
    remote: str
    fatal: bool = False
    stack: str | None = None


@dataclass(kw_only=True)
class Charge:
    """What one model call took; without a cost where its price wasn't known."""

    fresh: int = 0
    """Tokens read that no cache held."""
    written: int = 0
    cache_read: int = 0
    cache_write: int = 0
    cost: float | None = None
    counts_cached_in: bool = False
    """Whether the provider says that what a cache held went in as well."""
    stop: str = "stop"


@dataclass(kw_only=True)
class Failure:
    """Why something failed: in a code, in words, or untold; words can stand in several places."""

    words: str | None = None
    code: str | None = None
    where: Literal["charge", "attribute", "log", "nowhere"] = "charge"

    @property
    def told(self) -> str | None:
        """What a person would want to read, of what the recorder kept."""
        return None if self.where == "nowhere" else self.words or self.code


@dataclass(kw_only=True)
class Operation:
    """One thing that was done."""

    uid: str
    began: int
    ended: int | None = None
    ending: Ending = "open"
    failure: Failure | None = None
    lines: list[Line] = field(default_factory=list)

    @property
    def latency(self) -> int | None:
        """How long it took as its recorder measured it: a little less than from its beginning to its end."""
        return None if self.ended is None else self.ended - self.began - 1


@dataclass(kw_only=True)
class SystemOperation(Operation):
    """Something that the runtime did by itself."""

    label: str


@dataclass(kw_only=True)
class ModelCall(Operation):
    """One try at an answer."""

    provider: str
    model: str
    dialect: str
    served: tuple[str, str] | None = None
    """By which provider and model, where a router chose."""
    attempt: int = 1
    piece: tuple[int | None, str | None] = (None, None)
    """Of a text that is read in chunks: which chunk, or which stage."""
    charge: Charge | None = None
    system: str = ""
    user: str = ""
    said: str = ""
    thought: str = ""
    wanted: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    """The tools that it asked for."""
    is_captured: bool = True
    """Whether its bodies were kept."""


@dataclass(kw_only=True)
class ToolCall(Operation):
    """One call of a tool."""

    name: str
    namespace: str
    way: str
    parameters: dict[str, Any]
    result: str = ""
    is_truncated: bool = False

    @property
    def given_bytes(self) -> int:
        """How long its parameters are as JSON."""
        return len(json.dumps(self.parameters, separators=(",", ":")))


@dataclass(kw_only=True)
class AgentCall(Operation):
    """One call of a sub-agent, or of what reads large results piece by piece."""

    name: str
    namespace: str = "subagent"
    task: str = ""
    answer: str = ""
    child: "Session | Placeholder | Elsewhere"

    @property
    def given(self) -> dict[str, str]:
        """Its parameters."""
        return {"prompt": self.task, "reason": "ask"}

    @property
    def given_bytes(self) -> int:
        """How long its parameters are as JSON."""
        return len(json.dumps(self.given, separators=(",", ":")))


@dataclass(kw_only=True)
class Placeholder:
    """A sub-agent that never started."""

    uid: str
    agent: str


@dataclass(kw_only=True)
class Elsewhere:
    """A sub-agent's session that is known by its reference alone."""

    session_id: str
    agent: str
    path: tuple[str, ...]
    ending: Ending


@dataclass(kw_only=True)
class Turn:
    """One turn; turn 0 is the system's own."""

    uid: str
    index: int
    began: int
    ended: int | None = None
    system: str | None = None
    user: str | None = None
    operations: list[Operation] = field(default_factory=list)


@dataclass(kw_only=True)
class Beside:
    """Work beside the turns."""

    uid: str
    index: int
    kind: str
    began: int
    ended: int | None = None
    operations: list[Operation] = field(default_factory=list)


@dataclass(kw_only=True)
class Report:
    """A final report, and where it was put."""

    text: str
    form: str
    where: Literal["session", "session_json", "call", "call_json", "text"]


@dataclass(kw_only=True)
class Session:
    """One session."""

    uid: str
    session_id: str
    agent: str
    path: tuple[str, ...]
    title: str
    began: int
    ended: int | None = None
    ending: Ending = "open"
    error: str | None = None
    exit: str | None = None
    status: str | None = None
    way: str | None = None
    """By which way its user came."""
    user: dict[str, str] | None = None
    """What is known about the request that began it."""
    report: Report | None = None
    turns: list[Turn] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)
    totals: Literal["true", "wrong", "none"] = "true"

    def operations(self) -> list[tuple[Turn | Beside, int, Operation]]:
        """Return its operations, each with its turn and its number there."""
        turns: list[Turn | Beside] = [*self.turns, *self.beside]
        return [
            (turn, number, operation)
            for turn in turns
            for number, operation in enumerate(turn.operations, start=1)
        ]

    def children(self) -> list["Session"]:
        """Return the sessions that it called and that are known."""
        calls = [op for _, _, op in self.operations() if isinstance(op, AgentCall)]
        return [call.child for call in calls if isinstance(call.child, Session)]


@dataclass(kw_only=True)
class Story:
    """A run."""

    root: Session
    era: Era
    old_names: bool
    """Whether it was recorded before fields and paths got the names that they have now."""
    shapes: set[str]
    """What is special about it."""
    payloads: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Where its bodies lie, by operation, if they were written to files of their own."""

    def sessions(self) -> list[Session]:
        """Return its sessions, callers first."""
        found = [self.root]
        for session in found:  # which grows meanwhile
            found += session.children()
        return found
