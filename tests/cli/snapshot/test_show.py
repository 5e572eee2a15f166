"""`rearview snapshot show`: a run at a glance."""

import gzip
import json
import os
from pathlib import Path

import pytest

from tests.cli.snapshot.conftest import ROOT, Ask
from tests.cli.snapshot.walk import charges, document, ops, paid


def test_the_page(ask: Ask, example: Path) -> None:
    """Which run, how it ended, what it took with its sub-agents and by itself, what failed and what came first."""
    said = ask("show", example)
    assert (said.code, said.err) == (0, "")
    for words in (
        "Turns:       2 of the root",
        "Outcome:     completed (FINAL-ANSWER)",
        "$0.0226",
        "$0.0209",
    ):
        assert words in said.out
    assert "FAILED: 3 operations" in said.out
    assert "FIRST ERROR of 1, at 10:10:09" in said.out
    assert max(map(len, said.out.splitlines())) <= 80


@pytest.mark.parametrize("which", ["example", "rich"])
def test_amounts(which: str, ask: Ask, request: pytest.FixtureRequest) -> None:
    """Turns leave out the system's, amounts count sub-agents and work beside the turns."""
    path: Path = request.getfixturevalue(which)
    found = ask("show", path, "--format", "json").json
    tree = document(path)["opTree"]
    assert found["turns"] == len(tree["turns"]) - 1
    assert found["duration_ms"] == tree["endedAt"] - tree["startedAt"]
    assert found["inclusive"]["cost_usd"] == pytest.approx(paid(charges(path)))
    assert found["inclusive"]["calls"] == len(charges(path))
    assert sum(found["operations"].values()) == len(ops(path))


def test_what_cannot_be_told(ask: Ask, rich: Path) -> None:
    """A sub-agent that isn't in the file, a missing price and what never ended are said, not counted as nothing."""
    said = " ".join(ask("show", rich).out.split())
    assert "2 called, and 1 not in this file" in said
    assert "1 call whose price is missing; 1 attempt without an answer" in said
    assert "UNFINISHED: 1 operation" in said
    assert "open boss 1-7 tool: db__slow open, never finished" in said


def test_totals_that_are_wrong(ask: Ask, rich: Path, tmp_path: Path) -> None:
    """Where the recorder's totals say something else than its charges, both are said."""
    whole = document(rich)
    whole["opTree"]["totals"] = {"tokensIn": 7, "costUsd": 0.5, "toolsRun": 3}
    whole["opTree"]["success"] = False
    whole["opTree"]["error"] = "gave up"
    path = tmp_path / "wrong.json.gz"
    path.write_bytes(gzip.compress(json.dumps(whole).encode()))
    said = " ".join(ask("show", path).out.split())
    assert "The recorder's totals say 7 for tokens_in; the charges add up to 400." in said
    assert "The recorder's totals say $0.5000 for cost_usd; the charges add up to $0.8750." in said
    assert "Error: gave up" in said
    assert "LAST OPERATION of the root s-llm" in said


def test_finding_a_run(ask: Ask, rich: Path, example: Path) -> None:
    """A run is found by a part of its id, and as the latest one, which goes by the time of the file."""
    other = rich.parent / example.name
    other.write_bytes(example.read_bytes())
    os.utime(other, (1, 1))
    among = ("--sessions-dir", rich.parent, "--format", "json")
    assert ask("show", "0badcafe", *among).json["session_id"] == ROOT
    assert ask("show", "latest", *among).json["session_id"] == ROOT
    assert ask("show", *among).json["session_id"] == ROOT
    os.utime(rich, (0, 0))
    assert ask("show", *among).json["agent"] == "researcher"


def test_runs_that_there_are_not(ask: Ask, rich: Path, tmp_path: Path) -> None:
    """A mistyped id brings up the nearest; a part of several is refused; an empty folder says what it looked for."""
    among = ("--sessions-dir", rich.parent)
    said = ask("show", "0badcafx", *among)
    assert (said.code, said.out) == (3, "")
    assert f"the nearest ids are {ROOT}." in said.err
    rich.with_name("0badbeef-0000-4000-8000-000000000009.json.gz").write_bytes(rich.read_bytes())
    assert ask("show", "0bad", *among).code == 4
    (tmp_path / "empty").mkdir()
    said = ask("show", "--sessions-dir", tmp_path / "empty")
    assert (said.code, said.out) == (3, "")
    assert "--sessions-dir" in said.err
    assert ask("show", "--sessions-dir", tmp_path / "absent").code == 3


def test_a_sub_agents_tree_under_the_roots_name(ask: Ask, rich: Path) -> None:
    """A file that holds another session than the one it is named after says so, on stderr."""
    other = rich.with_name("99999999-0000-4000-8000-000000000009.json.gz")
    other.write_bytes(rich.read_bytes())
    said = ask("show", other)
    assert said.code == 0
    assert said.err.startswith(
        "Note: The file is named after the root session, but holds that of a sub-agent"
    )
