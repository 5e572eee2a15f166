"""Who may ask the viewer, and what a page of it may do in a browser.

Every request passes here first. It must come under a name of this machine, from a page of the viewer's own, and with
the token: in the address that was opened, and from then on in a cookie. Nothing else here knows what is asked.
"""

import ipaddress
import socket
from dataclasses import dataclass, field
from secrets import compare_digest, token_urlsafe
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = "127.0.0.1"
TOKEN = "token"  # noqa: S105 - the name that it has in an address
_READING = ("GET", "HEAD")

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""What every answer says to the browser: nothing inline, nothing from elsewhere, in nobody's frame."""
_KEPT = "no-store"
"""What sessions hold is nothing for a browser to keep."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """The one way in: an address, and the token that opens it."""

    port: int
    host: str = LOOPBACK
    token: str = field(default_factory=lambda: token_urlsafe(32), repr=False)

    @property
    def url(self) -> str:
        """The address to open; whoever has it has the token."""
        return f"http://{self._named}:{self.port}/?{urlencode({TOKEN: self.token})}"

    @property
    def cookie(self) -> str:
        """The cookie's name. Browsers don't tell ports apart, and several viewers may run."""
        return f"rearview-{self.port}"

    def is_named(self, header: str) -> bool:
        """Whether a Host header names this machine; a name of somebody else's may lead here, an address can't."""
        try:
            name = urlsplit(f"//{header}").hostname or ""
        except ValueError:
            return False
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return name.casefold() in self._names
        return address.is_loopback or not self._is_loopback

    def opens(self, token: str | None) -> bool:
        """Whether somebody has the token."""
        return token is not None and compare_digest(token.encode(), self.token.encode())

    @property
    def _is_loopback(self) -> bool:
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host.casefold() == "localhost"

    @property
    def _names(self) -> frozenset[str]:
        own = () if self._is_loopback else (self.host.casefold(), socket.gethostname().casefold())
        return frozenset({"localhost", *own})

    @property
    def _named(self) -> str:
        """A name that leads here from a browser; an address that stands for all others doesn't."""
        if self.host in {"0.0.0.0", "::"}:  # noqa: S104 - it was asked for with --host
            return socket.gethostname()
        return f"[{self.host}]" if ":" in self.host else self.host


class Guard:
    """Lets requests in, and tells the browser what the answer may do."""

    def __init__(self, app: ASGIApp, *, door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        refused = self._refused(scope)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_HEADERS)
                headers.setdefault("cache-control", _KEPT)
            await send(message)

        await (refused or self._app)(scope, receive, told)

    def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if not self._door.is_named(headers.get("host", "")):
            return _no(
                421, "This viewer isn't known under that name.\nHint: open the address that it printed."
            )
        if _is_foreign(scope["method"], headers):
            return _no(403, "Another page asked for this, and only the viewer's own may.")
        asked = dict(parse_qsl(scope["query_string"].decode("latin-1")))
        if self._door.opens(asked.get(TOKEN)):
            return self._welcome(scope)
        if not self._door.opens(cookie_parser(headers.get("cookie", "")).get(self._door.cookie)):
            return _no(
                403,
                "The viewer shows itself only to whoever started it.\nHint: open the address that it printed.",
            )
        return None

    def _welcome(self, scope: Scope) -> Response:
        """Put the token into a cookie, and take it out of the address."""
        rest = [pair for pair in parse_qsl(scope["query_string"].decode("latin-1")) if pair[0] != TOKEN]
        # A path that begins with two slashes would lead to another host.
        path = "/" + scope["raw_path"].decode("latin-1").lstrip("/\\")
        response = RedirectResponse(path + (f"?{urlencode(rest)}" if rest else ""), status_code=303)
        response.set_cookie(self._door.cookie, self._door.token, httponly=True, samesite="lax", path="/")
        return response


def _is_foreign(method: str, headers: Headers) -> bool:
    """Whether a page of somebody else's makes the browser ask; following a link is another thing."""
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return True
    if headers.get("sec-fetch-site") not in {"cross-site", "same-site"}:
        return False
    return method not in _READING or headers.get("sec-fetch-mode") != "navigate"


def _no(status: int, words: str) -> Response:
    return PlainTextResponse(words + "\n", status_code=status)
