"""`rearview ingest`: typed as people type it."""

import gzip
import json
import signal
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from shutil import rmtree

import pytest

from rearview.render.ingest import show
from rearview.sources.snapshots.ingest.report import Failure, Report
from tests.cli.conftest import WORDS, Run

ROOT = "5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f"
NAMES = [f"{number:08}-0000-4000-8000-000000000000" for number in range(20)]


REPORT = Report(
    parameters={},
    started_ms=0,
    ended_ms=2000,
    files=30,
    unchanged=4,
    refused_before=0,
    runs=5,
    same=1,
    sessions=7,
    bytes=3,
    tables={},
)


@pytest.fixture
def folder(tmp_path: Path, example: Path) -> Path:
    """A sessions' folder with a file that can't be read."""
    folder = tmp_path / "sessions"
    folder.mkdir()
    (folder / example.name).write_bytes(example.read_bytes())
    (folder / f"{NAMES[0]}.json.gz").write_bytes(b"")
    return folder


def test_tells_what_it_did(run: Run, folder: Path, tmp_path: Path) -> None:
    """Sessions, rows and what couldn't be read; one bad file is no failure, and a second run has nothing to do."""
    done = run("ingest", folder, cwd=tmp_path)
    assert (done.code, done.err) == (0, "")
    page = done.out.decode()
    assert page.startswith("INGESTED: 3 sessions of 1 run into snapshot_data\n")
    assert "1 file REJECTED, and not tried again until changed" in page
    again = run("ingest", folder, cwd=tmp_path).out.decode()
    assert again.startswith("NOTHING NEW for snapshot_data\n")
    assert "2 files, 2 unchanged" in again
    assert "1 file that couldn't be read before" in again


def test_tells_programs(run: Run, folder: Path, tmp_path: Path) -> None:
    """JSON has all of it, and the rows of each table can be counted."""
    told = json.loads(run("ingest", folder, "--format", "json", "-o", tmp_path / "a").out)
    assert (told["runs"], told["sessions"], told["rejected"][0]["kind"]) == (1, 3, "empty")
    lines = run("ingest", folder, "--format", "ndjson", "-o", tmp_path / "b").out.splitlines()
    assert {line["table"]: line["new"] for line in map(json.loads, lines)}["sessions"] == 3


def test_a_lake_is_there_to_be_used(run: Run, folder: Path, tmp_path: Path) -> None:
    """Status, verify and debug-session work on it as on any."""
    run("ingest", folder, "--payloads", cwd=tmp_path)
    lake = ("--data-dir", "snapshot_data")
    told = json.loads(run("status", *lake, "--format", "json", cwd=tmp_path).out)["lakes"][0]["tables"]
    assert {of["table"]: of["rows"] for of in told}["sessions"] == 3
    assert run("verify", *lake, cwd=tmp_path).code == 0
    shown = run("debug-session", *lake, "--session-id", ROOT[:8], cwd=tmp_path)
    assert shown.out == run("debug-session", "--data-dir", folder / f"{ROOT}.json.gz", cwd=tmp_path).out


def test_nothing_but_bad_files_is_incomplete(run: Run, tmp_path: Path) -> None:
    """Where none of the files could be read, the exit code says so."""
    (tmp_path / f"{NAMES[0]}.json.gz").write_bytes(b"x")
    assert run("ingest", tmp_path, "-o", tmp_path / "lake").code == 5


def test_a_folder_without_snapshots_is_noted(run: Run, tmp_path: Path) -> None:
    """It may be a mistake, or too early; a path that leads nowhere is a mistake."""
    (tmp_path / "empty").mkdir()
    done = run("ingest", "empty", cwd=tmp_path)
    assert (done.code, done.err.startswith(f"Note: there are no snapshots in {tmp_path}/empty: ")) == (
        0,
        True,
    )
    assert run("ingest", "none", cwd=tmp_path).code == 3
    assert run("ingest", cwd=tmp_path).code == 4


def test_keeps_watching(folder: Path, tmp_path: Path) -> None:
    """With --every it goes on after the first run; Ctrl-C between two of them ends it cleanly."""
    with subprocess.Popen(
        [*WORDS, "ingest", folder, "--every", "1h", "--format", "ndjson"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert [json.loads(process.stdout.readline())["table"] for _ in range(6)][-1] == "sessions"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err.decode().startswith("Error: Interrupted.")) == (130, True)


def test_ctrl_c_loses_nothing(run: Run, tmp_path: Path) -> None:
    """What is interrupted goes on when it is typed again, and the lake is then as if nothing had been."""
    folder = tmp_path / "many"
    folder.mkdir()
    noise = [{"id": f"t{place}", "index": place, "startedAt": place * 86_400_000} for place in range(120)]
    for name in NAMES:
        turns = [{**turn, "id": f"{name}-{turn['id']}"} for turn in noise]
        tree = {"id": name, "traceId": name, "startedAt": 5, "endedAt": 9, "turns": turns}
        text = json.dumps({"version": 1, "opTree": tree})
        (folder / f"{name}.json.gz").write_bytes(gzip.compress(text.encode()))
    code, err = _interrupted(tmp_path, cells=100)
    assert code == 130
    assert err.startswith("Error: Interrupted. What was read is kept in lake.\nHint: to go on, type: ")
    assert run("verify", "--data-dir", "lake", cwd=tmp_path).code == 0
    told = json.loads(run("ingest", "many", "-o", "lake", "--format", "json", cwd=tmp_path).out)
    assert (told["taken_up"], told["runs"], told["unchanged"]) == (True, 0, 20)
    status = json.loads(run("status", "--data-dir", "lake", "--format", "json", cwd=tmp_path).out)
    assert {of["table"]: of["rows"] for of in status["lakes"][0]["tables"]} == {"sessions": 20, "turns": 2400}


def _interrupted(folder: Path, *, cells: int) -> tuple[int, str]:
    """Begin to ingest, and interrupt it while it has written some cells of turns, but not so many."""
    with subprocess.Popen(
        [*WORDS, "ingest", "many", "-o", "lake"],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        while not _cells(folder):
            time.sleep(0.002)
        process.send_signal(signal.SIGSTOP)  # else a busy machine lets it come to its end meanwhile
        written = _cells(folder)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGCONT)
        _, err = process.communicate(timeout=60)
    if written >= cells:
        rmtree(folder / "lake")
        return _interrupted(folder, cells=cells)
    return process.returncode, err.decode()


def _cells(folder: Path) -> int:
    return len(list((folder / "lake").glob("turns/*/*.parquet")))


def test_says_what_was_odd() -> None:
    """Oddities and failures are counted and named, the first few of them."""
    failures = tuple(Failure(path=name, kind="failed", reason=f"{name} is odd.") for name in NAMES)
    notes = {"child_under_roots_name": 2, "from_tree": 5, "ill_typed": 1}
    report = replace(REPORT, notes=notes, failed=failures, taken_up=True, interrupted=True)
    page = "\n".join(line.plain for line in show(report, Path("lake"), width=100))
    assert page.startswith("INTERRUPTED: 7 sessions of 5 runs into lake\n")
    assert "30 files, 4 unchanged, 1 touched, but the same" in page
    assert "Taken up:  what an earlier run had read" in page
    assert "2 runs with a sub-agent's session under its root's name" in page
    assert "1 run with values of another kind" in page
    assert "from_tree" not in page
    assert "20 files FAILED, and tried again by the next run" in page
    assert "and 15 more; --format json lists all" in page
