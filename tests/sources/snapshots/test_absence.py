"""Why a snapshot isn't where it should be."""

import os
from pathlib import Path

import pytest

from rearview.sources.snapshots.absence import absence, disk_problems, permission_problems


def kinds(path: Path) -> list[str]:
    """Return what explains that nothing is at a path."""
    return [finding.kind for finding in absence(path)]


def test_the_folder_is_missing(tmp_path: Path) -> None:
    """A folder that nobody made, or that is a file, can't hold anything."""
    (tmp_path / "file").write_bytes(b"")
    for folder, reason in (("gone", "No such file or directory"), ("file", "Not a directory")):
        (finding,) = absence(tmp_path / folder / "x.json.gz")
        assert finding.kind == "folder"
        assert reason in finding.sentence


def test_a_write_that_was_never_finished(tmp_path: Path) -> None:
    """What a recorder began to write and never put in its place is named."""
    (tmp_path / "x.json.gz.tmp-12-34").write_bytes(b"half")
    (tmp_path / "y.json.gz.tmp-12-34").write_bytes(b"half")
    (finding,) = absence(tmp_path / "x.json.gz")
    assert finding.kind == "orphan"
    assert str(tmp_path / "x.json.gz.tmp-12-34") in finding.sentence


def test_a_folder_that_takes_no_files(tmp_path: Path) -> None:
    """Where not even the owner may make files, nothing was saved."""
    folder = tmp_path / "sessions"
    folder.mkdir(mode=0o555)
    (finding,) = absence(folder / "x.json.gz")
    assert (finding.kind, "dr-xr-xr-x" in finding.sentence) == ("not_writable", True)


def test_a_folder_of_somebody_else(tmp_path: Path) -> None:
    """Where only another user may make files, that user is named."""
    (finding,) = permission_problems(tmp_path, tmp_path.stat(), writable=False)
    assert finding.kind == "not_writable"
    assert f"belongs to user {os.getuid()}" in finding.sentence
    assert list(permission_problems(tmp_path, tmp_path.stat(), writable=True)) == []


@pytest.mark.parametrize(
    ("counts", "flags", "found"),
    [
        ((9, 9, 9), 0, []),
        ((9, 0, 0), 0, []),
        ((0, 9, 9), 0, ["disk_full"]),
        ((9, 9, 0), 0, ["no_more_files"]),
        ((9, 9, 9), os.ST_RDONLY, ["read_only"]),
    ],
)
def test_disks(counts: tuple[int, int, int], flags: int, found: list[str], tmp_path: Path) -> None:
    """A disk takes no file when it is full, holds all the files that it can, or isn't mounted for writing."""
    blocks, files, spare_files = counts
    disk = os.statvfs_result((4096, 4096, 9, 9, blocks, files, 9, spare_files, flags, 255))
    assert [finding.kind for finding in disk_problems(tmp_path, disk)] == found


def test_nothing_explains_it(tmp_path: Path) -> None:
    """Where all is well with the folder, it is said what else may be the case."""
    (finding,) = absence(tmp_path / "x.json.gz")
    assert finding.kind == "missing"
    assert "never a sub-agent's" in finding.hint
