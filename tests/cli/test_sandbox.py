"""`rearview sandbox`: what it prints, that what it prints works, and how it ends."""

import json
import os
import shlex
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from rearview.sandbox.server import NAMED
from tests.cli.conftest import WORDS, Run

SMALL = ("--sessions-per-day", "2", "--days", "2", "--until", "2026-02-01")


@contextmanager
def _running(*words: str, told: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """Run a stand-in, and say where it is as soon as it has said so itself."""
    line = [*WORDS, "sandbox", *SMALL, "--format", "json", "-o", str(told), *words]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            while not told.exists() and process.poll() is None:
                time.sleep(0.01)
            assert told.exists(), process.communicate()[1]
            yield process, json.loads(told.read_text())
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate()


def _typed(line: str) -> Any:
    """Type a line into a shell, and return the JSON that it prints."""
    done = subprocess.run(
        ["sh", "-c", line], check=True, capture_output=True, env={**os.environ, "NO_PROXY": "*"}
    )
    return json.loads(done.stdout)


def test_the_line_to_copy_works(tmp_path: Path) -> None:
    """The line that is printed signs in and counts sessions; Ctrl-C ends it all and leaves nothing behind."""
    with _running(told=tmp_path / "told.json") as (process, told):
        answer = _typed(told["try"])
        key = Path(told["key_path"])
        assert key.stat().st_mode & 0o777 == 0o600
    assert answer["data"][0][0] >= 4
    assert (process.returncode, key.parent.exists()) == (0, False)


def test_the_line_that_extracts_works(tmp_path: Path) -> None:
    """The line that is printed for it copies the whole org into a lake, in a shell as it is."""
    (tmp_path / "rearview").write_text(f'#!/bin/sh\nexec {shlex.join(WORDS)} "$@"\n')
    (tmp_path / "rearview").chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    with _running(told=tmp_path / "told.json") as (_, told):
        line = f"{told['extract']} --only sessions --format json"
        done = subprocess.run(
            ["sh", "-c", line],
            check=True,
            capture_output=True,
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
        )
    assert json.loads(done.stdout)["tables"]["sessions"]["rows"] >= 4


def test_what_is_late_has_yet_to_come(tmp_path: Path) -> None:
    """With --late the last day's sessions are there, and part of what happened in them isn't."""
    counts = []
    for words in ([], ["--late"]):
        with _running(*words, told=tmp_path / f"told{len(words)}.json") as (_, told):
            counts.append(
                _typed(told["try"].replace("AIAgentSession__dlm", "AIAgentInteractionStep__dlm"))["data"][0][
                    0
                ]
            )
    whole, late = counts
    assert 0 < late < whole


def test_refuses_a_port_that_is_taken(run: Run) -> None:
    """A port that is taken is refused in words."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        done = run("sandbox", "--port", str(port), *SMALL)
    assert done.code == 1
    assert f"Could not listen on port {port}: Address already in use." in done.err


def test_greets_a_person() -> None:
    """As text it says where it is, what is in it, what goes wrong, who may sign in, and the lines to copy."""
    line = [*WORDS, "sandbox", *SMALL, "--faults", "slow"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = [process.stdout.readline() for _ in range(15)]
        process.send_signal(signal.SIGINT)
    assert said[0].startswith("A stand-in for Data 360 answers at http://127.0.0.1:")
    assert said[1] == "Its org has 2 sessions a day for 2 days up to 2026-02-01.\n"
    assert said[2] == f"What goes wrong: {NAMED['slow'].meaning}\n"
    assert [words.split()[0] for words in said[4:7]] == ["username", "consumer", "key"]
    assert said[10].startswith("rearview extract --org analyst@sandbox.example --login-url http://127.0.0.1:")
    assert said[14].startswith("TOKEN=$(curl -s http://127.0.0.1:")
    assert process.returncode == 0


def test_lists_faults(run: Run) -> None:
    """Every plan with a name is listed with what it means, as text and as JSON."""
    listed = " ".join(run("sandbox", "--faults", "list").out.decode().split())
    assert all(f"{name} {plan.meaning}" in listed for name, plan in NAMED.items())
    plans = json.loads(run("sandbox", "--faults", "list", "--format", "json").out)
    assert plans[0] == {"name": "rate-limit-seconds", "meaning": NAMED["rate-limit-seconds"].meaning}


def test_refuses_a_fault_that_is_none(run: Run) -> None:
    """A wrong name is a wrong argument, and the right ones are named."""
    done = run("sandbox", "--faults", "explode")
    assert done.code == 4
    assert "There is no fault plan named explode.\nHint: choose from: rate-limit-seconds, " in done.err


def test_lists_stories(run: Run) -> None:
    """What happens in which session is listed, the same for the same seed and day."""
    words = ("sandbox", "--stories", "--sessions-per-day", "20", "--days", "1", "--until", "2026-02-01")
    listed = json.loads(run(*words, "--format", "json").out)
    assert listed[0].keys() == {"story", "begins", "session", "cause"}
    told = run(*words).out.decode()
    assert all(row["session"] in told and f"{row['story']}\n" in told for row in listed)
    assert max(len(line) for line in told.splitlines()) <= 80
    assert json.loads(run(*words, "--format", "json").out) == listed
    assert json.loads(run(*words, "--seed", "7", "--format", "json").out) != listed


def test_a_small_org_may_have_no_stories(run: Run) -> None:
    """Where nothing is planted, that is said."""
    words = ("sandbox", "--stories", "--sessions-per-day", "1", "--days", "1", "--until", "2026-02-01")
    assert run(*words).out.startswith(b"So small an org tells no story; ")
    assert run(*words, "--format", "json").out == b"[]\n"


def test_generates_an_org(run: Run, tmp_path: Path) -> None:
    """The org can be written to files instead."""
    done = run("sandbox", "--generate", tmp_path / "org", *SMALL, "--format", "json")
    told = json.loads(done.out)
    written = sum(pq.ParquetFile(path).metadata.num_rows for path in (tmp_path / "org").rglob("*.parquet"))
    assert told == {"folder": str(tmp_path / "org"), "rows": written}
    assert f"{written:,} rows are in" in run("sandbox", "--generate", tmp_path / "again", *SMALL).out.decode()
