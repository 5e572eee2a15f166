"""Calls of tools: what each was given, and what it gave back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from rearview.record.guard import unfailing
from rearview.record.operation import Operation, OperationKind
from rearview.record.overflow import put_away
from rearview.record.plain import shown

if TYPE_CHECKING:
    from rearview.record.session import Turn

ToolKind: TypeAlias = Literal["mcp", "rest", "agent", "command"]


class ToolCall(Operation):
    """A call of a tool."""

    operation_kind: ClassVar[OperationKind] = "tool"
    log_type: ClassVar[Literal["llm", "tool"]] = "tool"

    def __init__(
        self,
        turn: "Turn",
        name: str,
        parameters: object,
        *,
        provider: str,
        kind: ToolKind,
        attributes: Mapping[str, Any] | None,
    ) -> None:
        super().__init__(turn, name, attributes)
        self.provider = shown(provider)
        self.tool_kind = shown(kind)
        self._parameters: object = parameters
        self._in = 0
        self._out: int | None = None

    @property
    def remote(self) -> str:
        """What the log says that its lines are from."""
        return f"{self.tool_kind}:{self.provider}:{self.name}"

    @unfailing
    def begin(self) -> None:
        """Begin, with what it is given."""
        if not self.run.is_recording:
            return
        given = self.run.settings.plain.raw(self._parameters)
        self._in, self._parameters = len(bytes(given)), None
        self._begin({"request": {"kind": "tool", "payload": given, "size": self._in}})

    @unfailing
    def response(self, result: object, *, truncated: bool = False) -> None:
        """Record what it gave back; what is too large for the snapshot lies in a file beside it."""
        if not self.run.is_recording:
            return
        payload, size, is_away = put_away(self, result)
        self._out = size
        self.patch(
            {"response": {"payload": payload, "size": size, "truncated": is_away or truncated is True}}
        )

    def _own(self) -> dict[str, Any]:
        kind = self.tool_kind
        return {"name": self.name, "provider": self.provider, "kind": kind, "toolKind": kind}

    def _measured(self) -> dict[str, Any]:
        return {"size": self._out}

    def _last_charges(self, latency: int) -> list[dict[str, Any]] | None:
        charge = self._charge(
            "tool",
            self.started_ms,
            latency=latency,
            mcpServer=self.provider,
            command=self.name,
            charactersIn=self._in,
            charactersOut=self._out or 0,
        )
        return [charge]
