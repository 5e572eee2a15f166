"""Where requests meet faults: one gate in front of each endpoint.

Owns which deed is done by what. It must never change a request that no rule strikes.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rearview.sandbox.server.faults import answers, views, wire, world
from rearview.sandbox.server.faults.meeting import Fault, Meeting
from rearview.sandbox.server.faults.plan import Deed, Door, Rule
from rearview.sandbox.server.results import View
from rearview.sandbox.server.standin import Standin
from rearview.sandbox.server.tables import named_in


def _seen_as(view: Callable[[Rule], View]) -> Fault:
    """Return a fault that puts another view of results before the endpoint."""

    async def put(meeting: Meeting) -> None:
        meeting.scope["state"]["view"] = view(meeting.rule)
        await meeting.go_on()

    return put


DEEDS: Mapping[Deed, Fault] = {
    "status": answers.status,
    "login-page": answers.login_page,
    "daily-limit": answers.daily_limit,
    "no-permission": answers.no_permission,
    "concurrency-limit": answers.concurrency_limit,
    "exchange-refused": answers.exchange_refused,
    "slow": answers.slow,
    "reset": wire.reset,
    "truncated": wire.truncated,
    "overlong": wire.overlong,
    "half-gzip": wire.half_gzip,
    "garbled": wire.garbled,
    "token-expired": world.token_expired,
    "query-expired": world.query_expired,
    "query-cancelled": world.query_cancelled,
    "running-forever": _seen_as(lambda _: views.Running()),
    "growing": _seen_as(lambda _: views.Growing()),
    "empty-page": _seen_as(lambda _: views.Empty()),
    "short-page": _seen_as(lambda _: views.Short()),
    "repeated-page": _seen_as(lambda _: views.Repeated()),
    "reordered": _seen_as(lambda _: views.Reordered()),
    "time-limit": _seen_as(views.Limited),
}
"""What each deed is done by."""


class Gate:
    """Counts the requests that come to one endpoint, and lets each meet the rule that strikes it."""

    def __init__(self, app: ASGIApp, *, door: Door) -> None:
        self._app = app
        self._door: Door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request, or do to it what the rule says."""
        standin: Standin = scope["app"].state.standin
        standin.counters.came(self._door)
        query_id = scope["path_params"].get("query_id")
        sql, receive = await _statement(self._door, standin, query_id, Request(scope, receive))
        rule = standin.faults.strike(self._door, named_in(sql))
        if rule is None:
            await self._app(scope, receive, send)
            return
        meeting = Meeting(
            rule=rule,
            standin=standin,
            query_id=query_id,
            app=self._app,
            scope=scope,
            receive=receive,
            send=send,
        )
        await DEEDS[rule.does](meeting)


async def _statement(
    door: Door, standin: Standin, query_id: str | None, request: Request
) -> tuple[str, Receive]:
    """Return the statement that a request is about, and what gives its body once more."""
    if door != "query":
        return standin.results.statement(query_id) if query_id else "", request.receive
    body = await request.body()
    try:
        asked: Any = msgspec.json.decode(body)
    except msgspec.DecodeError:
        asked = None
    sql = asked.get("sql") if isinstance(asked, dict) else None
    return sql if isinstance(sql, str) else "", _again(body, request.receive)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives a body that was read already, and then what comes after it."""
    given = False

    async def give() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return give
