"""Trees of large sessions are kept, and are the same when they are read as when they were built."""

from pathlib import Path
from typing import Any

from rearview.model.session import Tree
from rearview.model.tables import Rows, SessionRow, StepRow, TurnRow
from rearview.model.tree import build
from rearview.viewer.kept import kept_or_built


def large(title: str = "large", steps: int = 5_000) -> Tree:
    """Build a tree of many steps."""
    own: dict[str, Any] = {"source": "test", "session_id": "s"}
    return build(
        Rows(
            sessions=(SessionRow(**own, title=title),),
            turns=(TurnRow(**own, turn_id="t"),),
            steps=tuple(StepRow(**own, turn_id="t", step_id=f"{n}", started_ms=n) for n in range(steps)),
        )
    )


def never() -> Tree:
    """Fail, where a tree should have been kept."""
    message = "it was built again"
    raise AssertionError(message)


def test_a_large_tree_is_built_once(tmp_path: Path) -> None:
    """The second time it is read, and equal to what was built."""
    built = kept_or_built(tmp_path, ("s", 1), large)
    assert kept_or_built(tmp_path, ("s", 1), never) == built == large()
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


def test_another_state_is_another_tree(tmp_path: Path) -> None:
    """What is kept counts for the state of the source that it was built from."""
    kept_or_built(tmp_path, ("s", 1), large)
    assert kept_or_built(tmp_path, ("s", 2), lambda: large("changed")).root.title == "changed"
    assert kept_or_built(tmp_path, ("s", 1), never).root.title == "large"


def test_small_trees_are_not_kept(tmp_path: Path) -> None:
    """What is built as quickly as it is read takes no room."""
    kept_or_built(tmp_path, ("s", 1), lambda: large(steps=10))
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_read_is_built_again(tmp_path: Path) -> None:
    """A file that is damaged, or that can't be written, costs time and nothing else."""
    kept_or_built(tmp_path, ("s", 1), large)
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"damaged")
    assert kept_or_built(tmp_path, ("s", 1), large) == large()
    (tmp_path / "file").write_text("in the way")
    assert kept_or_built(tmp_path / "file", ("s", 1), large) == large()
    assert kept_or_built(tmp_path, ("odd", 1), lambda: large("\ud800")).root.title == "\ud800"


def test_only_so_many_are_kept(tmp_path: Path) -> None:
    """The folder doesn't grow without end: those that weren't looked at for longest go."""
    tree = large()
    for number in range(30):
        kept_or_built(tmp_path, ("s", number), lambda: tree)
    assert len(list(tmp_path.iterdir())) == 24
    assert kept_or_built(tmp_path, ("s", 29), never) == tree
