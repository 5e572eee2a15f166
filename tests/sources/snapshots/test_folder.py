"""Where the files of a run lie, and where a name may lead."""

from pathlib import Path

import pytest

from rearview.errors import AccessError, UnreadableError
from rearview.sources.snapshots.folder import folder_of, inside, is_there, ledger_of, sibling, tree_of

ID = "5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f"
TREE = Path("sessions", f"{ID}.json.gz")
LEDGER = Path("sessions", "session", f"{ID}.jsonl")


def test_where_files_lie() -> None:
    """A tree, its ledgers and their payloads are found from each other."""
    assert folder_of(TREE) == folder_of(LEDGER) == Path("sessions")
    assert folder_of(Path("alone", f"{ID}.jsonl")) == Path("alone")
    assert ledger_of(TREE) == LEDGER
    assert tree_of(LEDGER, ID) == TREE
    assert sibling(LEDGER, "other") == Path("sessions", "session", "other.jsonl")


@pytest.mark.parametrize(
    "id_", ["", "..", "../x", "a/b", "/etc/passwd", ".hidden", "a\0b", "x" * 200, "a\nb"]
)
def test_ids_that_are_no_names(id_: str) -> None:
    """An id that could lead anywhere is never made into a path."""
    assert (tree_of(LEDGER, id_), sibling(LEDGER, id_)) == (None, None)


@pytest.mark.parametrize("name", ["", ".", "/etc/passwd", "../x", "a/../../x", "a\\..\\x", "a\0b", "a\ud800"])
def test_names_that_lead_out(name: str, tmp_path: Path) -> None:
    """A name inside a file leads into the folder or nowhere."""
    with pytest.raises(UnreadableError, match="leads out of"):
        inside(tmp_path, name)


def test_names_that_lead_inside(tmp_path: Path) -> None:
    """A name of plain parts is a path in the folder, whether something is there or not."""
    assert inside(tmp_path, "payloads/a/b.gz") == tmp_path / "payloads" / "a" / "b.gz"


def test_links_on_the_way(tmp_path: Path) -> None:
    """No part of the way may be a link, even one that leads back."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    for name in ("link", "link/file.gz"):
        with pytest.raises(UnreadableError, match="is a symbolic link"):
            inside(tmp_path, name)


def test_names_that_nothing_can_have(tmp_path: Path) -> None:
    """A name that is too long for any file is refused by the system, and nothing is there."""
    with pytest.raises(AccessError, match="File name too long"):
        inside(tmp_path, "x" * 300)
    assert not is_there(tmp_path / ("x" * 300))
