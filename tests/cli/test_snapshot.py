"""`rearview snapshot`: the group itself."""

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.mark.parametrize("words", [["--help"], ["-h"], []])
def test_help(words: list[str], run: Run, golden: Callable[[str, bytes], None]) -> None:
    """Help lists the commands under their headings; it is what somebody gets who types no command, too."""
    done = run("snapshot", *words)
    assert (done.code, done.err) == (0, "")
    golden("snapshot/help.txt", done.out)


def test_typing_errors_are_understood(run: Run) -> None:
    """A command that is mistyped brings up the one that was meant, and where all are listed."""
    done = run("snapshot", "account")
    assert (done.code, done.out) == (4, b"")
    assert "did you mean accounting? 'rearview snapshot --help' lists all commands." in done.err


def test_completion_of_commands(run: Run) -> None:
    """A command's first letters bring up its name."""
    done = run(
        env={"_REARVIEW_COMPLETE": "bash_complete", "COMP_WORDS": "rearview snapshot pa", "COMP_CWORD": "2"}
    )
    assert "payload" in done.out.decode()
