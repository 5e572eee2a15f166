"""Every address of a stand-in, and the door that each belongs to.

Addresses are matched as they were sent, still escaped: a query's id in Connect has an escaped slash in it, and a
client that unescapes it, or escapes it twice, finds nothing, as it would on a live org.
"""

from collections.abc import Awaitable, Callable, Mapping
from email.utils import formatdate
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rearview.sandbox.engines import SqlError
from rearview.sandbox.server import backstage, connect, entities, signin, v3
from rearview.sandbox.server.error_body import answer
from rearview.sandbox.server.faults.gate import Gate
from rearview.sandbox.server.faults.plan import Door
from rearview.sandbox.server.refusal import Refusal
from rearview.sandbox.server.standin import Standin

_CORE = "/services/data/v{version}.0/ssot"
_QUERY = "/api/v3/query"
_LARGEST_BODY = 70 << 20
"""A statement may be 64 MB long; it is JSON that it comes in."""


def make(standin: Standin) -> Starlette:
    """Return the application that answers for a stand-in."""
    app = Starlette(
        routes=[*_sign_in(), *_tenant(), *_core(), *_backstage()],
        middleware=[
            Middleware(_Meter, standin=standin),
            # A page in a browser must not reach it under a name of its own that leads here.
            Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"]),
        ],
        exception_handlers=_REFUSED,
        max_body_size=_LARGEST_BODY,
    )
    app.state.standin = standin
    return app


def _sign_in() -> list[Route]:
    return [
        _route("POST", "/services/oauth2/token", signin.sign_in, door="sign-in"),
        _route("POST", "/services/oauth2/revoke", signin.revoke, door="sign-in"),
        _route("GET", "/services/oauth2/userinfo", signin.who, door="sign-in"),
        _route("POST", "/services/a360/token", signin.exchange, door="exchange"),
    ]


def _tenant() -> list[Route]:
    query = f"{_QUERY}/{{query_id}}"
    return [
        _route("POST", _QUERY, v3.submit, door="query"),
        _route("GET", query, v3.status, door="status"),
        _route("DELETE", query, v3.cancel, door="cancel"),
        _route("GET", f"{query}/chunks/{{number}}", v3.chunk, door="page"),
        _route("GET", f"{query}/rows", v3.rows, door="page"),
        _route("GET", f"{query}/metadata", v3.metadata, door="schema"),
        _route("GET", "/api/v1/metadata", entities.metadata, door="catalog"),
    ]


def _core() -> list[Route]:
    query = f"{_CORE}/query-sql/{{query_id}}"
    return [
        _route("POST", f"{_CORE}/query-sql", connect.submit, door="query"),
        _route("GET", query, connect.status, door="status"),
        _route("DELETE", query, connect.cancel, door="cancel"),
        _route("GET", f"{query}/rows", connect.rows, door="page"),
        _route("GET", f"{_CORE}/metadata", entities.metadata, door="catalog"),
        _route("GET", f"{_CORE}/metadata-entities", entities.entities, door="catalog"),
        _route("GET", f"{_CORE}/data-spaces", entities.data_spaces, door="catalog"),
    ]


def _backstage() -> list[Route]:
    return [
        Route("/_sandbox/clock", backstage.clock, methods=["GET", "POST"]),
        Route("/_sandbox/counters", backstage.counters),
    ]


def _route(method: str, path: str, endpoint: Callable[[Request], Any], *, door: Door) -> Route:
    return Route(path, endpoint, methods=[method], middleware=[Middleware(Gate, door=door)])


def _refusing(as_refusal: Callable[[Any], Refusal]) -> Callable[[Request, Exception], Awaitable[Response]]:
    """Return what answers an exception in the words of the API that was asked."""

    async def refuse(request: Request, error: Exception) -> Response:
        standin: Standin = request.app.state.standin
        return answer(
            as_refusal(error),
            path=request.url.path,
            tenant_id=standin.tenant_id,
            errors_as=standin.behaviour.errors_as,
            at_ms=standin.clock.wall_ms(),
        )

    return refuse


_REFUSED: Mapping[Any, Any] = {
    Refusal: _refusing(lambda refusal: refusal),
    SqlError: _refusing(Refusal.of_sql),
    HTTPException: _refusing(lambda error: Refusal.address(error.status_code)),
}
"""What becomes of each kind of exception that endpoints raise."""


class _Meter:
    """Counts what is under way and what goes out, dates it, and takes addresses as they were sent."""

    def __init__(self, app: ASGIApp, *, standin: Standin) -> None:
        self._app = app
        self._standin = standin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        scope["path"] = scope["raw_path"].decode("ascii")

        async def metered(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(self._standin.clock.wall_ms() / 1000, usegmt=True)
                message["headers"] = [*message["headers"], (b"date", date.encode())]
            self._standin.counters.sent(len(message.get("body", b"")))
            await send(message)

        with self._standin.counters.request():
            await self._app(scope, receive, metered)
