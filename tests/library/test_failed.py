"""The sessions in which something failed."""

import gzip
import json
from pathlib import Path

import pytest

from rearview.errors import NotFoundError
from rearview.library.failed import failed_sessions
from rearview.render.failed import show
from tests.lakes import ORG, agentforce_lake, shown


def test_of_a_lake() -> None:
    """Every session with a step that failed, as many steps as the source shows, and no other but those that say so."""
    found = {one.session_id: one for one in failed_sessions(agentforce_lake())}
    stories = {planted.story: planted.sessions for planted in ORG.stories()}
    failed = found[stories["action-failure"][0]]
    assert failed.failed_steps == 1
    assert "FLOW_ELEMENT_ERROR" in (failed.error or "")
    assert not found.keys() & {stories["success"][0], *stories["delegation"]}
    errors = [row["ssot__ErrorMessageText__c"] for row in shown("steps").to_pylist()]
    assert sum(one.failed_steps for one in found.values()) == sum(
        error not in (None, "", "NOT_SET", "None") for error in errors
    )


def test_of_snapshots(example: Path, tmp_path: Path) -> None:
    """A folder's runs with a fault, the newest first; one that went well, or can't be read, isn't among them."""
    for name, tree in {
        "good": {"id": "g", "turns": [], "success": True, "startedAt": 1, "endedAt": 2},
        "bad": {"id": "b", "turns": [], "success": False, "error": "gave up", "startedAt": 1, "endedAt": 2},
    }.items():
        (tmp_path / f"{name}.json.gz").write_bytes(
            gzip.compress(json.dumps({"version": 1, "opTree": tree}).encode())
        )
    (tmp_path / "torn.json.gz").write_bytes(b"")
    (tmp_path / example.name).write_bytes(example.read_bytes())
    found = failed_sessions(tmp_path)
    assert [(one.session_id[:4], one.outcome, one.failed_steps) for one in found] == [
        ("5f0c", "completed", 3),
        ("bad", "failed", 0),
    ]
    assert failed_sessions(tmp_path / example.name) == found[:1]
    with pytest.raises(NotFoundError):
        failed_sessions(tmp_path / "absent.json.gz")


def test_as_it_is_read(tmp_path: Path) -> None:
    """Each session with what is known of it, its id whole; none, where nothing failed."""
    bad = {"id": "b", "traceId": "b" * 36, "turns": [], "success": False, "error": "gave up, " * 20}
    path = tmp_path / "bad.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"version": 1, "opTree": bad}).encode()))
    lines = [line.plain for line in show(failed_sessions(path), width=60)]
    assert lines[:5] == [
        "FAILED: 1 session",
        "",
        "bad",
        f"  {'b' * 36}, failed",
        "  gave up, gave up, gave up, gave up, gave up, gave up, gave",
    ]
    assert max(map(len, lines)) <= 60
    assert [line.plain for line in show([], width=60)] == ["No session failed, nor a step of one."]
