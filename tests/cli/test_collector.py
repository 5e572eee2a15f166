"""Spans that are posted to a collector: where to, with what, and what it says to that."""

from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTracePartialSuccess,
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from rearview.cli.collector import HEADERS, collector
from rearview.errors import ArgumentError, CollectorError, UnreachableError
from tests.cli.otlp_receiver import listening, self_signed

REQUEST = ExportTraceServiceRequest().SerializeToString()


@pytest.mark.parametrize(
    ("typed", "path"),
    [("/", "/v1/traces"), ("/api/otel", "/api/otel/v1/traces"), ("/v1/traces/?key=1", "/v1/traces?key=1")],
)
def test_where_it_is_sent(typed: str, path: str) -> None:
    """The path of OpenTelemetry is added, unless the address ends so already; what may be a key is never shown."""
    with listening() as server:
        found = collector(server.url + typed)
        found.send([REQUEST, REQUEST])
        assert [sent for sent, _, _ in server.requests] == [path, path]
        assert found.place == server.url + path.partition("?")[0]


PARTLY = ExportTraceServiceResponse(
    partial_success=ExportTracePartialSuccess(rejected_spans=3, error_message="too old")
).SerializeToString()
ANSWERS = {
    "refused": ((400, "text/plain", b"no such thing"), "status 400, no such thing"),
    "unauthorized": ((401, "application/json", b'{"error": "who?"}'), 'status 401, {"error": "who?"}'),
    "a-page": ((502, "text/html", b"<html>"), "status 502, Bad Gateway"),
    "elsewhere": ((307, "text/plain", b""), "status 307"),
    "partly": ((200, "application/x-protobuf", PARTLY), "threw 3 spans away: too old"),
    "partly-unsaid": (
        (200, "application/x-protobuf", PARTLY.replace(b"too old", b"       ")),
        "doesn't say why",
    ),
}


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_collector_that_refuses(answer: str) -> None:
    """What a collector has against spans is said; no redirect is followed, and nothing more is sent."""
    given, told = ANSWERS[answer]
    with listening(*given) as server:
        with pytest.raises(CollectorError) as caught:
            collector(f"{server.url}/?key=hunter2").send([REQUEST, REQUEST])
        assert told in str(caught.value)
        assert "hunter2" not in str(caught.value)
        assert len(server.requests) == 1


@pytest.mark.parametrize("kind", ["application/x-protobuf", "text/plain"])
@pytest.mark.parametrize("said", [b"", b"\xff\xff", ExportTraceServiceResponse().SerializeToString()])
def test_answers_that_say_nothing(kind: str, said: bytes) -> None:
    """An answer is good unless it says otherwise, though it can't be understood."""
    with listening(200, kind, said) as server:
        collector(server.url).send([REQUEST])
        assert len(server.requests) == 1


@pytest.mark.parametrize("headers", ["authorization", "=x", "x=a%0d%0ay: z", "x=%e6%97%a5"])
def test_headers_that_make_no_sense(headers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Headers that can't be sent are refused, and not shown."""
    monkeypatch.setenv(HEADERS, headers)
    with listening() as server:
        with pytest.raises(ArgumentError, match=HEADERS) as caught:
            collector(server.url).send([REQUEST])
        assert headers not in str(caught.value)
        assert server.requests == []


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:4318", "ftp://example.com/x", "http://", "http://[::1", "http://a:b@c"]
)
def test_what_is_no_address(url: str) -> None:
    """What isn't the address of a web server is refused before anything is sent."""
    with pytest.raises(ArgumentError, match="no place to send spans to"):
        collector(url)


def test_where_nobody_speaks_tls() -> None:
    """Where TLS is asked for and isn't spoken, nothing is sent."""
    with listening() as server:
        with pytest.raises(CollectorError, match="can't be reached"):
            collector(server.url.replace("http:", "https:")).send([REQUEST])
        assert server.requests == []


def test_a_host_that_cant_prove_who_it_is(tmp_path: Path) -> None:
    """A certificate that nobody vouches for is no proof, and nothing is sent."""
    with listening(certificate=self_signed(tmp_path)) as server:
        with pytest.raises(UnreachableError, match="can't be trusted"):
            collector(server.url).send([REQUEST])
        assert server.requests == []
