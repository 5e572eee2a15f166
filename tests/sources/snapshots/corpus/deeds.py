"""The single things that happen in a run: a model is asked, a tool or a sub-agent called.

Owns chance, time and ids: nothing happens twice at the same moment, and no two things bear the same id.
"""

from random import Random
from typing import Literal

from tests.sources.snapshots.corpus import words
from tests.sources.snapshots.corpus.story import (
    AgentCall,
    Beside,
    Charge,
    Elsewhere,
    Failure,
    Line,
    ModelCall,
    Placeholder,
    Session,
    SystemOperation,
    ToolCall,
    Turn,
)

_DAY = 86_400_000
_FIRST = 1_765_756_800_000
"""15 December 2025."""


class Deeds:
    """What happens, one thing after another."""

    def __init__(self, seed: str, shapes: set[str]) -> None:
        self.random = Random(seed)  # noqa: S311 - it has to repeat itself
        self.shapes = shapes
        self.now = _FIRST + self.random.randrange(5 * _DAY)

    def system(self, label: str) -> SystemOperation:
        """Let the runtime do something by itself."""
        began = self.tick()
        line = self.line("VRB", f"session {label}", f"agent:{label}")
        return SystemOperation(
            uid=self.uid(), label=label, began=began, lines=[line], ended=self.tick(), ending="ok"
        )

    def model(
        self, turn: Turn | Beside, session: Session, attempt: int, failure: Failure | None
    ) -> ModelCall:
        """Let a model be asked, once."""
        provider, model, dialect = self.random.choice(words.MODELS)
        began, prompts = self.tick(), turn if isinstance(turn, Turn) else None
        lines = [self.line("VRB", "LLM request prepared", f"{provider}:{model}")]
        if failure and failure.where == "log":
            lines.append(self.loud("WRN", failure.words or ""))
        elif not failure:
            lines.append(self.line("VRB", "LLM response received", f"{provider}:{model}"))
        return ModelCall(
            uid=self.uid(),
            provider=provider,
            model=model,
            dialect=dialect,
            served=("deepinfra", f"{model}-fp8") if "router" in self.shapes else None,
            attempt=attempt,
            charge=None if failure else self.charge(),
            system=(prompts.system if prompts else None) or f"You are {session.agent}.",
            user=(prompts.user if prompts else None) or "Go on.",
            said="" if failure else self.speech(1),
            thought=self.speech(1) if "thinking" in self.shapes and not failure else "",
            wanted=[] if failure else [("github__search_code", {"query": self.speech(1), "severity": "ERR"})],
            is_captured="not_captured" not in self.shapes,
            began=began,
            lines=lines,
            ended=self.tick(),
            ending="failed" if failure else "ok",
            failure=failure,
        )

    def charge(self) -> Charge:
        """Let a model call be charged."""
        cached = self.random.choice([0, 800])
        unpriced = "unpriced" in self.shapes and self.random.random() < 0.6
        return Charge(
            fresh=self.random.randint(100, 3000),
            written=self.random.randint(10, 400),
            cache_read=cached,
            cache_write=self.random.choice([0, 512]),
            cost=None if unpriced else self.random.randint(1, 90_000) / 1_000_000,
            counts_cached_in="cached_in" in self.shapes and cached > 0,
        )

    def tool(self, *, failure: Failure | None = None, is_open: bool = False) -> ToolCall:
        """Let a tool be called."""
        namespace, name, way = self.random.choice(words.TOOLS)
        began, lines = self.tick(), [self.line("VRB", f"started {name}", f"mcp:{namespace}:{name}")]
        if failure and failure.where == "log":
            lines.append(self.loud("ERR", failure.words or ""))
        return ToolCall(
            uid=self.uid(),
            name=name,
            namespace=namespace,
            way=way,
            parameters={"query": self.speech(1), "severity": "WRN", "limit": self.random.randint(1, 9)},
            result="" if failure or is_open else self.speech(self.random.randint(1, 8)),
            began=began,
            lines=lines,
            ended=None if is_open else self.tick(),
            ending="open" if is_open else "failed" if failure else "ok",
            failure=failure,
        )

    def final_report(self, given: dict[str, str], failure: Failure | None) -> ToolCall:
        """Let a report be handed in, or refused."""
        call = self.tool(failure=failure)
        call.name, call.namespace, call.way = "agent__final_report", "agent", "agent"
        call.parameters, call.result = dict(given), "" if failure else '{"ok":true}'
        return call

    def call_of(
        self, agent: str, child: Session | Placeholder | Elsewhere, *, began: int | None = None
    ) -> AgentCall:
        """Let a sub-agent be called, and return its answer."""
        return AgentCall(
            uid=self.uid(),
            name=f"agent__{agent}",
            task=self.speech(1),
            answer=self.speech(1),
            child=child,
            began=began or self.tick(),
            ended=self.tick(),
            ending="ok",
        )

    def model_failure(self, attempt: int) -> Failure:
        """Let a model fail; its reason is kept in one of several ways."""
        code, told = list(words.CODES.items())[attempt % len(words.CODES)]
        return self.random.choice(
            [
                Failure(words=told, where="charge"),
                Failure(code=code, where="charge"),
                Failure(words=told, code=code, where="log"),
                Failure(words=told, where="log"),
            ]
        )

    def tool_failure(self) -> Failure:
        """Let a tool fail."""
        where: Literal["attribute", "log", "charge"] = self.random.choice(["attribute", "log", "charge"])
        return Failure(words=self.random.choice(words.TOOL_FAILURES), where=where)

    def loud(self, severity: str, message: str) -> Line:
        """Let a warning or an error be logged; newer recorders add a stack."""
        line = self.line(severity, message, "agent:error")
        line.stack = None if "old_names" in self.shapes else f"Error: {message}\n    at call (agent.ts:1)"
        return line

    def line(self, severity: str, message: str, remote: str) -> Line:
        """Let a line be logged."""
        return Line(at=self.tick(), severity=severity, message=message, remote=remote)

    def speech(self, sentences: int) -> str:
        """Let something be said."""
        return words.speech(self.random, sentences)

    def tick(self) -> int:
        """Let some time pass, and return what time it is."""
        self.now += self.random.randint(1, 4000)
        return self.now

    def uid(self) -> str:
        """Return a new id of the recorder's own."""
        letters = "".join(self.random.choices("0123456789abcdefghijklmnopqrstuvwxyz", k=10))
        return f"mj6z{letters[:4]}-{letters[4:]}"

    def uuid(self) -> str:
        """Return a new public id."""
        drawn = f"{self.random.getrandbits(128):032x}"
        return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-8{drawn[17:20]}-{drawn[20:]}"
