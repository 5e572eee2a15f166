"""The process: signals, pipes, terminals, and what the operating system refuses."""

import errno
import fcntl
import gzip
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from rearview.cli import main

Run = Callable[..., Any]

WORDS = [sys.executable, "-m", "rearview", "debug-session", "--data-dir"]
NOBODY = 65534

UNPRIVILEGED = """
import os, sys
from rearview.cli import debug_session, main, output
from rearview.render import terminal, tree_json
from rearview.library import sessions
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid({nobody})
    os.setuid({nobody})
sys.exit(main(["debug-session", "--data-dir", {path!r}]))
"""


def test_main_returns_the_exit_code(example: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Who calls `main` gets the exit code back, and the process goes on."""
    assert main(["debug-session", "--data-dir", str(example)]) == 0
    assert main(["--version"]) == 0
    assert main(["no-such-command"]) == 4
    assert capfdbinary.readouterr().err.startswith(b"Error: There is no command")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals(number: signal.Signals, code: int, example: Path, tmp_path: Path) -> None:
    """A command that is interrupted says so in a word, and ends with the code for it."""
    long = tmp_path / "long.json.gz"
    long.write_bytes(_with_a_title(example, "long " * 100_000))
    command = [*WORDS, str(long), "--format", "json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        _once_printing(process)
        said = _interrupted(process, number)
    assert (process.returncode, said) == (code, "Error: Interrupted.\n")


def test_a_reader_that_has_enough(example: Path) -> None:
    """Where the reader of a pipe goes away, the command ends quietly: nothing went wrong."""
    with subprocess.Popen(
        [*WORDS, example], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device here that is always full")
@pytest.mark.parametrize("words", [["debug-session", "--data-dir", "EXAMPLE"], ["--help"], ["--version"]])
def test_a_disk_that_is_full(example: Path, words: list[str]) -> None:
    """Where there is no room for what is printed, one sentence says so, and nothing more when Python ends."""
    command = [
        sys.executable,
        "-m",
        "rearview",
        *(str(example) if word == "EXAMPLE" else word for word in words),
    ]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, check=False, stdout=full, stderr=subprocess.PIPE, text=True, env=environment
        )
    assert (done.returncode, done.stderr.splitlines()[1][:5]) == (1, "Hint:")
    assert "No space left on device" in done.stderr
    assert "Exception ignored" not in done.stderr


@pytest.mark.parametrize("locked", ["file", "folder"])
def test_permission_denied(locked: str, example: Path, tmp_path: Path) -> None:
    """What the operating system keeps from this user is an error that names it, with a hint."""
    folder = tmp_path / "sessions"
    folder.mkdir()
    snapshot = folder / "snapshot.json.gz"
    snapshot.write_bytes(example.read_bytes())
    (snapshot if locked == "file" else folder).chmod(0)
    path = snapshot if locked == "file" else folder
    code = UNPRIVILEGED.format(path=str(path), nobody=NOBODY)
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    folder.chmod(0o700)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: Could not ")
    assert f"{os.strerror(errno.EACCES)}.\nHint: check who owns the file" in done.stderr


@pytest.mark.parametrize(
    ("settings", "colour"), [({}, True), ({"TERM": "dumb"}, False), ({"NO_COLOR": "1"}, False)]
)
def test_a_real_terminal(settings: dict[str, str], colour: bool, example: Path) -> None:
    """On a terminal the page is as wide as it is, and in colour unless the terminal can't or its owner forbids it."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 57, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"} | {"PAGER": "cat"}
    with subprocess.Popen([*WORDS, example], stdout=theirs, env={**environment, **settings}) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b"")).decode()
    os.close(ours)
    assert process.returncode == 0
    assert ("\x1b[" in shown) is colour
    assert f"{'═' * 57}" in shown
    assert "═" * 58 not in shown


def _with_a_title(example: Path, title: str) -> bytes:
    """Return a snapshot under another title."""
    document = json.loads(gzip.decompress(example.read_bytes()))
    document["opTree"]["sessionTitle"] = title
    return gzip.compress(json.dumps(document).encode())


def _once_printing(process: subprocess.Popen[str]) -> None:
    """Wait until a process prints: where that is more than its pipe holds, it comes no further without a reader."""
    assert process.stdout is not None
    held = bytearray(4)
    while not any(held):
        assert process.poll() is None
        time.sleep(0.01)
        fcntl.ioctl(process.stdout, termios.FIONREAD, held)


def _interrupted(process: subprocess.Popen[str], number: signal.Signals) -> str:
    """Send a signal, and return what is said of it; one that comes just before a read begins has to come again."""
    for _ in range(5):
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            return process.communicate(timeout=10)[1]
    process.kill()
    pytest.fail("the command can't be interrupted")


def _read(terminal: int) -> bytes:
    """Read what a terminal shows; it answers with an error when nobody writes to it any more."""
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b""
