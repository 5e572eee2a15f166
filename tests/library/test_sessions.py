"""Finding one session, wherever it lies."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rearview.errors import AccessError, ArgumentError, NotFoundError
from rearview.library import load_session

Write = Callable[..., Path]

ROOT = "5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f"
IDS = ("aaaa1111", "aaaa2222", "bbbb1111", "Cccc3333", "aaaa", "11bb")


@pytest.fixture
def folder(snapshot_file: Write, tmp_path: Path) -> Path:
    """A folder of snapshots, and what else lies about in such a folder."""
    for id_ in IDS:
        snapshot_file({"id": id_, "turns": []}, name=f"{id_}.json.gz")
    (tmp_path / "dddd4444.json.gz.tmp-12-34").write_bytes(b"half")
    (tmp_path / "accounting.jsonl").write_text("{}\n")
    return tmp_path


def test_loads_a_file(example: Path) -> None:
    """A file is the session in it, with its sub-agents."""
    tree = load_session(example)
    assert tree.root.session_id == ROOT
    assert len(tree.sessions) == 3


@pytest.mark.parametrize("part", [ROOT, "5F0C1A52", "a1b2c3d4", "9444"])
def test_a_part_may_name_a_session_of_a_file(part: str, example: Path) -> None:
    """A part of the session's id, or of a sub-agent's, may be given for a file; the tree is the whole one."""
    assert load_session(example, part).root.session_id == ROOT


def test_a_file_without_such_a_session(example: Path) -> None:
    """A part that no id in the file has is refused, since another session was meant."""
    with pytest.raises(NotFoundError, match="holds no session whose id has ffffffff"):
        load_session(example, "ffffffff")


@pytest.mark.parametrize(
    ("part", "found"),
    [("bbbb", "bbbb1111"), ("2222", "aaaa2222"), ("cccc", "Cccc3333"), ("aaaa", "aaaa"), ("bb", "bbbb1111")],
)
def test_finds_a_file_in_a_folder(part: str, found: str, folder: Path) -> None:
    """Any part that one name has finds its file, in any case; a whole name, or its beginning, goes before others."""
    assert load_session(folder, part).root.session_id == found


def test_a_folder_needs_an_id(folder: Path) -> None:
    """A folder of sessions alone says nothing about which is meant."""
    with pytest.raises(ArgumentError, match="which one is meant"):
        load_session(folder)


def test_an_ambiguous_part(folder: Path) -> None:
    """A part that several names have is refused, and the names are listed."""
    with pytest.raises(ArgumentError, match="111 is a part of 2 session ids:\n  aaaa1111\n  bbbb1111\nHint:"):
        load_session(folder, "111")


def test_many_matches_are_counted(snapshot_file: Write, tmp_path: Path) -> None:
    """Of many names with a part, five are shown and the others counted."""
    for number in range(12):
        snapshot_file({"id": "s", "turns": []}, name=f"same-{number:02}.json.gz")
    with pytest.raises(ArgumentError, match=r"part of 12 session ids:(\n  same-\d\d){5}\n  and 7 more\nHint"):
        load_session(tmp_path, "same")


def test_a_mistyped_id(folder: Path) -> None:
    """Where no name has the part, those that begin most like it are suggested."""
    with pytest.raises(NotFoundError, match="the nearest ids are aaaa2222, aaaa, aaaa1111"):
        load_session(folder, "aaaa2232")


def test_an_id_like_no_other(folder: Path) -> None:
    """A part that is like no name gets no suggestion that would mislead."""
    with pytest.raises(NotFoundError, match="Hint: check the id"):
        load_session(folder, "zzzz9999")


def test_half_written_files_are_no_sessions(folder: Path) -> None:
    """What a recorder is still writing can't be loaded."""
    with pytest.raises(NotFoundError):
        load_session(folder, "dddd")


def test_an_empty_folder(tmp_path: Path) -> None:
    """A folder without snapshots says so, whatever id was asked for."""
    for part in (None, "aaaa"):
        with pytest.raises(NotFoundError, match="There are no snapshots in"):
            load_session(tmp_path, part)


def test_nothing_there(tmp_path: Path) -> None:
    """A path that leads nowhere says so."""
    with pytest.raises(NotFoundError, match="There is nothing at"):
        load_session(tmp_path / "absent")


def test_a_path_that_the_system_refuses(tmp_path: Path) -> None:
    """A path that can't even be looked at is the operating system's to explain."""
    with pytest.raises(AccessError, match="File name too long"):
        load_session(tmp_path / ("x" * 300))


def test_a_linked_folder(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A link that a person names is followed."""
    link = tmp_path_factory.mktemp("links") / "sessions"
    link.symlink_to(folder)
    assert load_session(link, "bbbb").root.session_id == "bbbb1111"


def test_a_copied_file_under_another_name(example: Path, tmp_path: Path) -> None:
    """A file is found by its name, and its session keeps the id that it bears inside."""
    shutil.copy(example, tmp_path / "renamed.json.gz")
    assert load_session(tmp_path, "renamed").root.session_id == ROOT
