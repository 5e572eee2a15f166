"""How tests type commands: in a process of its own, as people do."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

WORDS = [sys.executable, "-m", "rearview"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command left behind."""

    code: int
    out: bytes
    err: str


Run = Callable[..., Done]


@pytest.fixture(scope="session", autouse=True)
def _found_from_everywhere() -> None:
    """Let the package be found from any folder, however the tests were told where it lies."""
    if "PYTHONPATH" in os.environ:
        folders = os.environ["PYTHONPATH"].split(os.pathsep)
        os.environ["PYTHONPATH"] = os.pathsep.join(str(Path(folder).resolve()) for folder in folders)


@pytest.fixture(scope="session")
def run() -> Run:
    """Run a command to its end."""

    def execute(*words: str | Path, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> Done:
        done = subprocess.run(
            [*WORDS, *map(str, words)],
            check=False,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(env or {})},
            cwd=cwd,
        )
        return Done(code=done.returncode, out=done.stdout, err=done.stderr.decode())

    return execute
