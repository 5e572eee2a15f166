"""What the tests of snapshot commands share: a run of version 2 with all that makes answers go wrong, and a quick way to ask."""

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from rearview.cli import main

ROOT = "0badcafe-0000-4000-8000-000000000001"
FIRST = "aaaa1111-0000-4000-8000-000000000002"
SECOND = "bbbb2222-0000-4000-8000-000000000003"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it said, for a program."""
        return json.loads(self.out)


Ask = Callable[..., Said]


@pytest.fixture
def ask(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Type a snapshot command, without a process of its own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("REARVIEW_SESSIONS", raising=False)

    def execute(*words: str | Path) -> Said:
        capfd.readouterr()
        code = main(["snapshot", *map(str, words)])
        said = capfd.readouterr()
        return Said(code=code, out=said.out, err=said.err)

    return execute


def op(id_: str, kind: str, start: int, end: int | None, **more: Any) -> dict[str, Any]:
    """Write down an operation."""
    times = {"startedAt": start} if end is None else {"startedAt": start, "endedAt": end, "status": "ok"}
    return {"opId": id_, "kind": kind, "logs": [], "accounting": [], **times, **more}


def llm(id_: str, start: int, cost: float | None, *, read: int = 0, **more: Any) -> dict[str, Any]:
    """Write down a model call with its charge."""
    tokens = {"inputTokens": 100, "outputTokens": 10, "cacheReadInputTokens": read, "totalTokens": 110 + read}
    entry = {
        "type": "llm",
        "status": "ok",
        "timestamp": start + 5,
        "latency": 5,
        "provider": "p",
        "model": "m",
        "tokens": tokens,
        **({} if cost is None else {"costUsd": cost}),
    }
    return op(
        id_, "llm", start, start + 5, attributes={"provider": "p", "model": "m"}, accounting=[entry], **more
    )


def tool(id_: str, start: int, name: str, payload: Any, **more: Any) -> dict[str, Any]:
    """Write down a tool call."""
    return op(
        id_,
        "tool",
        start,
        start + 3,
        attributes={"name": name, "provider": "db", "kind": "mcp"},
        request={"kind": "tool", "payload": payload, "size": 40},
        **more,
    )


def call(id_: str, start: int, child: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Write down the call of a sub-agent, which says that all is well whatever became of it."""
    attributes = {"name": "agent__worker", "provider": "subagent", "kind": "agent"}
    return op(id_, "session", start, start + 50, attributes=attributes, childSession=child, **more)


def session(id_: str, trace: str, agent: str, *ops: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Write down a session of one turn beside the system's."""
    turns = [
        {
            "id": f"{id_}-0",
            "index": 0,
            "startedAt": 0,
            "endedAt": 90,
            "attributes": {"system": True, "label": "init"},
            "ops": [],
        },
        {"id": f"{id_}-1", "index": 1, "startedAt": 1, "endedAt": 80, "attributes": {}, "ops": list(ops)},
    ]
    return {
        "id": id_,
        "traceId": trace,
        "agentId": agent,
        "sessionTitle": "",
        "startedAt": 0,
        "endedAt": 100,
        "success": True,
        "turns": turns,
        **more,
    }


def failed_try() -> dict[str, Any]:
    """Write down a first try that a second one followed, and what it logged."""
    line = {
        "timestamp": 13,
        "severity": "WRN",
        "message": "too many requests",
        "turn": 1,
        "stack": "at x",
        "fatal": False,
    }
    entry = {
        "type": "llm",
        "status": "failed",
        "timestamp": 13,
        "latency": 3,
        "provider": "p",
        "model": "m",
        "error": "rate_limit",
    }
    return {
        **op("r-llm1", "llm", 10, 13),
        "status": "failed",
        "attributes": {"provider": "p", "model": "m"},
        "accounting": [entry],
        "logs": [line],
    }


@pytest.fixture
def rich(tmp_path: Path) -> Path:
    """A run of version 2: retries, work beside the turns, sub-agents of one name, one that failed, others not in the file."""
    first = session(
        "w-one",
        FIRST,
        "worker",
        tool("w1-sql", 25, "db__query", {"job": {"sql": "SELECT 1"}}),
        llm("w1-llm", 30, 0.25),
    )
    second = session("w-two", SECOND, "worker", llm("w2-llm", 40, None), success=False, error="out of luck")
    stub = {"id": "w-3-stub", "traceId": ROOT, "agentId": "worker", "turns": []}
    severity = tool("r-sev", 60, "db__note", {"severity": "ERR", "stack": "no log line"})
    root = session(
        "root",
        ROOT,
        "boss",
        failed_try(),
        llm("r-llm2", 14, 0.5, read=300),
        call("r-call1", 20, first),
        call("r-call2", 35, second),
        call("r-call3", 55, stub),
        severity,
        op("r-open", "tool", 70, None, attributes={"name": "db__slow"}),
    )
    root["steps"] = [
        {
            "id": "st",
            "index": 2,
            "kind": "internal",
            "startedAt": 81,
            "endedAt": 89,
            "ops": [llm("s-llm", 82, 0.125)],
        }
    ]
    root["finalReport"] = {"format": "markdown", "content": "# Done\n\nAll *well*."}
    root["strange"] = {"kept": True}
    path = tmp_path / "sessions" / f"{ROOT}.json.gz"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(json.dumps({"version": 2, "reason": "final", "opTree": root}).encode()))
    return path
