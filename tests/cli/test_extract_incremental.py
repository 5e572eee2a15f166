"""`rearview extract-incremental`: typed as people type it, against a stand-in on a socket."""

import json
import signal
import subprocess
import time
from pathlib import Path

from rearview.lake.grid import HOUR_MS
from rearview.sandbox.server import Standin
from tests.cli.conftest import NOW_MS, UNTIL_MS, WORDS, Run

Words = list[str | Path]


def test_goes_on_from_where_the_lake_ends(run: Run, auth: Words, tmp_path: Path, standin: Standin) -> None:
    """What came since, and what came late, is read; what is settled isn't."""
    standin.clock.set(UNTIL_MS - 6 * HOUR_MS)
    few = ("--since", "2026-02-01", "--only", "sessions", "--only", "interactions", "--only", "steps")
    first = json.loads(run("extract", *auth, *few, "--format", "json", cwd=tmp_path).out)
    standin.clock.set(NOW_MS)
    done = run("extract-incremental", *auth, "--format", "json", cwd=tmp_path)
    second = json.loads(done.out)
    assert (done.code, done.err) == (0, "")
    assert second["tables"]["steps"]["new"] > 0
    assert second["tables"]["steps"]["rows"] > first["tables"]["steps"]["rows"]
    again = json.loads(run("extract-incremental", *auth, "--format", "json", cwd=tmp_path).out)
    assert all(table["new"] == 0 for table in again["tables"].values())


def test_keeps_to_the_agents_of_its_lake(run: Run, auth: Words, tmp_path: Path) -> None:
    """A lake of one agent stays one without that being said again; another agent is refused."""
    of_one: Words = ["--agent", "Customer_Support_Agent"]
    run("extract", *auth, "--days", "1", "--no-children", *of_one, cwd=tmp_path)
    assert run("extract-incremental", *auth, cwd=tmp_path).code == 0
    refused = run("extract-incremental", *auth, "--agent", "Other", cwd=tmp_path)
    assert refused.code == 1
    assert "agent=Customer_Support_Agent; this run is for agentforce" in refused.err


def test_keeps_running(run: Run, auth: Words, tmp_path: Path, standin: Standin) -> None:
    """With --every a run follows a run; Ctrl-C between two of them ends it cleanly."""
    run("extract", *auth, "--days", "1", "--no-children", cwd=tmp_path)
    words = [str(word) for word in ("extract-incremental", *auth, "--every", "1m", "--format", "ndjson")]
    with subprocess.Popen(
        [*WORDS, *words], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["table"] == "sessions"
        while standin.counters.under_way:
            time.sleep(0.01)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (130, "Error: Interrupted.\n")


def test_the_ladder_is_typed(run: Run, auth: Words, tmp_path: Path) -> None:
    """Ages that make no ladder are refused; by a shorter one, a lake settles sooner."""
    assert run("extract-incremental", *auth, "--settle", "1h,15m", cwd=tmp_path).code == 4
    assert run("extract-incremental", *auth, "--settle", "soon", cwd=tmp_path).code == 4
    done = run("extract-incremental", *auth, "--settle", "15m, 1h", "--format", "json", cwd=tmp_path)
    assert json.loads(done.out)["tables"]["sessions"]["settling_until"] == "2026-02-07T01:00:00.000Z"
