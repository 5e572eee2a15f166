"""`rearview compare`: two sessions side by side, from where they lie to a screen."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.lakes import ORG, agentforce_lake

Run = Callable[..., Any]
Golden = Callable[[str, bytes], None]


@pytest.fixture
def folder(example: Path, tmp_path: Path) -> Path:
    """A folder with the recorded run as `a`, and as `b` a run whose failed search went well and which paid more."""
    (tmp_path / "a.json.gz").write_bytes(example.read_bytes())
    run = json.loads(gzip.decompress(example.read_bytes()))
    operations = run["opTree"]["turns"][1]["ops"]
    operations[0]["accounting"][0]["costUsd"] *= 3
    operations[1]["status"] = "ok"
    operations[1]["accounting"][0].update(status="ok", error=None)
    del operations[1]["attributes"]["error"]
    del operations[2]
    (tmp_path / "b.json.gz").write_bytes(gzip.compress(json.dumps(run).encode()))
    return tmp_path


def test_a_comparison_to_read(folder: Path, run: Run, golden: Golden) -> None:
    """Totals, where the two part, and what differs: a search that went well, and a sub-agent that wasn't called."""
    done = run("compare", "a.json.gz", "b.json.gz", cwd=folder)
    assert (done.code, done.err) == (0, "")
    golden("compare-80.txt", done.out)


def test_a_comparison_for_programs(folder: Path, run: Run) -> None:
    """JSON is whole and alone on stdout, and CSV and NDJSON have a line a difference."""
    words = ("compare", folder / "a.json.gz", folder / "b.json.gz")
    done = run(*words, "--format", "json")
    assert (done.code, done.err) == (0, "")
    whole = json.loads(done.out)
    assert (whole["a"]["failed_steps"], whole["b"]["failed_steps"]) == (3, 0)
    lines = run(*words, "--format", "ndjson").out.splitlines()
    assert [json.loads(line) for line in lines] == whole["differences"]
    assert len(run(*words, "--format", "csv").out.splitlines()) == len(lines) + 1


def test_a_session_against_itself(example: Path, run: Run) -> None:
    """Parts of ids are enough, and nothing differs."""
    done = run("compare", "5f0c", "7d1e", "--data-dir", example.parent)
    assert done.code == 0
    assert b"The two don't differ" in done.out


def test_sessions_of_a_lake(run: Run) -> None:
    """A session in which an action failed, against one in which the same went well."""
    by_story = {planted.story: planted.sessions[0] for planted in ORG.stories()}
    words = ("compare", by_story["success"], by_story["action-failure"], "--data-dir", agentforce_lake())
    done = run(*words, "--format", "json")
    assert (done.code, done.err) == (0, "")
    failing = [row for row in json.loads(done.out)["differences"] if row["name"] == "Start_Return"]
    assert [change["what"] for change in failing[0]["changes"]][:2] == ["failing", "error"]


def test_an_unknown_session(example: Path, run: Run) -> None:
    """It ends as any command that finds nothing."""
    done = run("compare", "5f0c", "nosuch", "--data-dir", example.parent)
    assert (done.code, done.out) == (3, b"")
