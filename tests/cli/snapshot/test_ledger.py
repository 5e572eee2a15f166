"""`rearview snapshot ledger`: the ledger of charges that a recorder keeps beside its sessions."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.snapshot.conftest import Ask
from tests.cli.snapshot.walk import charges, paid


@pytest.fixture
def accounting(example: Path) -> Path:
    """The ledger of the example: every sub-agent's charges stand there again for each of its callers."""
    return example.parent / "accounting.jsonl"


def distinct(path: Path) -> list[dict[str, Any]]:
    """Return the charges of models in a ledger, each once."""
    entries = [json.loads(line) for line in dict.fromkeys(path.read_text().splitlines())]
    return [entry for entry in entries if entry["type"] == "llm"]


def test_repeated_lines_are_not_believed(ask: Ask, accounting: Path, example: Path) -> None:
    """Each charge counts once, so that the ledger adds up to what the run did; the repeated ones are counted."""
    rows = ask("ledger", accounting, "--by", "session", "--format", "json").json
    assert sum(row["cost_usd"] for row in rows) == pytest.approx(paid(charges(example)))
    said = ask("ledger", accounting).out
    assert "16, of which 6 repeat an earlier one and weren't counted" in said
    assert "$0.0226" in said
    assert "$0.0243, were the repeated ones counted" in said


@pytest.mark.parametrize(
    ("by", "key"), [("agent", "agentId"), ("provider", "provider"), ("session", "originTxnId")]
)
def test_sums(by: str, key: str, ask: Ask, accounting: Path) -> None:
    """Charges are summed by what was asked for, with how often a call failed."""
    rows = {row["name"]: row for row in ask("ledger", accounting, "--by", by, "--format", "json").json}
    for name in {entry[key] for entry in distinct(accounting)}:
        mine = [entry for entry in distinct(accounting) if entry[key] == name]
        assert rows[name]["cost_usd"] == pytest.approx(paid(mine))
        assert (rows[name]["calls"], rows[name]["failed"]) == (
            len(mine),
            sum(e["status"] == "failed" for e in mine),
        )


def test_days_hours_and_tools(ask: Ask, accounting: Path) -> None:
    """Days and hours are in UTC; tools have calls and times."""
    (row,) = ask("ledger", accounting, "--by", "day", "--format", "json").json
    assert row["name"] == "2025-12-15"
    (row,) = ask("ledger", accounting, "--by", "hour", "--format", "json").json
    assert row["name"] == "2025-12-15 10:00"
    tools = {
        row["name"]: row["calls"]
        for row in ask("ledger", accounting, "--by", "tool", "--format", "json").json
    }
    assert tools == {
        "agent__final_report": 2,
        "github__search_code": 1,
        "agent__web-search": 1,
        "agent__web-fetch": 1,
    }
    assert (
        len(ask("ledger", accounting, "--by", "tool", "--limit", "1", "--format", "ndjson").out.splitlines())
        == 1
    )
    assert "30.0 s" in ask("ledger", accounting, "--by", "tool").out


def test_archives(ask: Ask, accounting: Path, tmp_path: Path) -> None:
    """An archive is read as the ledger itself, and what both hold counts once."""
    archive = tmp_path / "accounting.jsonl.1.gz"
    archive.write_bytes(gzip.compress(accounting.read_bytes()))
    assert (
        ask("ledger", archive, "--format", "json").json
        == ask("ledger", accounting, archive, "--format", "json").json
    )


def test_it_agrees_with_the_runs(ask: Ask, accounting: Path, example: Path) -> None:
    """Each run is compared with its tree."""
    among = ("--reconcile", "--sessions-dir", example.parent, "--format", "json")
    (row,) = ask("ledger", accounting, *among).json
    assert (row["agrees"], row["ledger_calls"], row["tree_calls"]) == (True, 5, 5)
    assert "yes" in ask("ledger", accounting, "--reconcile", "--sessions-dir", example.parent).out


def test_it_disagrees(ask: Ask, accounting: Path, example: Path, tmp_path: Path) -> None:
    """A charge that the tree doesn't have is told, and fails; a run that isn't there, can't be read or isn't named, only told."""
    lines = accounting.read_text().splitlines()
    extra = {**json.loads(lines[0]), "timestamp": 7, "costUsd": 1}
    strangers = [{"type": "llm", "originTxnId": id_, "costUsd": 1} for id_ in ("gone", "broken", "../x", "")]
    path = tmp_path / "accounting.jsonl"
    path.write_text("\n".join([*lines, *map(json.dumps, [extra, *strangers, {"type": "llm"}])]))
    (tmp_path / example.name).write_bytes(example.read_bytes())
    (tmp_path / "broken.json.gz").write_bytes(b"")
    said = ask("ledger", path, "--reconcile", "--sessions-dir", tmp_path, "--format", "json")
    assert said.code == 1
    told = {row["session_id"]: (row["agrees"], row["ledger_calls"]) for row in said.json}
    assert told.pop(example.name.removesuffix(".json.gz")) == (False, 6)
    assert told == {"gone": (None, 1), "broken": (None, 1), "../x": (None, 1), "not told": (None, 2)}
    assert "NO" in ask("ledger", path, "--reconcile", "--sessions-dir", tmp_path).out


def test_lines_that_are_none(ask: Ask, tmp_path: Path) -> None:
    """A line that can't be read is counted and stops nothing; nonsense times are not told."""
    path = tmp_path / "accounting.jsonl"
    path.write_bytes(b'{"type":"llm","timestamp":1e17,"costUsd":1}\nnonsense\n\n{"type":"llm"}\n')
    said = ask("ledger", path, "--by", "day")
    assert "1 line can't be read; the first is accounting.jsonl, line 2" in " ".join(said.out.split())
    assert [row["calls"] for row in ask("ledger", path, "--by", "day", "--format", "json").json] == [2]


def test_files_that_cannot_be_read(ask: Ask, accounting: Path, tmp_path: Path) -> None:
    """A file that isn't there, is cut short or damaged says so."""
    packed = gzip.compress(accounting.read_bytes())
    (tmp_path / "half.gz").write_bytes(packed[:100])
    (tmp_path / "bad.gz").write_bytes(packed[:-8] + bytes(8))
    (tmp_path / "empty.jsonl").touch()
    assert ask("ledger", tmp_path / "gone.jsonl").code == 3
    assert "ends in the middle" in ask("ledger", tmp_path / "half.gz").err
    assert "is damaged" in ask("ledger", tmp_path / "bad.gz").err
    assert ask("ledger", tmp_path).code == 1
    assert ask("ledger", tmp_path / "empty.jsonl").code == 3
    assert ask("ledger", tmp_path / "empty.jsonl", "--reconcile").out == "The ledger names no run.\n"
