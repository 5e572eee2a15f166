"""How tests type commands: in a process of its own, as people do."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from rearview.lake.grid import DAY_MS
from rearview.sandbox.org import Org
from rearview.sandbox.server import Clock, Plan, Standin, serve

UNTIL_MS = 20_486 * DAY_MS
"""When the last day of the stand-in's org ends."""
NOW_MS = UNTIL_MS + 4 * DAY_MS
"""What time it is there: all of its rows have come in."""
DAY = ("--since", "2026-02-01", "--until", "2026-02-02")
"""Its last day, as it is typed."""
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

    def execute(
        *words: str | Path,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stdin: bytes = b"",
    ) -> Done:
        done = subprocess.run(
            [*WORDS, *map(str, words)],
            check=False,
            capture_output=True,
            input=stdin,
            env={**os.environ, **(env or {})},
            cwd=cwd,
        )
        return Done(code=done.returncode, out=done.stdout, err=done.stderr.decode())

    return execute


@pytest.fixture(scope="session")
def _serving() -> Iterator[Standin]:
    org = Org(sessions_per_day=3, days=1, until_ms=UNTIL_MS)
    with serve(org, clock=Clock(NOW_MS, held=True)) as standin:
        yield standin


@pytest.fixture
def standin(_serving: Standin) -> Standin:
    """An org that answers, as it is at its start."""
    _serving.clock.set(NOW_MS)
    _serving.faults.use(Plan())
    _serving.counters.clear()
    return _serving


@pytest.fixture
def auth(standin: Standin) -> list[str | Path]:
    """How to sign in to it, as it is typed."""
    credentials = standin.credentials
    return [
        *("--org", credentials.username, "--login-url", standin.url),
        *("--consumer-key", credentials.consumer_key, "--key-path", credentials.key_path),
    ]
