"""Sessions and their turns.

Owns where an operation stands: in the turn that is open, in one that is opened for it, or in the system's own turn.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import uuid4

from rearview.record.entries import known, stack_of
from rearview.record.guard import unfailing
from rearview.record.journal import Kind
from rearview.record.marks import new_id, now_ms
from rearview.record.model_call import ModelCall
from rearview.record.node import Node, has_failed, told
from rearview.record.operation import Operation, OperationKind, SystemOperation
from rearview.record.plain import shown
from rearview.record.run import Run
from rearview.record.tool_call import ToolCall, ToolKind

_LOG = "log"


class Turn(Node):
    """One turn of a session."""

    kind: ClassVar[Kind] = "turn"

    def __init__(self, session: "Session", attributes: dict[str, Any]) -> None:
        super().__init__(session.run)
        self.session = session
        self.index = 0
        self.counts: Counter[str] = Counter()
        self._attributes = attributes
        self._lines: Operation | None = None

    @unfailing
    def begin(self) -> None:
        """Begin."""
        if not self.number:
            self.number, self.index = self.run.number(self.session.counts, self.kind)
            self._begin()

    @unfailing
    def end(self, error: BaseException | None = None) -> None:
        """End."""
        del error
        if self.ended_ms is None:
            if self._lines is not None:
                self._lines.end()
            self.patch({"endedAt": self.closing_ms()})

    def llm(self, provider: str, model: str, **attributes: Any) -> ModelCall:
        """Return a call of a model."""
        return ModelCall(self, provider, model, attributes)

    def tool(
        self,
        name: str,
        parameters: object = None,
        *,
        provider: str = "local",
        kind: ToolKind = "command",
        **attributes: Any,
    ) -> ToolCall:
        """Return a call of a tool with what it is given."""
        return ToolCall(
            self,
            name,
            {} if parameters is None else parameters,
            provider=provider,
            kind=kind,
            attributes=attributes,
        )

    def system(self, label: str, **attributes: Any) -> SystemOperation:
        """Return a piece of the system's own work."""
        return SystemOperation(self, label, attributes)

    def agent(self, agent: str, *, title: str = "", request: object = None, **attributes: Any) -> "Session":
        """Return the session of a sub-agent."""
        return Session(
            self.run, agent, title=title, attributes=attributes, caller=AgentCall(self, agent, request)
        )

    def line_op(self) -> Operation:
        """Return the operation that holds the lines which belong to no other."""
        if self._lines is None:
            self._lines = SystemOperation(self, _LOG, None)
            self._lines.begin()
        return self._lines

    def _begin(self) -> None:
        self.parent = self.session.number
        self.started_ms = now_ms()
        self.patch(
            {
                "id": new_id(self.started_ms),
                "index": self.index,
                "startedAt": self.started_ms,
                "attributes": self._attributes,
            }
        )
        self._attributes = {}


class SystemTurn(Turn):
    """Turn 0: the system's own work, and lines that belong to no turn."""

    kind: ClassVar[Kind] = "system"

    def __init__(self, session: "Session") -> None:
        super().__init__(session, {"system": True, "label": "init"})

    @unfailing
    def begin(self) -> None:
        """Begin."""
        if not self.number:
            self.number, _ = self.run.number(self.session.counts, self.kind)
            self._begin()


class AgentCall(Operation):
    """The call of a sub-agent."""

    operation_kind: ClassVar[OperationKind] = "session"
    log_type = "tool"

    def __init__(self, turn: Turn, agent: str, request: object) -> None:
        super().__init__(turn, f"agent__{shown(agent)}", None)
        self._request: object = {} if request is None else request

    @unfailing
    def begin(self) -> None:
        """Begin, with what the sub-agent is asked."""
        given = self.run.settings.plain.raw(self._request)
        size, self._request = len(bytes(given)), None
        self._begin({"request": {"kind": "tool", "payload": given, "size": size}})

    @unfailing
    def response(self, result: object) -> None:
        """Record what the sub-agent answered."""
        given = self.run.settings.plain.raw(result)
        self.patch({"response": {"payload": given, "size": len(bytes(given)), "truncated": False}})

    def _own(self) -> dict[str, Any]:
        return {"name": self.name, "provider": "subagent", "kind": "agent", "toolKind": "agent"}


class Session(Node):
    """One session of an agent, or of a sub-agent that another agent called."""

    kind: ClassVar[Kind] = "session"

    def __init__(
        self,
        run: Run,
        agent: str,
        *,
        title: str,
        attributes: Mapping[str, Any] | None = None,
        caller: AgentCall | None = None,
    ) -> None:
        super().__init__(run)
        above = caller.turn.session if caller else None
        self.agent = shown(agent)
        self.trace_id = str(uuid4()) if above else run.origin_id
        self.parent_trace_id = above.trace_id if above else None
        self.call_path: str = _joined(above.call_path, self.agent) if above else self.agent
        self.counts: Counter[str] = Counter()
        self.error: str | None = None
        """Why it failed."""
        self._title = shown(title)
        self._attributes = run.settings.plain.each(attributes)
        self._caller = caller
        self._system: SystemTurn | None = None
        self._implied: Turn | None = None

    @unfailing
    def begin(self) -> None:
        """Begin."""
        if self.number:
            return
        if self._caller is None:
            self.run.begin()
        else:
            self._caller.begin()
            self.parent = self._caller.number
        self.number, _ = self.run.number(Counter(), self.kind)
        self.started_ms = now_ms()
        self.patch(
            known(
                id=new_id(self.started_ms),
                traceId=self.trace_id,
                agentId=self.agent,
                callPath=self.call_path,
                sessionTitle=self._title,
                startedAt=self.started_ms,
                attributes=self._attributes or None,
            )
        )

    @unfailing
    def end(self, error: BaseException | None = None) -> None:
        """End, with the exception that ended it."""
        if self.ended_ms is not None:
            return
        if error is not None and has_failed(error):
            self._fail_with(error)
        for turn in (self._implied, self._system):
            if turn is not None:
                turn.end()
        self.patch(known(endedAt=self.closing_ms(), success=self.error is None, error=self.error))
        if self._caller is None:
            self.run.end()
            return
        self.run.snapshot("subagent_finish")
        self._caller.end(error)

    def turn(self, prompts: Mapping[str, str] | str | None = None, **attributes: Any) -> Turn:
        """Return a turn; its prompts are the system's and the user's, or the user's alone."""
        asked = {"user": prompts} if isinstance(prompts, str) else prompts
        held = self.run.settings.plain.each(attributes)
        return Turn(self, held if asked is None else {**held, "prompts": _shown(asked)})

    def here(self, *, afresh: bool, prompts: Mapping[str, str] | None = None) -> Turn:
        """Return the turn for an operation that was given none: a model call begins one, others stand in the last."""
        if self._implied is not None and afresh:
            self._implied.end()
            self._implied = None
        if self._implied is None:
            self._implied = self.turn(prompts)
            self._implied.begin()
        return self._implied

    def system(self, label: str, **attributes: Any) -> SystemOperation:
        """Return a piece of the system's own work, beside the turns."""
        return self._beside().system(label, **attributes)

    def line_op(self) -> Operation:
        """Return the operation that holds the lines which belong to no turn."""
        return self._beside().line_op()

    @unfailing
    def title(self, title: str) -> None:
        """Give it a title."""
        self.patch({"sessionTitle": shown(title)})

    @unfailing
    def status(self, status: str) -> None:
        """Say what the agent is doing; the latest one is kept."""
        self.patch({"latestStatus": shown(status)})

    @unfailing
    def report(self, report: object, *, form: str = "markdown") -> None:
        """Record the agent's final answer: a text, or anything else as JSON."""
        plain = self.run.settings.plain
        content = (
            {"content": shown(report)} if isinstance(report, str) else {"content_json": plain.raw(report)}
        )
        self.patch({"finalReport": {"format": shown(form), **content, "ts": now_ms()}})
        if self._caller is not None:
            self._caller.response(report)

    @unfailing
    def fail(self, reason: str) -> None:
        """Say that it failed, where no exception says so."""
        self.error = shown(reason)

    def _beside(self) -> SystemTurn:
        if self._system is None:
            self._system = SystemTurn(self)
            self._system.begin()
        return self._system

    def _fail_with(self, error: BaseException) -> None:
        self.error = told(error)
        if self.run.logged_error != id(error):
            self.run.logged_error = id(error)
            self.line_op().write("ERR", self.error, stack=stack_of(error))


def _shown(prompts: Mapping[str, str]) -> dict[str, str]:
    """Return prompts as texts; what somebody gave that are none is taken for the user's."""
    held: Any = prompts
    pairs = held.items() if isinstance(held, Mapping) else [("user", held)]
    return {shown(who): shown(said) for who, said in pairs if said is not None}


def _joined(path: str, agent: str) -> str:
    """Return a call path; an agent that calls itself stands there once."""
    return path if path.rpartition(":")[2] == agent else f"{path}:{agent}"
