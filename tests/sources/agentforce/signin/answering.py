"""A server that answers as no org would: each address with what a test put there."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self


class Answering:
    """A server for a test."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, str, bytes]] = {}
        self.asked: list[tuple[str, str, str]] = []
        """The path, the authorisation and the body of each request."""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def says(self, path: str, status: int, told: Any, *, kind: str = "application/json") -> None:
        """Answer a path with JSON, or with a text of another kind."""
        body = told.encode() if isinstance(told, str) else json.dumps(told).encode()
        self.answers[path] = (status, kind, body)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                """Answer."""
                sent = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
                path = self.path.partition("?")[0]
                outer.asked.append((self.path, self.headers.get("authorization", ""), sent))
                status, kind, body = outer.answers.get(path, (404, "text/html", b"<html>no</html>"))
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self) -> None:
                """Answer as ever."""
                self.do_POST()

            def log_request(self, code: object = "-", size: object = "-") -> None:
                """Say nothing."""

        return Handler
