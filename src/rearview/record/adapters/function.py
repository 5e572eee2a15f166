"""Any function as a tool: what it is called with, what it returns, and what it raises."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast, overload

from rearview.record.recorder import tool
from rearview.record.tool_call import ToolKind

Function = TypeVar("Function", bound=Callable[..., Any])
"""A function; whatever else can be called is wrapped in one."""


@overload
def recorded(function: Function) -> Function: ...
@overload
def recorded(
    function: None = None, *, name: str | None = None, provider: str = "local", kind: ToolKind = "command"
) -> Callable[[Function], Function]: ...
def recorded(
    function: Function | None = None,
    *,
    name: str | None = None,
    provider: str = "local",
    kind: ToolKind = "command",
) -> Function | Callable[[Function], Function]:
    """Record each call of a function, or of a coroutine's, as a call of a tool."""

    def decorated(plain: Function) -> Function:
        called = name or plain.__name__
        names = _Names(plain)

        @wraps(plain)
        def call(*args: Any, **given: Any) -> Any:
            with tool(called, names.of(args, given), provider=provider, kind=kind) as op:
                result = plain(*args, **given)
                op.response(result)
                return result

        @wraps(plain)
        async def call_later(*args: Any, **given: Any) -> Any:
            with tool(called, names.of(args, given), provider=provider, kind=kind) as op:
                result = await plain(*args, **given)
                op.response(result)
                return result

        return cast("Function", call_later if inspect.iscoroutinefunction(plain) else call)

    return decorated if function is None else decorated(function)


class _Names:
    """What a function calls its parameters."""

    def __init__(self, function: Callable[..., Any]) -> None:
        try:
            self._signature: inspect.Signature | None = inspect.signature(function)
        except (TypeError, ValueError):
            self._signature = None

    def of(self, args: tuple[Any, ...], given: dict[str, Any]) -> dict[str, Any]:
        """Return the values of a call by their names; a call that doesn't fit goes on to say so itself."""
        try:
            return (
                dict(self._signature.bind(*args, **given).arguments)
                if self._signature
                else {"args": args, **given}
            )
        except TypeError:
            return {"args": args, **given}
