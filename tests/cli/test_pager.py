"""The pager between a long result and whoever reads it on a terminal."""

import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import WORDS


def on_a_terminal(words: list[str], **environment: str) -> str:
    """Run a command on a terminal of 24 lines, and return what is on it."""
    mine, its = pty.openpty()
    env = {**os.environ, "LINES": "24", "COLUMNS": "80", **environment}
    with subprocess.Popen(
        [*WORDS, *words], stdout=its, stdin=subprocess.DEVNULL, stderr=its, env=env
    ) as process:
        os.close(its)
        shown = b""
        while chunk := _read(mine):
            shown += chunk
    os.close(mine)
    assert process.returncode == 0
    return shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # what a terminal says when nobody is left to write to it
        return b""


@pytest.fixture
def pager(tmp_path: Path) -> str:
    """A pager that says that it was asked, and how many lines it was given."""
    script = tmp_path / "pager"
    script.write_text("#!/bin/sh\necho paged $LESS\nwc -l\n")
    script.chmod(0o755)
    return str(script)


def test_what_is_long_is_paged(example: Path, pager: str) -> None:
    """A timeline that is longer than the screen goes through the pager, whole; it is told to keep the colours."""
    shown = on_a_terminal(["debug-session", "--data-dir", str(example)], PAGER=pager)
    asked, lines = shown.split("\r\n")[:2]
    assert asked == "paged FRX"
    assert int(lines) > 24


def test_what_is_short_is_not(example: Path, pager: str) -> None:
    """What fits the screen is simply there."""
    words = ["debug-session", "--data-dir", str(example), "--turn", "2", "--depth", "0"]
    shown = on_a_terminal(words, PAGER=pager, LINES="200")
    assert "paged" not in shown
    assert "SESSION DEBUG" in shown


@pytest.mark.parametrize("missing", ["no-such-pager", "'"])
def test_a_pager_that_is_not_there(missing: str, example: Path) -> None:
    """Without a pager everything is there at once."""
    assert "[OUTPUT]" in on_a_terminal(["debug-session", "--data-dir", str(example)], PAGER=missing)


def test_who_has_read_enough_leaves(example: Path) -> None:
    """A pager that ends early ends nothing else."""
    assert on_a_terminal(["debug-session", "--data-dir", str(example), "--verbose"], PAGER="true") == ""
