"""What a callback is told, and what it may take over."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rearview import record
from rearview.sources.snapshots.format import Snapshot
from rearview.sources.snapshots.read import read

Keep = Callable[..., record.Settings]


def agent() -> None:
    """Record a session with a sub-agent."""
    with record.session("parent") as session, session.turn("Go.") as turn:
        with turn.llm("acme", "large") as model:
            model.usage(tokens_in=10, tokens_out=1)
            model.log("VRB", "well")
        with turn.agent("child") as child, child.turn() as inner, inner.tool("search"):
            pass


def test_events_are_told(keep: Keep, recorded: Callable[[], Snapshot], ledger: Path) -> None:
    """Each line, each charge, each end and each snapshot is told, as it is written."""
    told: list[tuple[str, Any]] = []
    keep(on_event=lambda event: told.append((event.type, event.payload)))
    agent()
    kinds = Counter(kind for kind, _ in told)
    assert kinds == {"log": 1, "accounting": 2, "op_tree": 7, "snapshot": 2}
    payloads = [payload for kind, payload in told if kind == "snapshot"]
    assert [payload["reason"] for payload in payloads] == ["subagent_finish", "final"]
    half, whole = (payload["snapshot"]["opTree"] for payload in payloads)
    assert (half["agentId"], "success" in half, whole["success"]) == ("parent", False, True)
    op = half["turns"][0]["ops"][1]
    assert ("status" in op, op["childSession"]["success"]) == (False, True)
    assert recorded().op_tree.trace_id == payloads[1]["originId"] == whole["traceId"]
    assert len(ledger.read_bytes().splitlines()) == 2


def test_a_callback_takes_the_writing_over(keep: Keep, folder: Path, ledger: Path) -> None:
    """What a callback says that it wrote isn't written again; what it only looked at is."""
    keep(on_event=lambda event: event.type == "snapshot")
    agent()
    assert list(folder.rglob("*.*")) == []
    assert len(ledger.read_bytes().splitlines()) == 2
    keep(on_event=lambda event: event.type == "accounting" and event.payload["type"] == "llm")
    agent()
    assert len(list(folder.glob("*.json.gz"))) == 1
    assert ledger.read_bytes().count(b'"type":"llm"') == 1
    assert ledger.read_bytes().count(b'"type":"tool"') == 2


def test_a_snapshot_after_each_sub_agent(keep: Keep, folder: Path) -> None:
    """When a sub-agent ends the file holds the root's tree so far, never the sub-agent's, and only its owner reads it."""
    keep()
    with record.session("parent") as session, session.turn() as turn:
        with turn.agent("child"):
            pass
        (path,) = folder.glob("*.json.gz")
        snapshot = read(path)
        assert (snapshot.reason, snapshot.notes) == ("subagent_finish", ())
        assert (snapshot.op_tree.agent_id, snapshot.op_tree.ended_at) == ("parent", None)
        assert path.stat().st_mode & 0o777 == 0o600
    assert read(path).reason == "final"


def test_snapshots_do_not_take_the_agents_time(keep: Keep) -> None:
    """A snapshot that takes long isn't written again after every sub-agent."""
    written: list[str] = []

    def slow(event: record.Event) -> bool:
        if event.type == "snapshot":
            written.append(event.payload["reason"])
            time.sleep(0.05)
        return True

    keep(on_event=slow)
    with record.session("parent") as session, session.turn() as turn:
        for _ in range(10):
            with turn.agent("child"):
                pass
    assert written == ["subagent_finish", "final"]
