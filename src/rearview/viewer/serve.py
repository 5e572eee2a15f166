"""Starting the viewer: a socket, a server in a thread, and their end. It knows nothing of pages."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from rearview.errors import AccessError
from rearview.viewer import app
from rearview.viewer.places import Places
from rearview.viewer.security import LOOPBACK, Door

_GRACE_S = 1
_WAITING = 128


@contextmanager
def serve(places: Places, *, host: str = LOOPBACK, port: int = 0) -> Iterator[Door]:
    """Show some places until the block ends; port 0 is any that is free."""
    with _listening(host, port) as listening:
        door = Door(host=host, port=listening.getsockname()[1])
        server = uvicorn.Server(
            uvicorn.Config(
                app.make(places, door),
                ws="none",
                lifespan="off",
                log_config=None,
                log_level="critical",  # what went wrong is told on the page
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=_GRACE_S,
            )
        )
        thread = threading.Thread(target=server.run, args=([listening],), name="viewer")
        thread.start()
        places.start()
        try:
            yield door
        finally:
            places.stop()
            server.should_exit = True
            thread.join()


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Of the protocol by name: without it asyncio lets small answers wait for 40 ms.
    with socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            raise AccessError.of(error, doing=f"listen on {host}, port {port}") from error
        listening.listen(_WAITING)
        yield listening
