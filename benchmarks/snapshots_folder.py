"""A sessions' folder as large agents leave one: most files are small, a few are huge, and their days are many.

Its sizes are those that were measured on a real disk: half of the packed files are below 11 kB, 99 of 100 below 1.2 MB,
and the largest are some 50 MB. What is in them is made up, and packs a third as large, as conversations do.
"""

import base64
import json
import os
import random
import sys
import uuid
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from isal import igzip

DAY_S = 86_400
FIRST_S = 1_764_547_200
"""2025-12-01."""
PERCENTILES = ((0.0, 2_000), (0.5, 10_900), (0.9, 28_700), (0.99, 1_450_000), (1.0, 8_000_000))
"""Which share of all files is smaller than a size, by which they are made; the largest come on top of these."""
HUGE = (66_000_000, 66_000_000)
"""What two of some 46 MB are made by."""
_TURN_BYTES = 1_850
"""What a turn takes, packed."""

_WORDS = [
    "".join(random.Random(seed).choices("etaoinshrdlucmfwypvbgkqjxz", k=2 + seed % 9))  # noqa: S311 - made up
    for seed in range(4000)
]


_SENTENCES = [" ".join(random.Random(-seed).choices(_WORDS, k=9)) for seed in range(330)]  # noqa: S311


def prose(rng: random.Random, size: int) -> str:
    """Return text of some bytes, which repeats itself as conversations do."""
    return ". ".join(rng.choices(_SENTENCES, k=max(1, size // 62)))


def sizes(files: int, rng: random.Random) -> Iterator[int]:
    """Yield the sizes of packed files."""
    for _ in range(files):
        at = rng.random()
        (low, least), (high, most) = next(pair for pair in pairwise(PERCENTILES) if at <= pair[1][0])
        yield int(least * (most / least) ** ((at - low) / (high - low)))


def session(rng: random.Random, at_ms: int, size: int) -> dict[str, Any]:
    """Return a session that takes about so many bytes when it is packed."""
    turns = max(1, min(60, size // _TURN_BYTES))
    text = max(200, (size - turns * 700) * 2 // turns // 3)
    nodes = [_turn(rng, index, at_ms + index * 5_000, text) for index in range(1, turns + 1)]
    trace = str(uuid.UUID(int=rng.getrandbits(128), version=4))
    return {
        "version": 1,
        "reason": "final",
        "opTree": {
            "id": _uid(rng),
            "traceId": trace,
            "agentId": f"agent-{rng.randrange(12)}",
            "callPath": "agent",
            "sessionTitle": "",
            "startedAt": at_ms,
            "endedAt": at_ms + turns * 5_000,
            "success": rng.random() > 0.05,
            "turns": [_system(rng, at_ms), *nodes],
        },
    }


def write(folder: Path, wanted: Sequence[int], *, days: int, seed: int = 1) -> None:
    """Write a folder of files of these sizes, spread over some days."""
    rng = random.Random(seed)  # noqa: S311 - made up, and the same each time
    folder.mkdir(parents=True, exist_ok=True)
    for place, size in enumerate(wanted):
        at_s = FIRST_S + place * days * DAY_S // len(wanted)
        tree = session(rng, at_s * 1000, size)
        path = folder / f"{tree['opTree']['traceId']}.json.gz"
        path.write_bytes(igzip.compress(json.dumps(tree, separators=(",", ":")).encode(), 2))
        os.utime(path, (at_s + 60, at_s + 60))


def write_tiny(folder: Path, files: int, *, days: int) -> None:
    """Write a folder of sessions in which nothing happened: as many files as can be."""
    folder.mkdir(parents=True)
    for place in range(files):
        at_s, trace = FIRST_S + place * days * DAY_S // files, str(uuid.UUID(int=place + (4 << 76)))
        tree = {
            "id": f"s-{place}",
            "traceId": trace,
            "startedAt": at_s * 1000,
            "endedAt": at_s * 1000 + 9,
            "turns": [],
        }
        path = folder / f"{trace}.json.gz"
        path.write_bytes(igzip.compress(json.dumps({"version": 1, "opTree": tree}).encode()))
        os.utime(path, (at_s + 60, at_s + 60))


def _uid(rng: random.Random) -> str:
    return f"{rng.getrandbits(40):x}-{rng.getrandbits(31):x}"


def _system(rng: random.Random, at_ms: int) -> dict[str, Any]:
    op = {"opId": _uid(rng), "kind": "system", "startedAt": at_ms, "endedAt": at_ms, "status": "ok"}
    op |= {"attributes": {"label": "init"}, "logs": _logs(rng, at_ms, 4), "accounting": []}
    return {"id": _uid(rng), "index": 0, "startedAt": at_ms, "attributes": {"system": True}, "ops": [op]}


def _turn(rng: random.Random, index: int, at_ms: int, text: int) -> dict[str, Any]:
    said, found = prose(rng, text), prose(rng, text // 2)
    return {
        "id": _uid(rng),
        "index": index,
        "startedAt": at_ms,
        "endedAt": at_ms + 4_900,
        "attributes": {"prompts": {"system": _WORDS[7] * 40, "user": prose(random.Random(3), 160)}},  # noqa: S311
        "ops": [_model(rng, at_ms, said), _tool(rng, at_ms + 3_000, found)],
    }


def _model(rng: random.Random, at_ms: int, said: str) -> dict[str, Any]:
    body = json.dumps({"model": "m-1", "messages": [{"role": "user", "content": said}]})
    raw = {"format": "http", "encoding": "base64", "value": base64.b64encode(body.encode()).decode()}
    return {
        "opId": _uid(rng),
        "kind": "llm",
        "startedAt": at_ms,
        "endedAt": at_ms + 2_900,
        "status": "ok",
        "attributes": {"provider": "somebody", "model": "m-1", "latency": 2_900},
        "logs": [
            *_logs(rng, at_ms, 2),
            {**_logs(rng, at_ms, 1)[0], "llmRequestPayload": {"format": "http", "body": body}},
        ],
        "accounting": [
            {
                "type": "llm",
                "timestamp": at_ms + 2_900,
                "status": "ok",
                "latency": 2_900,
                "provider": "somebody",
                "model": "m-1",
                "costUsd": rng.random() / 100,
                "stopReason": "tool-calls",
                "tokens": {
                    "inputTokens": 900,
                    "outputTokens": 120,
                    "cacheReadInputTokens": rng.randrange(9999),
                },
            }
        ],
        "request": {
            "kind": "llm",
            "payload": {"messages": 3, "bytes": len(body), "raw": raw},
            "size": len(body),
        },
        "response": {"payload": {"textPreview": said[:400]}, "size": 400},
    }


def _tool(rng: random.Random, at_ms: int, found: str) -> dict[str, Any]:
    return {
        "opId": _uid(rng),
        "kind": "tool",
        "startedAt": at_ms,
        "endedAt": at_ms + 800,
        "status": "ok" if rng.random() > 0.05 else "failed",
        "attributes": {"name": f"github__{_WORDS[rng.randrange(30)]}", "provider": "github", "kind": "mcp"},
        "logs": _logs(rng, at_ms, 2),
        "accounting": [
            {
                "type": "tool",
                "timestamp": at_ms,
                "status": "ok",
                "latency": 800,
                "mcpServer": "github",
                "command": "search",
                "charactersIn": 60,
                "charactersOut": len(found),
            }
        ],
        "request": {"kind": "tool", "payload": {"query": found[:40]}, "size": 50},
        "response": {"payload": found, "size": len(found), "truncated": False},
    }


def _logs(rng: random.Random, at_ms: int, count: int) -> list[dict[str, Any]]:
    return [
        {
            "timestamp": at_ms + place,
            "severity": "VRB" if rng.random() > 0.02 else "WRN",
            "turn": 1,
            "subturn": 0,
            "direction": "response",
            "type": "llm",
            "remoteIdentifier": "somebody:m-1",
            "fatal": False,
            "message": f"{_WORDS[rng.randrange(4000)]} answered in {rng.randrange(9000)} ms",
            "details": {"latency_ms": rng.randrange(9000), "context_pct": rng.randrange(99)},
        }
        for place in range(count)
    ]


def main(kind: str, folder: Path, files: int, days: int) -> None:
    """Write a folder as it is asked for."""
    if kind == "tiny":
        write_tiny(folder, files, days=days)
    elif kind == "small":
        write(folder, [10_900] * files, days=days)
    else:
        write(folder, [*sizes(files, random.Random(7)), *HUGE], days=days)  # noqa: S311 - made up


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
