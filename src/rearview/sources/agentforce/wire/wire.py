"""Sending a request until it is answered: a few at once, with patience, and no longer than the run lasts.

It must never follow a redirect, keep a cookie, trust a certificate that the machine doesn't, or send to a stranger.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from io import BytesIO
from types import TracebackType
from typing import Self, TypeVar

import httpx2

from rearview.errors import AccessError, ArgumentError, UnreachableError
from rearview.sources.agentforce.wire.body import ENCODING, unpacked
from rearview.sources.agentforce.wire.exchange import Garbled, Reply, Request, Stopped
from rearview.sources.agentforce.wire.failure import PASSING, Failure
from rearview.sources.agentforce.wire.hosts import allowed
from rearview.sources.agentforce.wire.lanes import Lanes
from rearview.sources.agentforce.wire.patience import Patience

T = TypeVar("T")

_HEADERS = {"User-Agent": "rearview", "Accept-Encoding": ENCODING}
_PAST_PROXIES = ("all://127.0.0.0/8", "all://[::1]", "all://localhost")


@dataclass(slots=True)
class Counters:
    """What went over the wire so far."""

    requests: int = 0
    """How often something was sent, the retries included."""
    retries: int = 0
    bytes_received: int = 0
    """The bodies, as they came."""


class Wire:
    """A way to Salesforce's hosts that all threads of a run share."""

    def __init__(
        self, *, jobs: int = 4, patience: Patience | None = None, stop: threading.Event | None = None
    ) -> None:
        self.counters = Counters()
        self._patience = patience or Patience()
        self._stop = stop or threading.Event()
        self._counting = threading.Lock()
        self._lanes = Lanes(jobs, self._stop)
        self._client = _client(jobs, self._patience)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give back the connections."""
        self._client.close()

    def fetch(self, request: Request, read: Callable[[Reply], T]) -> T:
        """Send a request until a reply comes that can be read, and return what was read.

        Statuses that pass are waited out here; every other is the reader's. A reader that raises Garbled has the request
        sent again. Raises UnreachableError when patience ends, and Stopped when the run does.
        """
        host = allowed(request.url)
        tried = 0
        while True:
            tried += 1
            try:
                return self._try(request, read)
            except Failure as failure:
                if failure.untrusted:
                    raise UnreachableError.untrusted(host, failure.reason) from None
                if failure.arrived and not request.again:
                    raise UnreachableError.unsure(host, failure.reason) from None
                if tried >= self._patience.tries:
                    raise UnreachableError.gave_up(host, failure.reason, tries=tried) from None
                if self._stop.wait(self._patience.wait_s(tried, failure.headers)):
                    raise Stopped from None
                self._count(retries=1)

    def _try(self, request: Request, read: Callable[[Reply], T]) -> T:
        """Send a request once."""
        try:
            reply = self._reply(request)
            if reply.status in PASSING and not request.final(reply):
                if reply.status == HTTPStatus.TOO_MANY_REQUESTS:
                    self._lanes.too_many()
                raise Failure.passing(reply)
            self._lanes.well()
            return read(reply)
        except httpx2.TransportError as error:
            raise Failure.of(error) from error
        except Garbled as garbled:
            raise Failure.garbled(garbled) from garbled

    def _reply(self, request: Request) -> Reply:
        asked = self._client.build_request(
            request.method, request.url, headers=dict(request.headers), content=request.body
        )
        with self._lanes.one():
            self._count(requests=1)
            response = self._client.send(asked, stream=True)
            coming = BytesIO()  # gives out what it holds without a copy
            coming.writelines(response.iter_raw())
        raw = coming.getvalue()
        self._count(bytes_received=len(raw))
        headers = {name.lower(): value for name, value in response.headers.items()}
        body = unpacked(raw, headers.get("content-encoding", "").strip().lower())
        return Reply(status=response.status_code, headers=headers, body=body)

    def _count(self, *, requests: int = 0, retries: int = 0, bytes_received: int = 0) -> None:
        with self._counting:
            self.counters.requests += requests
            self.counters.retries += retries
            self.counters.bytes_received += bytes_received


def _client(jobs: int, patience: Patience) -> httpx2.Client:
    """Make the library's client: proxies and certificates as the environment says, but never for this machine."""
    try:
        return httpx2.Client(
            headers=_HEADERS,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx2.Timeout(patience.read_s, connect=patience.connect_s, pool=None),
            limits=httpx2.Limits(max_connections=jobs, max_keepalive_connections=jobs),
            mounts=dict.fromkeys(_PAST_PROXIES),
            follow_redirects=False,
        )
    except OSError as error:
        raise AccessError.of(
            error, doing="read the certificates that SSL_CERT_FILE or SSL_CERT_DIR names"
        ) from error
    except (ImportError, ValueError, httpx2.InvalidURL):
        # Not what the library says: an address of a proxy can hold a password.
        raise ArgumentError.proxy() from None
