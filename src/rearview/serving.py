"""A server of this process's own: a socket, a thread, and their end. It knows nothing of what is served."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from rearview.errors import AccessError

LOOPBACK = "127.0.0.1"


@contextmanager
def listening(port: int, host: str | None = None) -> Iterator[socket.socket]:
    """Hold a socket that takes connections from now on, though nobody answers them yet; port 0 is any that is free.

    Without a host nothing but this machine can reach it.
    """
    family = socket.AF_INET6 if host and ":" in host else socket.AF_INET
    # Of the protocol by name: without it asyncio lets small answers wait for 40 ms.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            held.bind((host or LOOPBACK, port))
        except OSError as error:
            where = f"{host}, port {port}" if host else f"port {port}"
            raise AccessError.of(error, doing=f"listen on {where}") from error
        held.listen()
        yield held


@contextmanager
def answering(app: Any, held: socket.socket, *, name: str, grace_s: int, **settings: Any) -> Iterator[None]:
    """Answer in a thread until the block ends, and then for so long to those who have asked already."""
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=grace_s,
            **settings,
        )
    )
    thread = threading.Thread(target=server.run, args=([held],), name=name)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
