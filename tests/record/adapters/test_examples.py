"""The examples run, and what they record is debugged with the commands."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rearview.cli import main
from rearview.sources.snapshots.answers.agents import agents
from rearview.sources.snapshots.answers.summary import summary
from rearview.sources.snapshots.places import places
from rearview.sources.snapshots.read import read
from tests.record.adapters.endpoint import SAID

EXAMPLES = Path(__file__).parents[3] / "examples"


DID = {
    "record_openai": ({"llm": 2, "tool": 1}, ["geographer"]),
    "record_anthropic": ({"llm": 3, "agent": 2}, ["editor", "researcher", "researcher"]),
}


@pytest.mark.parametrize("name", DID)
def test_examples_run(name: str, address: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each example talks to a model over a real socket, and leaves a snapshot of all that it did."""
    folder = tmp_path / "sessions"
    environ = {
        **os.environ,
        "OPENAI_BASE_URL": f"{address}/v1",
        "OPENAI_API_KEY": "none",
        "ANTHROPIC_BASE_URL": address,
        "ANTHROPIC_API_KEY": "none",
        "REARVIEW_SESSIONS": str(folder),
        "REARVIEW_BILLING": str(tmp_path / "accounting.jsonl"),
    }
    example = [sys.executable, str(EXAMPLES / f"{name}.py")]
    done = subprocess.run(example, env=environ, check=False, capture_output=True, text=True)
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout == f"{SAID}\n"
    (path,) = folder.glob("*.json.gz")
    snapshot = read(path)
    found = places(snapshot)
    told = summary(snapshot, found)
    assert (told.kinds, [row.agent for row in agents(found)]) == DID[name]
    assert (told.failed, told.unfinished) == ([], [])
    assert told.report is not None
    assert told.report.text == SAID
    assert SAID in _debugged(tmp_path, folder, capfd)


def _debugged(home: Path, folder: Path, capfd: pytest.CaptureFixture[str]) -> str:
    """Put what was recorded into a lake, and return how the session reads that is in there."""
    lake = str(home / "lake")
    (session,) = folder.glob("*.json.gz")
    assert main(["ingest", str(folder), "--output", lake]) == 0
    capfd.readouterr()
    wanted = session.name.removesuffix(".json.gz")
    assert main(["debug-session", "--data-dir", lake, "--session-id", wanted]) == 0
    return capfd.readouterr().out
