"""How fast spans come in: over HTTP as protobuf, safe on the disk when they are answered, then in a lake as sessions.

    python benchmarks/otel.py [--spans 200000]

Figures are for one core: spans for each second of processor time that the server took, user and system together, since
who sends takes its own. The target, 20,000, is for taking them: from then on they are safe. How many get on into the lake
in that time is told beside it; it bounds what can be kept up for hours.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

from msgspec import json
from opentelemetry.proto.trace.v1.trace_pb2 import TracesData

BATCH = 512
"""How many spans a request has: as many as the SDK's exporter sends at once."""
TARGET = 20_000
_TALK = "The user wants to know when the train to the sea leaves, and whether bicycles are welcome on it. "
_START_NS = 1_767_225_600_000_000_000
_STEP_NS = 40_000_000


def requests(spans: int) -> Iterator[bytes]:
    """Yield requests: turns of an agent with four model calls and three tool calls, eight turns a session."""
    request, count = TracesData(), 0
    for number in range(spans // 8):
        if count % BATCH == 0:
            if count:
                yield request.SerializeToString()
            request = TracesData()
            resource = request.resource_spans.add()
            _fill(resource.resource.attributes, {"service.name": "travel-desk", "service.version": "1.4"})
            scope = resource.scope_spans.add()
            scope.scope.name = "benchmark"
        _turn(scope.spans, number)
        count += 8
    yield request.SerializeToString()


def _turn(into, number: int) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - protobuf has no name for it
    session = f"session-{number // 8:08}"
    start = _START_NS + number * _STEP_NS
    own = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "travel-desk",
        "gen_ai.input.messages": _messages("user", 2),
        "gen_ai.output.messages": _messages("assistant", 3),
    }
    for place in range(8):
        span = into.add(
            trace_id=number.to_bytes(16, "big"),
            span_id=(number * 8 + place + 1).to_bytes(8, "big"),
            name=("invoke_agent travel-desk", "chat gpt-5-mini", "execute_tool timetable")[
                (place > 0) + (place > 0 and place % 2 == 0)
            ],
            kind=1,
            start_time_unix_nano=start + place * 1_000_000,
            end_time_unix_nano=start + _STEP_NS,
        )
        if place:
            span.parent_span_id = (number * 8 + 1).to_bytes(8, "big")
        more = own if place == 0 else _call(number + place) if place % 2 else _tool(place)
        _fill(span.attributes, {"gen_ai.conversation.id": session, **more})


def _call(number: int) -> dict[str, str | int]:
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-5-mini",
        "gen_ai.response.model": "gpt-5-mini-2026-08-01",
        "gen_ai.response.id": f"resp-{number}",
        "gen_ai.request.temperature": "0.2",
        "gen_ai.usage.input_tokens": 1200,
        "gen_ai.usage.output_tokens": 180,
        "gen_ai.usage.cache_read.input_tokens": 800,
        "server.address": "api.example.org",
        "server.port": 443,
        "gen_ai.input.messages": _messages("user", 8),
        "gen_ai.output.messages": _messages("assistant", 4),
    }


def _tool(place: int) -> dict[str, str | int]:
    return {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "timetable",
        "gen_ai.tool.call.id": f"call-{place}",
        "gen_ai.tool.call.arguments": '{"from": "town", "to": "sea"}',
        "gen_ai.tool.call.result": _TALK * 3,
    }


def _messages(role: str, length: int) -> str:
    part = {"role": role, "parts": [{"type": "text", "content": _TALK * length}]}
    return json.encode([part]).decode()


def _fill(pairs, told: dict[str, str | int]) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    for key, value in told.items():
        pair = pairs.add(key=key)
        if isinstance(value, int):
            pair.value.int_value = value
        else:
            pair.value.string_value = value


def _cpu_s(process: int) -> float:
    """Return the processor time that a process has taken."""
    told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Serve, send, and print what was taken."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--spans", type=int, default=200_000)
    spans: int = options.parse_args().spans
    bodies = list(requests(spans))
    size = sum(map(len, bodies))
    print(f"{spans:,} spans in {len(bodies):,} requests of protobuf, {size / 1e6:.0f} MB")
    with tempfile.TemporaryDirectory() as folder:
        lake = Path(folder) / "lake"
        serve = [sys.executable, "-m", "rearview", "record", "serve", "--port", "0", "--output", str(lake)]
        server = subprocess.Popen(serve, stdout=subprocess.PIPE, text=True)
        address = re.search(r"http://([^:]+):(\d+)", "".join(server.stdout.readline() for _ in range(2)))  # type: ignore[union-attr]
        if address is None:
            sys.exit("the server doesn't say where it is")
        begun = _cpu_s(server.pid)
        started = time.perf_counter()
        connection = HTTPConnection(address[1], int(address[2]))
        for body in bodies:
            connection.request("POST", "/v1/traces", body, {"content-type": "application/x-protobuf"})
            answer = connection.getresponse()
            if (answer.status, answer.read()) != (200, b""):
                sys.exit(f"a request was answered with {answer.status}")
        answered_s = time.perf_counter() - started
        connection.close()
        taking = _cpu_s(server.pid) - begun
        server.send_signal(signal.SIGINT)
        _, status, usage = os.wait4(server.pid, 0)
        if status:
            sys.exit(f"the server ended with {status}")
        all_of_it = usage.ru_utime + usage.ru_stime - begun
        stored = sum(path.stat().st_size for path in lake.rglob("*.parquet"))
    rate = spans / taking
    print(f"answered in {answered_s:.1f} s, after {taking:.1f} s of processor time")
    print(
        f"in the lake after {all_of_it:.1f} s of processor time; {usage.ru_maxrss / 1024:.0f} MB at most; "
        f"the lake has {stored / 1e6:.0f} MB"
    )
    print(f"{rate:,.0f} spans a second and core are taken and safe (target {TARGET:,})")
    print(f"{spans / all_of_it:,.0f} spans a second and core are taken and put into the lake")
    return 0 if rate >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
