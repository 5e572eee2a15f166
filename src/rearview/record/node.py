"""What sessions, turns and operations have in common: a number in the run's tree, patches, an end, and log lines.

Owns how a node begins and ends around a piece of an agent's code, whose exceptions pass through as they are.
"""

from collections.abc import Mapping
from contextvars import Token
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from rearview.record.current import enter, leave
from rearview.record.entries import Severity
from rearview.record.guard import unfailing
from rearview.record.journal import Kind
from rearview.record.marks import now_ms
from rearview.record.plain import shown
from rearview.record.run import Run

if TYPE_CHECKING:
    from rearview.record.operation import Operation


class Node:
    """A session, a turn or an operation."""

    kind: ClassVar[Kind]

    def __init__(self, run: Run) -> None:
        self.run = run
        self.number = 0
        self.parent = 0
        self.started_ms = 0
        self.ended_ms: int | None = None
        self._token: Token[Node | None] | None = None

    def __enter__(self) -> Self:
        self.begin()
        self._token = enter(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._token is not None:
            leave(self._token)
            self._token = None
        self.end(error)

    def begin(self) -> None:
        """Begin, without becoming the current one: for code that can't say `with`."""
        raise NotImplementedError

    def end(self, error: BaseException | None = None) -> None:
        """End, with the exception that ended it."""
        raise NotImplementedError

    @unfailing
    def log(
        self,
        severity: Severity,
        message: str,
        *,
        remote: str | None = None,
        fatal: bool = False,
        details: Mapping[str, Any] | None = None,
        stack: bool | None = None,
    ) -> None:
        """Write a log line; warnings and errors come with the current stack, others where it is asked for."""
        self.line_op().write(severity, message, remote=remote, fatal=fatal, details=details, stack=stack)

    def line_op(self) -> "Operation":
        """Return the operation whose log this node's lines stand in."""
        raise NotImplementedError

    @unfailing
    def attach(self, **attributes: Any) -> None:
        """Keep attributes with it; a later one of the same name takes the place of an earlier one."""
        self.patch({"attributes": self.run.settings.plain.each(attributes)})

    def patch(self, patch: dict[str, Any]) -> None:
        """Record a patch."""
        if self.number:
            self.run.put(self.kind, self.number, self.parent, patch)

    def closing_ms(self) -> int:
        """Return when it ends, which is never before it began: clocks are set back."""
        self.ended_ms = max(now_ms(), self.started_ms)
        return self.ended_ms


def has_failed(error: BaseException | None) -> bool:
    """Tell whether an exception is a failure; a program that exits of its own will is none."""
    if isinstance(error, SystemExit):
        return error.code not in {None, 0}
    return error is not None


def told(error: BaseException) -> str:
    """Return an exception in a line."""
    said = shown(error)
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
