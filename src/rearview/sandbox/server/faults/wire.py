"""Faults of the wire: an answer that doesn't arrive as it was sent.

Each lets the request be answered, and then writes to the connection itself what no proper server would write.
"""

import gzip
import socket
import struct
from asyncio import Transport
from http import HTTPStatus

from starlette.types import Message, Receive, Scope

from rearview.sandbox.server.faults.meeting import Meeting

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class _Answer:
    """An answer, caught before it goes out."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""

    async def catch(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], message["headers"]
        else:
            self.body += message.get("body", b"")


async def reset(meeting: Meeting) -> None:
    """Reset the connection, the request being served or not."""
    transport = _transport(meeting.scope)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    transport.abort()
    await _gone(meeting.receive)


async def truncated(meeting: Meeting) -> None:
    """Promise the whole body, send half of it."""
    answer = await _answered(meeting)
    await _write(meeting, answer, answer.body[: len(answer.body) // 2], length=len(answer.body))


async def overlong(meeting: Meeting) -> None:
    """Promise half of the body, send the whole."""
    answer = await _answered(meeting)
    await _write(meeting, answer, answer.body, length=len(answer.body) // 2)


async def half_gzip(meeting: Meeting) -> None:
    """Send half of a compressed body, and promise no more than that."""
    answer = await _answered(meeting)
    answer.headers.append((b"content-encoding", b"gzip"))
    packed = gzip.compress(answer.body, mtime=0)
    half = packed[: len(packed) // 2]
    await _write(meeting, answer, half, length=len(half))


async def garbled(meeting: Meeting) -> None:
    """Send the body with a byte in its middle that no text and no stream has there."""
    answer = await _answered(meeting)
    middle = len(answer.body) // 2
    body = answer.body[:middle] + b"\xff" + answer.body[middle:]
    await _write(meeting, answer, body, length=len(body))


async def _answered(meeting: Meeting) -> _Answer:
    answer = _Answer()
    await meeting.app(meeting.scope, meeting.receive, answer.catch)
    return answer


async def _write(meeting: Meeting, answer: _Answer, body: bytes, *, length: int) -> None:
    phrase = HTTPStatus(answer.status).phrase
    kept = [
        (name, value)
        for name, value in answer.headers
        if name not in {b"content-length", b"transfer-encoding"}
    ]
    headers = [*kept, (b"content-length", str(length).encode())]
    head = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
    transport = _transport(meeting.scope)
    transport.write(f"HTTP/1.1 {answer.status} {phrase}\r\n".encode() + head + b"\r\n" + body)
    transport.close()
    await _gone(meeting.receive)


def _transport(scope: Scope) -> Transport:
    transport: Transport = scope["state"]["transport"]
    return transport


async def _gone(receive: Receive) -> None:
    """Return when the connection is closed: a request that is answered by hand must not be answered again."""
    while (await receive())["type"] != "http.disconnect":
        pass
