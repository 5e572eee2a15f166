"""Starting an OTLP endpoint: a socket on loopback, a server in a thread, and their end."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from rearview.errors import AccessError
from rearview.record.otel import app
from rearview.record.otel.keeper import Keeper

HOST = "127.0.0.1"
PORT = 4318
"""Where those who send OTLP over HTTP look for a collector."""
_GRACE_S = 5


@contextmanager
def serve(keeper: Keeper, *, port: int = PORT) -> Iterator[str]:
    """Take spans until the block ends, and yield the address; port 0 is any that is free."""
    with _listening(port) as listening:
        server = uvicorn.Server(
            uvicorn.Config(
                app.make(keeper),
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",  # whoever sends is told what went wrong
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=_GRACE_S,
            )
        )
        thread = threading.Thread(target=server.run, args=([listening],), name="collector")
        thread.start()
        try:
            yield f"http://{HOST}:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    # Of the protocol by name: without it asyncio lets small answers wait for 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((HOST, port))
        except OSError as error:
            raise AccessError.of(error, doing=f"listen on port {port}") from error
        listening.listen()
        yield listening
