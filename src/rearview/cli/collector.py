"""A collector of traces on the network, to which spans are posted as OTLP over HTTP.

What it must know about the sender comes from the environment, as OpenTelemetry spells that, never from the command line.
It sends each request once and follows no redirect: spans go where the user said, and nowhere else.
"""

import os
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import SplitResult, unquote, urlsplit

from rearview import __version__
from rearview.errors import ArgumentError, CollectorError, UnreachableError

HEADERS = "OTEL_EXPORTER_OTLP_HEADERS"
PATH = "/v1/traces"
TIMEOUT_S = 30
_MEDIA = "application/x-protobuf"
_LONGEST = 1 << 16
_OK = range(200, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """Where spans are sent, and what is said about the sender."""

    host: str
    port: int | None
    path: str
    """With what follows it, which may hold a key and is never shown."""
    is_safe: bool
    headers: Mapping[str, str] = field(repr=False)

    @property
    def place(self) -> str:
        """Its address, without what may be secret in it."""
        port = "" if self.port is None else f":{self.port}"
        return f"http{'s' if self.is_safe else ''}://{self.host}{port}{self.path.partition('?')[0]}"

    def send(self, requests: Iterable[bytes]) -> None:
        """Post some requests, one after the other."""
        connect = HTTPSConnection if self.is_safe else HTTPConnection
        for request in requests:
            connection = connect(self.host, self.port, timeout=TIMEOUT_S)
            try:
                connection.request("POST", self.path, request, dict(self.headers))
                self._check(connection.getresponse())
            except ssl.SSLCertVerificationError as error:
                raise UnreachableError.untrusted(self.host, error.verify_message) from error
            except (OSError, HTTPException) as error:
                raise CollectorError.silent(self.place, _reason(error)) from error
            except ValueError as error:  # a header with a line break in it
                raise ArgumentError.headers() from error
            finally:
                connection.close()

    def _check(self, answer: HTTPResponse) -> None:
        body = answer.read(_LONGEST)
        if answer.status not in _OK:
            raise CollectorError.refused(self.place, answer.status, _words(answer, body))
        if body and _MEDIA in answer.headers.get("Content-Type", ""):
            self._count(body)

    def _count(self, body: bytes) -> None:
        """Refuse to call it done where spans were thrown away."""
        from google.protobuf.message import DecodeError
        from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse

        try:
            partly = ExportTraceServiceResponse.FromString(body).partial_success
        except DecodeError:
            return
        if partly.rejected_spans:
            raise CollectorError.partly(self.place, partly.rejected_spans, partly.error_message)


def collector(url: str) -> Collector:
    """Return the collector at an address; where its path says nothing, it is the one that OpenTelemetry gives it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ArgumentError.endpoint(url) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ArgumentError.endpoint(url)
    return Collector(
        host=parts.hostname,
        port=port,
        path=_path(parts),
        is_safe=parts.scheme == "https",
        headers={
            **_headers(os.environ.get(HEADERS, "")),
            "Content-Type": _MEDIA,
            "User-Agent": f"rearview/{__version__}",
        },
    )


def _path(parts: SplitResult) -> str:
    path = parts.path.rstrip("/")
    told = path if path.endswith(PATH) else path + PATH
    return f"{told}?{parts.query}" if parts.query else told


def _headers(text: str) -> dict[str, str]:
    """Read headers as OpenTelemetry has them written: name=value, with commas between."""
    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    if not all(name.strip() and between for name, between, _ in pairs):
        raise ArgumentError.headers()
    return {unquote(name.strip()): unquote(value.strip()) for name, _, value in pairs}


def _reason(error: Exception) -> str:
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return (told or type(error).__name__).rstrip(".")


def _words(answer: HTTPResponse, body: bytes) -> str:
    """Return what a refusal says, if it says it in words."""
    kind = answer.headers.get_content_type()
    return body.decode("utf-8", "replace") if kind in ("text/plain", "application/json") else answer.reason
