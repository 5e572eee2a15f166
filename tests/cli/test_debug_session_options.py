"""What of a session `rearview debug-session` shows, in which form, and where it looks for it."""

import gzip
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import WORDS

Run = Callable[..., Any]
Golden = Callable[[str, bytes], None]
Write = Callable[..., Path]


def test_only_errors(example: Path, run: Run, golden: Golden) -> None:
    """Only what failed is shown, in what led to it."""
    done = run("debug-session", "--data-dir", example, "--errors")
    assert (done.code, done.err) == (0, "")
    golden("debug-session-errors.txt", done.out)


def test_one_turn_and_closed_agents(example: Path, run: Run, golden: Golden) -> None:
    """One turn is shown by its number, its sub-agents closed where they are too deep."""
    done = run("debug-session", "--data-dir", example, "--turn", "1", "--depth", "0")
    golden("debug-session-turn.txt", done.out)
    absent = run("debug-session", "--data-dir", example, "--turn", "7")
    assert (absent.code, absent.out) == (3, b"")
    assert absent.err == "Error: The run has no turn 7.\nHint: it has 1, 2.\n"


def test_a_line_for_each_event(example: Path, run: Run) -> None:
    """With ndjson every event is a line of JSON, as many as are wanted."""
    whole = run("debug-session", "--data-dir", example, "--format", "ndjson").out.splitlines()
    failed = run("debug-session", "--data-dir", example, "--format", "ndjson", "--errors").out.splitlines()
    assert {json.loads(line)["kind"] for line in whole} >= {
        "session",
        "turn",
        "input",
        "step",
        "output",
        "end",
    }
    assert 0 < len(failed) < len(whole)
    assert set(failed) < set(whole)


def test_a_page_for_a_browser(example: Path, run: Run, tmp_path: Path) -> None:
    """The whole session is written as a page, and stdout stays empty."""
    done = run("debug-session", "--data-dir", example, "--html", tmp_path / "page.html", "--errors")
    assert (done.code, done.out, done.err) == (0, b"", "")
    page = (tmp_path / "page.html").read_text()
    assert page.startswith("<!doctype html>")
    assert "I'll check the code and search the web." in page


def test_failed_sessions(example: Path, run: Run) -> None:
    """The sessions in which something failed are listed instead, by their whole ids, whatever they lie in."""
    done = run("debug-session", "--data-dir", example.parent, "--data-dir", example, "--list-failed")
    assert (done.code, done.err) == (0, "")
    assert done.out.decode().count(example.name.split(".", 1)[0]) == 2


def test_several_places(example: Path, run: Run) -> None:
    """The session is told from the first place that holds it; where none does, each is named."""
    places = ("--data-dir", example, "--data-dir", example.parent)
    assert run("debug-session", *places, "--session-id", "5f0c").code == 0
    absent = run("debug-session", *places, "--session-id", "5f0c1a52-9")
    assert (absent.code, absent.out) == (3, b"")
    assert absent.err.endswith("Hint: the nearest ids are 5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f.\n")


def test_a_file_with_another_session_in_it(snapshot_file: Write, run: Run) -> None:
    """A file that has the name of one session and holds another says so, before anything is concluded from it."""
    name = "5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f.json.gz"
    child = {"id": "x", "traceId": "0b0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f", "turns": []}
    told = run("debug-session", "--data-dir", snapshot_file(child, name=name)).out.decode()
    assert "The file is named after another session" in told


def _snapshot(**session: Any) -> bytes:
    steps = [
        {"opId": f"op{n}", "kind": "tool", "attributes": {"name": f"tool-{n}"}, "status": "ok"}
        for n in range(session.pop("steps"))
    ]
    turn = {"id": "t", "index": 1, "ops": steps}
    tree = {"id": "s", "traceId": "followed", "turns": [turn], "startedAt": 1, **session}
    return gzip.compress(json.dumps({"version": 1, "opTree": tree}).encode())


@pytest.mark.parametrize("form", ["table", "ndjson"])
def test_following_a_session(form: str, tmp_path: Path) -> None:
    """While a session is open it is read again and again, and only what is new is shown, until it has ended."""
    file = tmp_path / "followed.json.gz"
    file.write_bytes(_snapshot(steps=1))
    words = [*WORDS, "debug-session", "--data-dir", str(file), "--follow", "--format", form]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        while b"tool-0" not in first:
            first = process.stdout.readline()
        aside = tmp_path / "aside"
        aside.write_bytes(_snapshot(steps=3, endedAt=9, success=True))
        aside.replace(file)
        rest = process.stdout.read()
    assert process.returncode == 0
    assert b"tool-0" not in rest
    assert b"tool-1" in rest
    assert b"tool-2" in rest


def test_a_document_that_is_never_whole(example: Path, run: Run) -> None:
    """A session can't be followed as one document, and it is said what to do instead."""
    done = run("debug-session", "--data-dir", example, "--follow", "--format", "json")
    assert (done.code, done.out) == (4, b"")
    assert "--format ndjson" in done.err.splitlines()[-1]
