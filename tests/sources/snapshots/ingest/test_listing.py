"""Which files are there, and which of them are to be read together."""

import os
from pathlib import Path

import pytest

from rearview.errors import AccessError, BrokenLakeError
from rearview.lake.disk import Disk
from rearview.lake.layout import METADATA
from rearview.sources.snapshots.ingest.listing import listed
from rearview.sources.snapshots.ingest.peek import first_line, last_bytes
from rearview.sources.snapshots.ingest.state import NAME, SCHEMA, State
from tests.sources.snapshots import ledgers
from tests.sources.snapshots.ingest.build import ONE, TWO, run_of, write

NOTHING = State(SCHEMA.empty_table())


def test_the_oldest_comes_first(tmp_path: Path) -> None:
    """Runs come in the order in which they ended, so that a day's are read together."""
    write(tmp_path, run_of(ONE), mtime=9)
    write(tmp_path, run_of(TWO), mtime=3)
    found = listed([tmp_path], NOTHING, payloads=False)
    assert [Path(unit.path).name for unit in found.units()] == [f"{TWO}.json.gz", f"{ONE}.json.gz"]
    assert found.bytes == sum(path.stat().st_size for path in tmp_path.iterdir())


def test_only_snapshots_are_listed(tmp_path: Path) -> None:
    """Files that are still being written, and what else lies about, are no snapshots."""
    path = write(tmp_path, run_of(ONE))
    (tmp_path / f"{TWO}.json.gz.tmp-12-34").write_bytes(b"half")
    (tmp_path / "accounting.jsonl").write_text("{}\n")
    (tmp_path / "payloads").mkdir()
    assert listed([tmp_path, tmp_path, path], NOTHING, payloads=False).files == 1


def test_the_files_of_a_run_are_read_as_one(tmp_path: Path) -> None:
    """Tree, ledger and the ledgers of sub-agents are one run; it is read from its ledger, which leads to the rest."""
    write(tmp_path, run_of(ledgers.ROOT))
    ledgers.write(tmp_path, ledgers.ROOT, ledgers.start())
    ledgers.write(tmp_path, ledgers.CHILD, ledgers.start())
    (unit,) = listed([tmp_path], NOTHING, payloads=False).units()
    assert (len(unit.parts), Path(unit.path).name) == (3, f"{ledgers.ROOT}.jsonl")
    (tmp_path / "session" / f"{ledgers.ROOT}.jsonl").unlink()
    (unit,) = listed([tmp_path], NOTHING, payloads=False).units()
    assert (len(unit.parts), Path(unit.path).name) == (2, f"{ledgers.ROOT}.json.gz")


def test_ledgers_may_be_named_one_by_one(tmp_path: Path) -> None:
    """A single ledger is a run, even if its first line says nothing, or it is no ledger at all."""
    odd = tmp_path / "odd.jsonl"
    odd.write_bytes(b"\xff")
    ledger = ledgers.write(tmp_path, ledgers.ROOT, ledgers.start())
    units = list(listed([ledger, odd], NOTHING, payloads=False).units())
    assert sorted(unit.path for unit in units) == sorted([str(ledger), str(odd)])


def test_a_folder_that_goes_in_circles_is_refused(tmp_path: Path) -> None:
    """What the system says about a path is passed on."""
    (tmp_path / "circle").symlink_to("circle")
    with pytest.raises(AccessError):
        listed([tmp_path / "circle" / "x"], NOTHING, payloads=False)


def test_a_look_at_what_is_no_file_sees_nothing(tmp_path: Path) -> None:
    """Pipes aren't waited for, links aren't followed."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_bytes(b"first\nlast")
    (tmp_path / "link").symlink_to("file")
    assert [first_line(str(tmp_path / name), 9) for name in ("pipe", "link", "none")] == [b"", b"", b""]
    assert (first_line(str(tmp_path / "file"), 9), last_bytes(str(tmp_path / "file"), 4)) == (
        b"first",
        b"last",
    )


def test_a_state_that_makes_no_sense_is_refused(tmp_path: Path) -> None:
    """Nothing is read on the word of a state that is damaged, or of another format."""
    (tmp_path / METADATA).mkdir()
    NOTHING.store(Disk(), tmp_path)
    assert State.load(tmp_path).entries.num_rows == 0
    path = tmp_path / METADATA / NAME
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"rearview\x00", b"rearviex\x00"))
    with pytest.raises(BrokenLakeError):
        State.load(tmp_path)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BrokenLakeError):
        State.load(tmp_path)
