"""Which file of a sessions' folder is meant."""

import os
from pathlib import Path

import pytest

from rearview.errors import AccessError, ArgumentError, NotFoundError
from rearview.sources.snapshots.answers.find import file_of, latest, located, newest
from tests.sources.snapshots import ledgers

ID = "0badcafe-0000-4000-8000-000000000001"


def put(folder: Path, name: str, at: int = 1) -> Path:
    """Put an empty file somewhere that changed at a time."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.touch()
    os.utime(path, (at, at))
    return path


def test_paths_are_taken_as_they_are(tmp_path: Path) -> None:
    """What looks like a path is one, whether or not something is there."""
    assert located(str(tmp_path / "x"), tmp_path) == tmp_path / "x"
    assert located("x.json.gz", tmp_path) == Path("x.json.gz")
    assert located("x.jsonl", tmp_path) == Path("x.jsonl")


def test_parts_of_ids(tmp_path: Path) -> None:
    """A part is looked for at the beginning first, then anywhere, in any case; ledgers are found too."""
    first, second = put(tmp_path, "abc-1.json.gz"), put(tmp_path, "session/1-abc.jsonl")
    assert located("ABC", tmp_path) == first
    assert located("1-a", tmp_path) == second
    assert located("abc-1", tmp_path) == first
    with pytest.raises(ArgumentError, match="a part of 2 session ids"):
        located("bc", tmp_path)
    with pytest.raises(NotFoundError, match="nearest ids are abc-1"):
        located("abd-1", tmp_path)


def test_a_run_with_a_tree_and_a_ledger_is_one(tmp_path: Path) -> None:
    """The tree stands for both."""
    tree = put(tmp_path, f"{ledgers.ROOT}.json.gz")
    ledgers.write(tmp_path, ledgers.ROOT, ledgers.start())
    ledgers.write(tmp_path, ledgers.CHILD, ledgers.start())
    assert [kept.path for kept in newest(tmp_path)] == [tree]
    assert latest(tmp_path) == tree


def test_ledgers_that_lead_nowhere(tmp_path: Path) -> None:
    """A ledger that can't be read, or whose root is gone or can't be a file's name, stands for itself."""
    odd = put(tmp_path, "session/odd.jsonl", 5)
    assert latest(tmp_path) == odd
    odd.write_bytes(ledgers.lines("odd", {**ledgers.start(), "originId": "../x"}))
    assert latest(tmp_path) == odd
    child = ledgers.write(tmp_path, ledgers.CHILD, ledgers.start())
    assert {kept.path for kept in newest(tmp_path)} == {odd, child}


def test_files_by_whole_ids(tmp_path: Path) -> None:
    """A run is found as a tree or a ledger; else where its tree would be is told; an id can't lead out of the folder."""
    assert file_of(ID, tmp_path) == tmp_path / f"{ID}.json.gz"
    ledger = put(tmp_path, f"session/{ID}.jsonl")
    assert file_of(ID, tmp_path) == ledger
    tree = put(tmp_path, f"{ID}.json.gz")
    assert file_of(ID, tmp_path) == tree
    with pytest.raises(NotFoundError):
        file_of("../x", tmp_path)


def test_folders_that_are_none(tmp_path: Path) -> None:
    """A folder that isn't there, isn't one, or is empty, is an error that says so."""
    with pytest.raises(NotFoundError, match="There is nothing at"):
        located("x", tmp_path / "gone")
    with pytest.raises(NotFoundError, match="no snapshots"):
        located("x", tmp_path)
    with pytest.raises(NotFoundError, match="no snapshots"):
        latest(tmp_path)
    with pytest.raises(AccessError):
        latest(put(tmp_path, "file"))


def test_links_to_nothing(tmp_path: Path) -> None:
    """A link is listed as the link that it is, and never followed."""
    link = tmp_path / "link.json.gz"
    link.symlink_to(tmp_path / "gone")
    assert [kept.path for kept in newest(tmp_path)] == [link]
