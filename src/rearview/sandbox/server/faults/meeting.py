"""A request and the rule that strikes it: what every fault is handed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from rearview.sandbox.server.faults.plan import Rule
from rearview.sandbox.server.standin import Standin


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One request, one rule."""

    rule: Rule
    standin: Standin
    query_id: str | None
    """The query that is asked for, if one is."""
    app: ASGIApp
    scope: Scope
    receive: Receive
    send: Send

    async def go_on(self) -> None:
        """Let the request be served as if nothing had been done to it."""
        await self.app(self.scope, self.receive, self.send)


Fault = Callable[[Meeting], Awaitable[None]]
