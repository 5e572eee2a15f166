"""A host that answers with the very bytes it is told to: what no proper server would say, and when."""

import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

RESET = b"reset"
"""Stands for an answer: the connection is reset."""
SILENCE = b"silence"
"""Stands for an answer: none, for as long as the host lives."""
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass
class Host:
    """What a test knows of a host."""

    url: str
    heard: list[bytes] = field(default_factory=list)
    """The requests, in order."""
    asked: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    """Given once for each request: who takes it knows that one has come."""


def answer(body: bytes = b"", *headers: str, status: int = 200, length: int | None = None) -> bytes:
    """Return the bytes of an answer, with a length of its body that needn't be true."""
    lines = [
        f"HTTP/1.1 {status} Said",
        f"Content-Length: {len(body) if length is None else length}",
        "Connection: close",  # said before it is done: a client in between would send into nothing
        *headers,
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


@contextmanager
def host(*answers: bytes, tls: ssl.SSLContext | None = None) -> Iterator[Host]:
    """Answer each request in turn, the last answer again and again, each on a connection of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        scheme = "https" if tls else "http"
        told = Host(url=f"{scheme}://127.0.0.1:{listening.getsockname()[1]}")
        ending = threading.Event()
        turns = iter(range(len(answers)))

        def serve(raw: socket.socket) -> None:
            with suppress(OSError), raw, tls.wrap_socket(raw, server_side=True) if tls else raw as connection:
                told.heard.append(_request(connection))
                said = answers[next(turns, -1)]
                told.asked.release()
                _say(connection, said, ending)

        def listen() -> None:
            with suppress(OSError):
                while not ending.is_set():
                    threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        try:
            yield told
        finally:
            ending.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def _request(connection: socket.socket) -> bytes:
    """Return a request, body included."""
    heard = b""
    while b"\r\n\r\n" not in heard:
        heard += connection.recv(65_536)
    head, _, body = heard.partition(b"\r\n\r\n")
    lengths = [
        line.split(b":")[1] for line in head.lower().splitlines() if line.startswith(b"content-length:")
    ]
    while len(body) < int(lengths[0] if lengths else 0):
        body += connection.recv(65_536)
    return head + b"\r\n\r\n" + body


def _say(connection: socket.socket, said: bytes, ending: threading.Event) -> None:
    if said == SILENCE:
        ending.wait()
    elif said == RESET:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    else:
        connection.sendall(said)
