"""What is kept of the runs on a lake."""

import sys
from pathlib import Path

import pytest

from rearview.errors import BrokenLakeError
from rearview.lake.disk import AT_ONCE
from rearview.lake.journal import last_run, rejected, runs
from rearview.lake.verify import verify
from rearview.lake.writer import Writer
from tests.lake.build import IDENTITY
from tests.lake.faults import PowerlessDisk


def log(root: Path, *told: dict[str, object]) -> None:
    """Let a writer log runs."""
    with Writer.open(root, IDENTITY) as lake:
        for run in told:
            lake.log_run(run)


def test_runs_are_told_in_order(tmp_path: Path) -> None:
    """Every run has a line, and the last a file of its own for people to read."""
    root = tmp_path / "lake"
    log(root, {"rows": 1}, {"rows": 2, "note": "two\nlines, ünd more"})
    assert runs(root) == [{"rows": 1}, {"rows": 2, "note": "two\nlines, ünd more"}]
    assert last_run(root) == runs(root)[-1]
    assert len((root / "metadata/runs.jsonl").read_text().splitlines()) == 2
    assert len((root / "metadata/extraction.json").read_text().splitlines()) > 2
    assert verify(root).breaches == ()


def test_what_was_told_is_safe(tmp_path: Path) -> None:
    """Once a line was taken, losing power takes nothing of it."""
    (tmp_path / "attic").mkdir()
    disk = PowerlessDisk(sys.maxsize, tmp_path / "attic", reorder=False)
    with Writer.open(tmp_path / "lake", IDENTITY, disk=disk) as lake:
        for number in range(2):
            lake.log_run({"rows": number})
            lake.reject("steps", [{"reason": "cut"}])
            assert disk.at_risk() == set()


def test_a_lake_without_runs_tells_nothing(tmp_path: Path) -> None:
    """Before the first run has ended there is nothing to tell."""
    log(tmp_path / "lake")
    assert (runs(tmp_path / "lake"), last_run(tmp_path / "lake"), rejected(tmp_path / "lake")) == (
        [],
        None,
        {},
    )


@pytest.mark.parametrize("torn", [b'{"rows": 2', b'{"rows": ' + b"2" * (2 * AT_ONCE), b"\0" * 100])
def test_a_torn_line_is_passed_over_and_goes(tmp_path: Path, torn: bytes) -> None:
    """What a run that died wrote of a line isn't read, and the next line doesn't grow on it."""
    root, journal = tmp_path / "lake", tmp_path / "lake/metadata/runs.jsonl"
    log(root, {"rows": 1})
    for number in range(2):
        with journal.open("ab") as file:
            file.write(torn)
        assert len(runs(root)) == number + 1
        log(root, {"rows": 3})
    assert runs(root) == [{"rows": 1}, {"rows": 3}, {"rows": 3}]
    journal.write_bytes(torn)
    assert runs(root) == []
    log(root, {"rows": 4})
    assert runs(root) == [{"rows": 4}]


def test_a_line_that_makes_no_sense_is_said(tmp_path: Path) -> None:
    """The file is named, and that it can go."""
    log(tmp_path / "lake", {"rows": 1})
    for name in ("runs.jsonl", "extraction.json"):
        (tmp_path / "lake/metadata" / name).write_bytes(b"[1]\n")
    with pytest.raises(BrokenLakeError, match=r"(?s)runs\.jsonl can't be read.*no cell depends on it"):
        runs(tmp_path / "lake")
    with pytest.raises(BrokenLakeError, match=r"extraction\.json can't be read"):
        last_run(tmp_path / "lake")


def test_what_no_table_can_hold_is_kept(tmp_path: Path) -> None:
    """Each record is a line with its reason, in a file of its table that only the owner can read."""
    root = tmp_path / "lake"
    with Writer.open(root, IDENTITY) as lake:
        lake.reject("steps", [{"reason": "no number", "raw": '{"n": "x"}'}, {"reason": "cut", "raw": "{"}])
        lake.reject("steps", [])
        lake.reject("messages", [{"reason": "no date", "raw": "\n"}])
        lake.log_run({})
    assert rejected(root) == {"messages": 1, "steps": 2}
    assert (root / "metadata/rejected/messages.jsonl").read_text() == '{"reason":"no date","raw":"\\n"}\n'
    assert verify(root).breaches == ()
    for path in (root / "metadata").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
