"""`rearview snapshot list`: the runs of a sessions' folder."""

import os
from pathlib import Path

from tests.cli.snapshot.conftest import ROOT, Ask
from tests.sources.snapshots import ledgers


def test_runs_the_newest_first(ask: Ask, rich: Path, example: Path) -> None:
    """Each run has a row with what it cost with its sub-agents; half-written files are no runs."""
    older = rich.with_name(example.name)
    older.write_bytes(example.read_bytes())
    os.utime(older, (1, 1))
    rich.with_name(f"{ROOT}.json.gz.tmp-1-2").write_bytes(b"half")
    rows = ask("list", "--sessions-dir", rich.parent, "--format", "json").json
    assert [row["agent"] for row in rows] == ["boss", "researcher"]
    assert [row["cost_usd"] for row in rows] == [0.875, 0.022592]
    assert [row["agents"] for row in rows] == [3, 3]
    assert rows[1]["changed_ms"] == 1000
    (row,) = ask("list", "--sessions-dir", rich.parent, "--limit", "1", "--format", "json").json
    assert row["id"] == ROOT
    assert "5f0c1a52" in ask("list", "5f0c", "--sessions-dir", rich.parent).out


def test_files_that_cannot_be_read(ask: Ask, rich: Path) -> None:
    """A broken file is listed with what is wrong, and stops nothing."""
    broken = rich.with_name("broken.json.gz")
    broken.write_bytes(b"")
    rows = ask("list", "--sessions-dir", rich.parent, "--format", "json").json
    assert {row["id"]: row["unreadable"] for row in rows} == {ROOT: None, "broken": f"{broken} is empty."}
    assert "unreadable" in ask("list", "--sessions-dir", rich.parent).out


def test_runs_of_version_3(ask: Ask, tmp_path: Path) -> None:
    """A run that is many ledgers is listed once, by its root's; where a sub-agent's was written last, too."""
    ledgers.write(
        tmp_path,
        ledgers.ROOT,
        ledgers.start(),
        *ledgers.turn(1, ledgers.call(ledgers.CHILD)),
        ledgers.summary(),
    )
    ledgers.write(tmp_path, ledgers.CHILD, ledgers.start("helper"), ledgers.summary())
    os.utime(tmp_path / "session" / f"{ledgers.ROOT}.jsonl", (1, 1))
    (row,) = ask("list", "--sessions-dir", tmp_path, "--format", "json").json
    assert (row["id"], row["version"], row["agents"]) == (ledgers.ROOT, 3, 2)
    assert (
        ask("show", "latest", "--sessions-dir", tmp_path, "--format", "json").json["session_id"]
        == ledgers.ROOT
    )


def test_no_runs(ask: Ask, rich: Path) -> None:
    """Where no id has the part, nothing is found."""
    said = ask("list", "zzz", "--sessions-dir", rich.parent)
    assert (said.code, said.out) == (3, "No run is as asked for.\n")
