"""A run read as plain JSON, by nothing of Rearview's: the answers that every command's are compared with."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def document(path: Path) -> Json:
    """Return what is in a file."""
    loaded: Json = json.loads(gzip.decompress(path.read_bytes()))
    return loaded


def sessions(node: Json) -> Iterator[Json]:
    """Yield a session and all below it that were started."""
    yield node
    for _, _, op in own_ops(node):
        child = op.get("childSession")
        if child and not (child["id"].endswith("-stub") and not child["turns"]):
            yield from sessions(child)


def own_ops(node: Json) -> Iterator[tuple[str, int, Json]]:
    """Yield a session's own operations, each with the mark of its turn and its number there."""
    for turn in node.get("turns", []):
        yield from ((str(turn["index"]), number, op) for number, op in enumerate(turn["ops"], 1))
    for step in node.get("steps", []):
        yield from ((f"S{step['index']}", number, op) for number, op in enumerate(step["ops"], 1))


def ops(path: Path) -> list[Json]:
    """Return every operation of a run, whoever's it is."""
    return [op for node in sessions(document(path)["opTree"]) for _, _, op in own_ops(node)]


def charges(path: Path, kind: str = "llm") -> list[Json]:
    """Return every charge of a run for models, or for tools."""
    return [entry for op in ops(path) for entry in op.get("accounting", []) if entry["type"] == kind]


def logs(path: Path) -> list[Json]:
    """Return every log line of a run, by time."""
    return sorted(
        (line for op in ops(path) for line in op.get("logs", [])), key=lambda line: line["timestamp"]
    )


def paid(entries: list[Json]) -> float | None:
    """Return what some charges add up to; None where nobody says."""
    costs = [entry["costUsd"] for entry in entries if "costUsd" in entry]
    return sum(costs) if costs else None
