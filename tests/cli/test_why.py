"""`rearview why`: what went wrong in a session, from where it lies to a screen."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.lakes import ORG, agentforce_lake

Run = Callable[..., Any]
Golden = Callable[[str, bytes], None]


def test_findings_to_read(example: Path, run: Run, golden: Golden) -> None:
    """A recorded run's failures, the model call at the bottom first."""
    done = run("why", example)
    assert (done.code, done.err) == (0, "")
    golden("why-80.txt", done.out)


def test_findings_for_programs(example: Path, run: Run, golden: Golden) -> None:
    """JSON is whole and alone on stdout, and CSV and NDJSON have a line a finding."""
    done = run("why", example, "--format", "json")
    assert (done.code, done.err) == (0, "")
    golden("why.json", done.out)
    found = json.loads(done.out)["findings"]
    lines = run("why", example, "--format", "ndjson").out.splitlines()
    assert [json.loads(line) for line in lines] == found
    assert (
        run("why", example, "--format", "csv")
        .out.splitlines()[0]
        .startswith(b"number,severity,rule,sentence,")
    )


def test_a_part_of_an_id_is_enough(example: Path, run: Run, tmp_path: Path) -> None:
    """A session is looked for where --data-dir says; with -o the result is in a file."""
    whole = run("why", example).out
    done = run("why", "7d1e", "--data-dir", example.parent, "-o", tmp_path / "why.txt")
    assert (done.code, done.out, done.err) == (0, b"", "")
    assert (tmp_path / "why.txt").read_bytes() == whole


def test_a_session_of_a_lake(run: Run) -> None:
    """The planted cause of a session that was extracted from an org is named first."""
    planted = next(planted for planted in ORG.stories() if planted.story == "action-failure")
    done = run("why", planted.sessions[0], "--data-dir", agentforce_lake(), "--format", "json")
    assert (done.code, done.err) == (0, "")
    first = json.loads(done.out)["findings"][0]
    assert (first["rule"], first["severity"]) == ("failed_step", "P1")
    assert "exceeded the maximum time of 30000 ms" in first["sentence"]


def test_mistakes(example: Path, run: Run) -> None:
    """An unknown session ends with 3 and the nearest ids, a missing or an impossible name with what to do."""
    unknown = run("why", "5f0c1a53", "--data-dir", example.parent)
    assert (unknown.code, unknown.out) == (3, b"")
    assert "Hint: the nearest ids are 5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f." in unknown.err
    assert run("why").code == 4
    assert run("why", "x" * 5_000, "--data-dir", example.parent).code == 3
