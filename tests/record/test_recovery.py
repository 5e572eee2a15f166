"""`rearview snapshot doctor --recover`, and the journals that it finds."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from rearview import record
from rearview.cli import main
from rearview.record.index import Index
from rearview.sources.snapshots.places import places
from rearview.sources.snapshots.read import read

Killed = Callable[[str], None]


def test_the_command(folder: Path, ledger: Path, killed: Killed, capfd: pytest.CaptureFixture[str]) -> None:
    """It makes a snapshot of each journal, says what became of it, and leaves nothing to be done."""
    killed("two")
    words = ["snapshot", "doctor", "--recover", "--sessions-dir", str(folder)]
    one = min(folder.glob("journal/*.journal")).name[:8]
    assert main([*words, one]) == 0
    assert capfd.readouterr().out.count("What the journal holds is in") == 1
    assert main([*words, "--format", "json"]) == 0
    (row,) = json.loads(capfd.readouterr().out)
    assert row["kind"] == "recovered"
    assert "3 charges are in the ledger now" in row["sentence"]
    assert main(words) == 3
    assert "There is no journal in" in capfd.readouterr().err
    assert len(ledger.read_bytes().splitlines()) == 6
    for path in folder.glob("*.json.gz"):
        assert len(places(read(path)).steps) == 3


def test_a_snapshot_that_cannot_be_written(
    folder: Path, killed: Killed, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Where nothing can be written the journal stays, and the command fails."""
    killed("one")
    (journal,) = folder.glob("journal/*.journal")
    for place in (folder, tmp_path / "tmp" / f"rearview-{os.getuid()}"):
        (place / f"{journal.stem}.json.gz").mkdir(parents=True, mode=0o700)
    (tmp_path / "tmp" / f"rearview-{os.getuid()}").chmod(0o700)
    assert main(["snapshot", "doctor", "--recover", "--sessions-dir", str(folder)]) == 1
    assert "can't be written" in capfd.readouterr().out
    assert journal.exists()


def test_a_process_that_recorded_nothing(folder: Path, killed: Killed) -> None:
    """A journal without a session is cleared away."""
    killed("nothing")
    (found,) = record.recover(folder)
    assert (found.state, found.snapshot) == ("empty", None)
    assert found.sentence
    assert found.hint
    assert record.recover(folder) == []


def test_a_journal_that_went_on_elsewhere(folder: Path, killed: Killed) -> None:
    """Both halves of a journal make one snapshot, in the folder where it belongs."""
    killed("halves")
    other = folder.parent / "tmp" / f"rearview-{os.getuid()}" / "journal"
    other.mkdir(parents=True, exist_ok=True)
    (other / "of-another-folder.journal").write_bytes(b'["run",0,0,{"originId":"a","sessionsDir":"b"}]\n')
    (found,) = record.recover(folder)
    assert found.state == "recovered"
    assert found.snapshot is not None
    assert found.snapshot.parent == folder
    assert len(places(read(found.snapshot)).steps) == 3
    assert [path.name for path in other.iterdir()] == ["of-another-folder.journal"]


def test_charges_go_to_ledgers_alone(folder: Path, killed: Killed, tmp_path: Path) -> None:
    """A journal that names another file than a ledger for its charges doesn't get it written."""
    killed("one")
    (journal,) = folder.glob("journal/*.journal")
    journal.write_bytes(journal.read_bytes().replace(b"accounting.jsonl", b".profile"))
    (found,) = record.recover(folder)
    assert (found.state, found.charges) == ("recovered", 0)
    assert not (tmp_path / ".profile").exists()


@pytest.mark.parametrize(
    "line",
    [
        b"\0" * 100,
        b"not json",
        b'["op",1]',
        b'["op",99999999999,1,{}]',
        b'["op",2,5,{}]',
        b'["op",-1,0,{}]',
        b'["what",2,1,{}]',
        b'["run",0,0,{"originId":3}]',
        b'["session",1,0,{"id":"x"}',
        b"[" * 100_000,
    ],
)
def test_lines_that_are_none(line: bytes, folder: Path, killed: Killed) -> None:
    """A line that no recorder writes is left out and counted, and the lines around it are kept."""
    killed("one")
    (journal,) = folder.glob("journal/*.journal")
    first, *others = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join((first, line, b"\n", *others)))
    with Index([journal]) as index:
        assert index.unreadable == 1
    (found,) = record.recover(folder)
    assert found.snapshot is not None
    assert len(places(read(found.snapshot)).steps) == 3
