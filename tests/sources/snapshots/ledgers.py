"""Ledgers written down as their recorder would: a folder of them, line by line."""

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

Written = dict[str, Any]

ROOT = "11111111-1111-4111-8111-111111111111"
CHILD = "22222222-2222-4222-8222-222222222222"
GRANDCHILD = "33333333-3333-4333-8333-333333333333"


def lines(session_id: str, *records: Written) -> bytes:
    """Return a session's lines, a second apart."""
    return b"".join(
        json.dumps(
            {
                "version": 3,
                "seq": number,
                "ts": f"2026-05-26T12:00:{number:02}.000Z",
                "originId": ROOT,
                "sessionId": session_id,
                **record,
            }
        ).encode()
        + b"\n"
        for number, record in enumerate(records, start=1)
    )


def write(folder: Path, session_id: str, *records: Written, tail: bytes = b"") -> Path:
    """Write a session's ledger into a sessions' folder."""
    path = folder / "session" / f"{session_id}.jsonl"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(lines(session_id, *records) + tail)
    return path


def start(agent: str = "researcher", **more: Any) -> Written:
    """Write down the beginning of a session."""
    return {"recordType": "session_start", "agentId": agent, "callPath": agent, "headendId": "cli", **more}


def turn(number: int, *ops: Written, **more: Any) -> tuple[Written, Written]:
    """Write down a turn: its beginning and its end."""
    end = {
        "recordType": "turn_end",
        "turn": number,
        "status": "ok",
        "ops": list(ops),
        "warnings": [],
        "errors": [],
    }
    return {"recordType": "turn_start", "turn": number}, {**end, **more}


def op(kind: str = "llm", id_: str = "op", **more: Any) -> Written:
    """Write down an operation that took a second."""
    times = {
        "startedAt": "2026-05-26T12:00:01.000Z",
        "endedAt": "2026-05-26T12:00:02.000Z",
        "durationMs": 1000,
    }
    return {"opId": id_, "opIndex": 1, "kind": kind, "status": "ok", **times, **more}


def call(*session_ids: str, id_: str = "call", **more: Any) -> Written:
    """Write down the call of sub-agents."""
    refs = [{"sessionId": it, "status": "ok", "ledgerPath": f"session/{it}.jsonl"} for it in session_ids]
    return op("session", id_, name="agent__b", provider="sub-agent", childSessions=refs, **more)


def summary(status: str = "ok", **more: Any) -> Written:
    """Write down the end of a session."""
    return {"recordType": "session_summary", "status": status, **more}


def payload(
    folder: Path, data: bytes, *, kind: str = "llm_request", name: str = "llm-0001-request.http.gz"
) -> Written:
    """Write a payload's file, and return the reference to it."""
    path = f"payloads/{ROOT}/turn-0001/{name}"
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(gzip.compress(data))
    return {
        "kind": kind,
        "format": "http",
        "compression": "gzip",
        "path": path,
        "originalBytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "captured": True,
        "truncated": False,
    }
