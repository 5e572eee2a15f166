"""An OTLP endpoint on a real socket: what it takes, what it refuses, and that nothing that it answered is lost."""

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceResponse
from opentelemetry.proto.logs.v1.logs_pb2 import LogsData
from opentelemetry.proto.metrics.v1.metrics_pb2 import MetricsData

from rearview.errors import AccessError
from rearview.lake.disk import Boundary, Disk
from rearview.library import load_session
from rearview.record.otel.keeper import Keeper
from rearview.record.otel.serve import serve
from tests.sources.otel.planted import document, protobuf, span, talk

JSON, PROTOBUF = "application/json", "application/x-protobuf"


class Full(Disk):
    """A disk that is full as long as somebody says so."""

    full = False

    def reach(self, boundary: Boundary, path: Path) -> None:
        """Refuse what is written."""
        if self.full and boundary == "write" and "incoming" in str(path):
            raise OSError(28, os.strerror(28), str(path))


@pytest.fixture
def disk() -> Full:
    """The disk that it writes to."""
    return Full()


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """The lake that it fills."""
    return tmp_path / "lake"


@pytest.fixture
def address(lake: Path, disk: Full) -> Iterator[str]:
    """The address of an endpoint that settles when it ends."""
    keeper = Keeper(lake, quiet_s=3600, disk=disk)
    with serve(keeper, port=0) as url:
        yield url
    disk.full = False
    keeper.close()
    assert keeper.trouble is None


def post(
    url: str, body: bytes, media: str = JSON, to: str = "/v1/traces", **headers: str
) -> tuple[int, bytes]:
    """Send a request, and return the answer."""
    place = urlsplit(url)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=20)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("POST", to, body, {"content-type": media, **named})
    answer = connection.getresponse()
    told = answer.status, answer.read()
    connection.close()
    return told


def test_takes_json_and_protobuf_packed_or_not(address: str, lake: Path) -> None:
    """Each is safe when it is answered."""
    first, second = document(*talk()[4:]), document(*talk()[:4])
    assert post(address, gzip.compress(first), content_encoding="gzip") == (200, b"{}")
    assert post(address, protobuf(second), PROTOBUF) == (200, b"")
    assert post(address, protobuf(second), f"{PROTOBUF}; charset=x") == (200, b"")
    (held,) = (lake / "metadata/incoming").iterdir()
    assert held.stat().st_size > len(first)


def test_what_was_taken_is_a_session(lake: Path) -> None:
    """It can be looked at while the endpoint goes on."""
    keeper = Keeper(lake, quiet_s=0)
    with serve(keeper, port=0) as url:
        assert post(url, document(*talk()))[0] == 200
        done = threading.Event()
        for _ in range(200):
            if keeper.spans or done.wait(0.05):
                break
        assert [session.agent for session in load_session(lake, "talk").sessions] == ["guide", "driver"]
    keeper.close()


def test_says_what_it_left_out(address: str) -> None:
    """Spans without ids are counted, in the form that was asked in."""
    body = document(span(1, "a"), {"name": "nobody"})
    status, told = post(address, body)
    assert status == 200
    assert json.loads(told)["partialSuccess"]["rejectedSpans"] == "1"
    short = protobuf(document(span(1, "a"), span(2, "b", trace="00ff")))
    partly = ExportTraceServiceResponse.FromString(post(address, short, PROTOBUF)[1]).partial_success
    assert partly.rejected_spans == 1
    assert "no trace id" in partly.error_message


def test_logs_and_metrics_are_answered_honestly(address: str) -> None:
    """All of them are said to be left out; a request without any is taken."""
    logs = LogsData()
    logs.resource_logs.add().scope_logs.add().log_records.add()
    metrics = MetricsData()
    metrics.resource_metrics.add().scope_metrics.add().metrics.add()
    for signal_, data in (("logs", logs), ("metrics", metrics)):
        status, told = post(address, data.SerializeToString(), PROTOBUF, f"/v1/{signal_}")
        assert status == 200
        assert b"Rearview keeps traces" in told
        assert post(address, b"{}", JSON, f"/v1/{signal_}") == (200, b"{}")
        assert post(address, b"\xff", PROTOBUF, f"/v1/{signal_}")[0] == 400
    told = post(address, b'{"resourceLogs":[{"scopeLogs":[{"logRecords":[{}]}]}]}', JSON, "/v1/logs")[1]
    assert json.loads(told)["partialSuccess"]["rejectedLogRecords"] == "1"


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (400, {"body": b"{"}),
        (400, {"body": b"{}"}),
        (400, {"body": b"\xff" * 300, "media": PROTOBUF}),
        (400, {"body": b"no gzip", "content_encoding": "gzip"}),
        (403, {"body": b"{}", "host": "evil.example"}),
        (404, {"body": b"{}", "to": "/v1/profiles"}),
        (413, {"body": gzip.compress(b" " * (65 << 20), 1), "content_encoding": "gzip"}),
        (415, {"body": b"{}", "media": "text/plain"}),
        (415, {"body": b"{}", "content_encoding": "br"}),
    ],
)
def test_refuses_with_the_right_status(status: int, sent: dict[str, Any], address: str) -> None:
    """What can't be read, isn't OTLP, is too large, or comes under another name isn't taken."""
    assert post(address, **sent)[0] == status


def test_a_body_may_not_be_too_large(address: str) -> None:
    """What goes on beyond the limit is refused before it is all there."""
    assert post(address, b" " * (65 << 20))[0] == 413


def test_a_full_disk_is_told_and_gets_over(address: str, disk: Full) -> None:
    """Nothing is answered as taken that isn't safe; who sends it again later is heard."""
    assert post(address, document(*talk()[:2]))[0] == 200
    disk.full = True
    status, told = post(address, document(*talk()[2:4]))
    assert status == 503
    assert b"No space left" in told
    disk.full = False
    assert post(address, document(*talk()[2:4])) == (200, b"{}")


def test_a_lake_in_use_is_waited_for(lake: Path) -> None:
    """While another process writes to the lake, spans are taken, and get there afterwards."""
    from rearview.sources.otel.ingest.settle import opened

    keeper = Keeper(lake, quiet_s=3600)
    with serve(keeper, port=0) as url:
        assert post(url, document(*talk()))[0] == 200
        with opened(lake, Disk()):
            keeper.settle()
            assert "process" in str(keeper.trouble)
            assert keeper.spans == 0
    keeper.close()
    assert str(keeper.trouble) == "None"
    assert keeper.spans == 8


def test_a_port_in_use_is_told(lake: Path, address: str) -> None:
    """Two can't listen at one place."""
    keeper = Keeper(lake.parent / "other")
    with pytest.raises(AccessError, match="listen on port"), serve(keeper, port=urlsplit(address).port or 0):
        pass
    keeper.close()


def test_killed_it_loses_nothing_that_it_answered(tmp_path: Path) -> None:
    """The command, killed as soon as it has answered, has put all of it into the lake after its next start and Ctrl-C."""
    words = [
        sys.executable,
        "-m",
        "rearview",
        "record",
        "serve",
        "--port",
        "0",
        "--output",
        str(tmp_path / "lake"),
    ]

    def started() -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout is not None
        return process, [process.stdout.readline() for _ in range(2)][1].partition("=")[2].strip()

    process, url = started()
    assert post(url, document(*talk()))[0] == 200
    process.kill()
    process.communicate()
    process, url = started()
    assert post(url, document(*talk("more")[:1], span(9, "late", above=1)))[0] == 200
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "")
    assert "8 spans were safe from before" in err
    assert load_session(tmp_path / "lake", "talk").root.turns
