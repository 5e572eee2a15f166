"""Operations, and what all of them record: when each began and ended, how it went, its log, its charges.

Owns the names of an operation's fields. What only some kinds have stands in the modules of those kinds.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from rearview.record.entries import Severity, has_stack, known, stack_here, stack_of
from rearview.record.guard import unfailing
from rearview.record.journal import Kind
from rearview.record.marks import new_id, now_ms
from rearview.record.node import Node, has_failed, told
from rearview.record.plain import shown

if TYPE_CHECKING:
    from rearview.record.session import Turn

OperationKind: TypeAlias = Literal["llm", "tool", "session", "system"]


class Operation(Node):
    """One operation of a turn."""

    kind: ClassVar[Kind] = "op"
    operation_kind: ClassVar[OperationKind]
    log_type: ClassVar[Literal["llm", "tool"]] = "llm"

    def __init__(self, turn: "Turn", name: str, attributes: Mapping[str, Any] | None) -> None:
        super().__init__(turn.run)
        self.turn = turn
        self.name = shown(name)
        self.op_id = ""
        self.position = 0
        """Which operation of its turn it is."""
        self.error: str | None = None
        """Why it failed."""
        self._attributes = self.run.settings.plain.each(attributes)
        self._entries = 0

    @unfailing
    def begin(self) -> None:
        """Begin."""
        self._begin({})

    @unfailing
    def end(self, error: BaseException | None = None) -> None:
        """End, with the exception that ended it."""
        if self.ended_ms is not None:
            return
        if error is not None and has_failed(error):
            self._fail_with(error)
        ended_ms = self.closing_ms()
        latency = ended_ms - self.started_ms
        self.patch(
            known(
                endedAt=ended_ms,
                status="failed" if self.error is not None else "ok",
                error=self.error,
                attributes=known(latency=latency, error=self.error, **self._measured()),
                accounting=self._last_charges(latency),
            )
        )

    @unfailing
    def fail(self, reason: str) -> None:
        """Say that it failed, where no exception says so."""
        self.error = shown(reason)

    def line_op(self) -> "Operation":
        """Return itself: its lines stand in its own log."""
        return self

    @unfailing
    def write(
        self,
        severity: Severity,
        message: str,
        *,
        remote: str | None = None,
        fatal: bool = False,
        details: Mapping[str, Any] | None = None,
        stack: bool | str | None = None,
    ) -> None:
        """Write a line into its log."""
        turn, session = self.turn, self.turn.session
        where = stack if isinstance(stack, str) else None
        if where is None and not isinstance(stack, str) and has_stack(severity, wanted=stack):
            where = stack_here()
        entry = known(
            timestamp=now_ms(),
            severity=shown(severity),
            turn=turn.index,
            subturn=self.position,
            path=f"{turn.index}-{self.position}",
            direction="response" if self.ended_ms else "request",
            type=self.log_type,
            remoteIdentifier=self.remote if remote is None else shown(remote),
            fatal=fatal is True,
            message=shown(message),
            details=self.run.settings.plain.each(details) or None,
            stack=where,
            agentId=session.agent,
            callPath=session.call_path,
            txnId=session.trace_id,
            parentTxnId=session.parent_trace_id,
            originTxnId=self.run.origin_id,
        )
        self.patch({"logs": [entry]})

    @property
    def remote(self) -> str:
        """What the log says that its lines are from."""
        return f"agent:{self.name}"

    def _begin(self, more: dict[str, Any]) -> None:
        if self.number:
            return
        self.number, self.position = self.run.number(self.turn.counts, "op")
        self.parent = self.turn.number
        self.started_ms = now_ms()
        self.op_id = new_id(self.started_ms)
        begun = {
            "opId": self.op_id,
            "kind": self.operation_kind,
            "startedAt": self.started_ms,
            "attributes": {**self._attributes, **self._own()},
            **more,
        }
        self._attributes = {}
        self.patch(begun)

    def _own(self) -> dict[str, Any]:
        """Return the attributes that operations of its kind have from the beginning."""
        return {"name": self.name, "label": self.name}

    def _measured(self) -> dict[str, Any]:
        """Return the attributes that are known at its end."""
        return {}

    def _last_charges(self, latency: int) -> list[dict[str, Any]] | None:
        """Return what it is charged for at its end; None for nothing."""
        del latency
        return None

    def _fail_with(self, error: BaseException) -> None:
        self.error = told(error)
        if self.run.logged_error != id(error):
            self.run.logged_error = id(error)
            self.write("ERR", self.error, stack=stack_of(error))

    def _charge(self, charge_type: Literal["llm", "tool"], at_ms: int, **fields: Any) -> dict[str, Any]:
        """Return a charge; no other in a ledger is like it, so that none is taken for a repetition."""
        session = self.turn.session
        self._entries += 1
        return known(
            type=charge_type,
            timestamp=at_ms,
            status="ok" if self.error is None else "failed",
            error=self.error,
            agentId=session.agent,
            callPath=session.call_path,
            txnId=session.trace_id,
            parentTxnId=session.parent_trace_id,
            originTxnId=self.run.origin_id,
            turn=self.turn.index,
            entryId=f"{self.op_id}.{self._entries}",
            **fields,
        )


class SystemOperation(Operation):
    """A piece of the system's own work."""

    operation_kind: ClassVar[OperationKind] = "system"
