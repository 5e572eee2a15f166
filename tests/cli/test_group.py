"""The `rearview` command itself."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rearview import __version__
from rearview.cli.registry import COMMANDS

Run = Callable[..., Any]


@pytest.mark.parametrize("words", [["--help"], ["-h"], []])
def test_help(words: list[str], run: Run, golden: Callable[[str, bytes], None]) -> None:
    """Help lists the commands under their headings; it is what somebody gets who types no command, too."""
    done = run(*words)
    assert (done.code, done.err) == (0, "")
    golden("help.txt", done.out)


def test_version(run: Run) -> None:
    """The version is the package's."""
    assert run("--version").out.decode() == f"rearview {__version__}\n"


@pytest.mark.parametrize("typed", ["debug", "debug-sesion", "debug-sessions"])
def test_typing_errors_are_understood(typed: str, run: Run) -> None:
    """A command that is mistyped, or typed in part, brings up the one that was meant."""
    done = run(typed)
    assert (done.code, done.out) == (4, b"")
    assert f"There is no command {typed}." in done.err
    assert "did you mean debug-session" in done.err


def test_unknown_commands(run: Run) -> None:
    """A word that is like no command brings up none."""
    assert run("xyzzy").err == (
        "Error: There is no command xyzzy.\nHint: 'rearview --help' lists all commands.\n"
    )


SHELLS = ("bash", "zsh", "fish")


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_scripts(shell: str, run: Run) -> None:
    """Each shell gets a script that completes the words of `rearview`."""
    if shell == "bash" and shutil.which("bash") is None:
        pytest.skip("no bash here to ask for its version")
    done = run(env={"_REARVIEW_COMPLETE": f"{shell}_source"})
    assert done.code == 0
    assert "_REARVIEW_COMPLETE" in done.out.decode()


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_of_commands(shell: str, run: Run) -> None:
    """A command's first letters bring up its name."""
    words = {"COMP_WORDS": "rearview deb", "COMP_CWORD": "deb" if shell == "fish" else "1"}
    done = run(env={"_REARVIEW_COMPLETE": f"{shell}_complete", **words})
    assert "debug-session" in done.out.decode()
    assert "verify" not in done.out.decode()


@pytest.mark.parametrize("shell", SHELLS)
def test_completion_of_options(shell: str, run: Run) -> None:
    """A command's options and their values are completed."""
    words = {"COMP_WORDS": "rearview debug-session --format j", "COMP_CWORD": "j" if shell == "fish" else "3"}
    assert "json" in run(env={"_REARVIEW_COMPLETE": f"{shell}_complete", **words}).out.decode()


def test_completion_after_a_typing_error(run: Run) -> None:
    """Behind a command that there isn't, nothing comes up, and nothing is said."""
    words = {"COMP_WORDS": "rearview debug-sesion --f", "COMP_CWORD": "2"}
    done = run(env={"_REARVIEW_COMPLETE": "bash_complete", **words})
    assert (done.out.strip(), done.err) == (b"", "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_completion_in_a_real_shell(tmp_path: Path) -> None:
    """In a bash that has read the script, the names of all commands come up."""
    shim = tmp_path / "rearview"
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m rearview "$@"\n')
    shim.chmod(shim.stat().st_mode | stat.S_IXUSR)
    script = """
eval "$(_REARVIEW_COMPLETE=bash_source rearview)"
COMP_WORDS=(rearview "") COMP_CWORD=1
_rearview_completion rearview
echo "${COMPREPLY[@]}"
"""
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script], check=True, capture_output=True, text=True, env={**os.environ, "PATH": path}
    )
    assert done.stdout.split() == [entry.name for entry in COMMANDS]


def test_completion_loads_no_command(run: Run) -> None:
    """Names are completed off the registry, without the modules of the commands."""
    words = {"COMP_WORDS": "rearview ", "COMP_CWORD": "1", "_REARVIEW_COMPLETE": "bash_complete"}
    done = run(env={**words, "PYTHONPROFILEIMPORTTIME": "1"})
    assert "rearview.cli.group" in done.err
    assert not any(entry.module in done.err for entry in COMMANDS)
