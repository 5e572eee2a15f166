"""What is said of a try that came to nothing."""

import socket

import httpx2
import pytest

from rearview.sources.agentforce.wire.failure import Failure

SECRET = "s3cr3t"  # noqa: S105 -- it is for looking whether it shows


def _caused(error: httpx2.TransportError, cause: BaseException) -> httpx2.TransportError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "reason", "arrived"),
    [
        (_caused(httpx2.ConnectError(SECRET), socket.gaierror(-2, SECRET)), "no name server", False),
        (_caused(httpx2.ConnectError(SECRET), ConnectionRefusedError()), "nothing answers there", False),
        (httpx2.ConnectTimeout(SECRET), "no connection came about in time", False),
        (httpx2.ConnectError(SECRET), "the connection broke", False),
        (httpx2.ProxyError(SECRET), "the proxy on the way refuses", False),
        (httpx2.LocalProtocolError(SECRET), "the request isn't valid HTTP", False),
        (_caused(httpx2.ReadError(SECRET), ConnectionResetError()), "the connection was reset", True),
        (httpx2.ReadTimeout(SECRET), "silent for too long", True),
        (httpx2.WriteError(SECRET), "the connection broke", True),
        (httpx2.RemoteProtocolError(SECRET), "the answer broke off", True),
    ],
)
def test_a_reason_is_told_in_plain_words(error: httpx2.TransportError, reason: str, arrived: bool) -> None:
    """Each way in which a connection fails has words of its own, none of them the library's."""
    failure = Failure.of(error)
    assert reason in failure.reason
    assert SECRET not in failure.reason
    assert failure.arrived is arrived
