"""Why one try of a request came to nothing, in words for a person, and what that means for the next.

It must never repeat what a library says of a request: that can hold a token.
"""

import socket
import ssl
from collections.abc import Iterator
from http import HTTPStatus
from typing import Self

import httpx2

from rearview.sources.agentforce.wire.exchange import Garbled, Reply

PASSING = frozenset({429, 500, 502, 503, 504})
"""The statuses that say: not now. Every other is an answer."""
_REFUSED = frozenset({429, 503})
_UNSENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError, httpx2.LocalProtocolError)
_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (socket.gaierror, "no name server knows that name"),
    (ConnectionRefusedError, "nothing answers there"),
    (ConnectionResetError, "the connection was reset"),
    (httpx2.ConnectTimeout, "no connection came about in time"),
    (httpx2.TimeoutException, "it was silent for too long"),
    (httpx2.RemoteProtocolError, "the answer broke off, or was no HTTP"),
    (httpx2.LocalProtocolError, "the request isn't valid HTTP"),
    (httpx2.ProxyError, "the proxy on the way refuses"),
)


class Failure(Exception):  # noqa: N818 -- it is met and dealt with inside of the wire
    """One try came to nothing."""

    def __init__(
        self, reason: str, *, arrived: bool, untrusted: bool = False, reply: Reply | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.arrived = arrived
        """Whether the request may have arrived and been acted on."""
        self.untrusted = untrusted
        """Whether the host couldn't prove who it is: no other try will change that."""
        self.headers = reply.headers if reply else {}

    @classmethod
    def of(cls, error: httpx2.TransportError) -> Self:
        """Say why a connection brought no answer."""
        causes = tuple(_causes(error))
        for cause in causes:
            if isinstance(cause, ssl.SSLCertVerificationError):
                return cls(
                    f"its certificate isn't trusted ({cause.verify_message})", arrived=False, untrusted=True
                )
        named = (text for kind, text in _REASONS for cause in causes if isinstance(cause, kind))
        reason = next(named, "the connection broke")
        return cls(reason, arrived=not isinstance(error, _UNSENT))

    @classmethod
    def passing(cls, reply: Reply) -> Self:
        """Say what a host answered that can't serve just now."""
        phrase = HTTPStatus(reply.status).phrase
        return cls(f"it answers {reply.status} {phrase}", arrived=reply.status not in _REFUSED, reply=reply)

    @classmethod
    def garbled(cls, garbled: Garbled) -> Self:
        """Say why an answer can't be used."""
        return cls(f"its answer can't be used ({garbled})", arrived=True)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
