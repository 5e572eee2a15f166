"""`rearview record`: typed as people type it; `tests/record/otel` asks what its commands do."""

from pathlib import Path

from rearview.cli.record.registry import COMMANDS
from tests.cli.conftest import Run


def test_lists_what_there_is(run: Run) -> None:
    """Without a command, it lists its own; one that isn't there is told."""
    done = run("record")
    assert (done.code, done.err) == (0, "")
    assert all(entry.name in done.out.decode() for entry in COMMANDS)
    assert run("record", "play").code == 4


def test_a_folder_of_something_else_is_refused(run: Run, tmp_path: Path) -> None:
    """What isn't a lake isn't filled, and nothing is listened for."""
    (tmp_path / "letter.txt").write_text("Dear all")
    done = run("record", "serve", "--port", "0", "--output", tmp_path)
    assert (done.code, done.out) == (1, b"")
    assert done.err.startswith("Error: ")
