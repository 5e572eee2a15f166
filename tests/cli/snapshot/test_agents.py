"""`rearview snapshot agents`: the tree of sub-agents."""

import gzip
import json
from pathlib import Path

import pytest

from tests.cli.snapshot.conftest import FIRST, ROOT, SECOND, Ask
from tests.cli.snapshot.walk import document, own_ops, paid, sessions
from tests.sources.snapshots import ledgers


@pytest.mark.parametrize("which", ["example", "rich"])
def test_own_and_inclusive_amounts(which: str, ask: Ask, request: pytest.FixtureRequest) -> None:
    """What each session took itself, and with all that it called at any depth, is told apart."""
    path: Path = request.getfixturevalue(which)
    rows = {row["session_id"]: row for row in ask("agents", path, "--format", "json").json if row["in_file"]}
    nodes = list(sessions(document(path)["opTree"]))
    assert rows.keys() == {node["traceId"] for node in nodes}
    for node in nodes:
        row = rows[node["traceId"]]
        own = [entry for _, _, op in own_ops(node) for entry in op["accounting"]]
        inclusive = [e for below in sessions(node) for _, _, op in own_ops(below) for e in op["accounting"]]
        assert row["cost_usd"] == pytest.approx(paid(own))
        assert row["inclusive_cost_usd"] == pytest.approx(paid(inclusive))
        assert row["turns"] == len(node["turns"]) - 1


def test_the_tree(ask: Ask, example: Path, rich: Path) -> None:
    """Each session stands below the one that called it, in the order of the calls; one that never started is named."""
    lines = ask("agents", example).out.splitlines()
    named = [line for line in lines if line.rstrip()[-4:] in {"4e5f", "6666", "7777"}]
    assert [len(line) - len(line.lstrip()) for line in named] == [0, 2, 4]
    rows = ask("agents", rich, "--format", "json").json
    assert [row["session_id"] for row in rows] == [ROOT, FIRST, SECOND, "w-3-stub"]
    assert [row["in_file"] for row in rows] == [True, True, True, False]
    said = ask("agents", rich).out
    assert "not in this file: never started" in said
    assert "error: out of luck" in said
    assert "unknown" in said


def test_each_in_a_file_of_its_own(ask: Ask, rich: Path, tmp_path: Path) -> None:
    """Two sessions of one agent get two files, each a snapshot as it was written."""
    said = ask("agents", rich, "--extract", tmp_path / "out")
    assert (said.code, said.err) == (0, f"Note: 3 sessions were written into {tmp_path / 'out'}.\n")
    files = sorted((tmp_path / "out").iterdir())
    assert [file.name for file in files] == ["01-boss.json.gz", "02-worker.json.gz", "03-worker.json.gz"]
    nodes = list(sessions(document(rich)["opTree"]))
    assert [document(file)["opTree"] for file in files] == nodes
    row = ask("agents", files[1], "--format", "json").json[0]
    assert (row["session_id"], row["parent_session_id"]) == (FIRST, ROOT)


def test_the_json_of_a_session(ask: Ask, rich: Path) -> None:
    """A file that was extracted says whose it was."""
    ask("agents", rich, "--extract", rich.parent / "out")
    held = json.loads(gzip.decompress((rich.parent / "out" / "02-worker.json.gz").read_bytes()))
    assert (held["originTxnId"], held["parentTxnId"], held["version"], held["reason"]) == (
        ROOT,
        ROOT,
        2,
        "final",
    )


def test_what_cannot_be_extracted(ask: Ask, tmp_path: Path, example: Path) -> None:
    """The sessions of a ledger are files already; a folder that can't be made is said."""
    path = ledgers.write(tmp_path, ledgers.ROOT, ledgers.start(), ledgers.summary())
    said = ask("agents", path, "--extract", tmp_path / "out")
    assert (said.code, said.out) == (4, "")
    (tmp_path / "file").touch()
    said = ask("agents", example, "--extract", tmp_path / "file" / "out")
    assert (said.code, said.out) == (1, "")
