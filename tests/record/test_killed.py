"""Agents that are killed: whatever had been recorded by then is there, or comes back."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from rearview import record
from rearview.sources.snapshots.answers.ledger import read_ledger
from rearview.sources.snapshots.places import places
from rearview.sources.snapshots.read import read
from tests.record.killed import MODELS, TOOLS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Where agents recorded to that were killed before the first change to the disk, the second, and so on."""
    folder = tmp_path_factory.mktemp("killed")
    subprocess.run([sys.executable, "-m", "tests.record.killed", folder], check=True, cwd=ROOT)
    return sorted(folder.iterdir())


def test_killed_before_any_change(homes: list[Path]) -> None:
    """The file is there whole or not at all, and recovery brings back all that was done, and bills each of it once."""
    assert len(homes) > 40
    for home in homes:
        said = Counter((home / "said").read_text())
        sessions = home / "sessions"
        for path in sessions.glob("*.json.gz"):
            assert read(path).notes == ()
        record.recover(sessions)
        assert list(sessions.glob("journal/*.journal")) == []
        assert record.recover(sessions) == []
        _holds_all(home, said)


def _holds_all(home: Path, said: Counter[str]) -> None:
    written = list((home / "sessions").glob("*.json.gz"))
    if not written:
        assert not said
        return
    (path,) = written
    snapshot = read(path)
    found = places(snapshot)
    ended = Counter(step.op.kind for step in found.steps if step.op.status == "ok")
    assert ended["llm"] >= said["m"]
    assert ended["tool"] >= said["t"]
    assert (snapshot.reason == "final") == (snapshot.op_tree.ended_at is not None)
    if said["e"]:
        assert (snapshot.reason, ended["llm"], ended["tool"]) == ("final", MODELS, TOOLS)
    if ended["llm"] or ended["tool"]:
        bill = read_ledger([home / "accounting.jsonl"])
        assert (bill.repeated, bill.unreadable) == (0, 0)
        assert bill.models.amounts.calls >= ended["llm"]
        assert bill.tools >= ended["tool"]


def test_a_running_session_is_left_alone(folder: Path, keep: object) -> None:
    """Recovery doesn't touch the journal of a process that lives."""
    del keep
    with record.session("agent") as session:
        (found,) = record.recover(folder)
        assert (found.state, found.snapshot) == ("running", None)
        session.status("still here")
    (path,) = folder.glob("*.json.gz")
    assert read(path).op_tree.latest_status == "still here"


def test_a_killed_process_leaves_a_journal(tmp_path: Path) -> None:
    """A process that is killed by a signal loses nothing of what it recorded, and leaves no snapshot until then."""
    code = """
import os, signal, sys
from rearview import record
chosen = record.settings(sessions_dir=sys.argv[1], billing_file=sys.argv[1] + "/accounting.jsonl", environ={})
session = record.session("agent", settings=chosen).__enter__()
with session.turn("Go.") as turn, turn.tool("search", {"q": "x"}) as call:
    call.log("WRN", "this takes long")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", code, tmp_path], check=False)
    assert done.returncode == -signal.SIGKILL
    assert list(tmp_path.glob("*.json.gz")) == []
    (found,) = record.recover(tmp_path)
    assert found.state == "recovered"
    assert found.snapshot is not None
    assert found.snapshot.stat().st_mode & 0o777 == 0o600
    snapshot = read(found.snapshot)
    (step,) = places(snapshot).steps
    assert (snapshot.reason, step.op.status, step.op.ended_at) == ("recovered", None, None)
    assert [line.message for line in step.op.logs] == ["this takes long"]


def test_a_line_that_was_cut_short(folder: Path, killed: Callable[[str], None]) -> None:
    """A journal that ends in the middle of a line is recovered up to there, and says so."""
    killed("one")
    (journal,) = folder.glob("journal/*.journal")
    journal.write_bytes(journal.read_bytes() + b'["session",1,0,{"latestSta')
    (found,) = record.recover(folder)
    assert (found.state, found.unreadable) == ("recovered", 1)
    assert "1 line of it was cut short" in found.sentence
    assert found.snapshot is not None
    assert read(found.snapshot).op_tree.latest_status == "here"


LIMITED = """
import resource, signal, sys
from rearview import record
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
chosen = record.settings(sessions_dir=sys.argv[1], billing_file=sys.argv[1] + "/accounting.jsonl", environ={})
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
with record.session("agent", settings=chosen) as session, session.turn() as turn:
    for number in range(100):
        with turn.tool(f"tool-{number}"):
            pass
"""


def test_a_line_that_does_not_fit(tmp_path: Path) -> None:
    """Where only a part of a line fits on the disk, it is taken back, and all lines before it are kept."""
    environ = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, tmp_path], env=environ, check=True, capture_output=True, text=True
    )
    assert "File too large" in done.stderr
    assert "What follows of this session is not recorded." in done.stderr
    (path,) = tmp_path.glob("*.json.gz")
    ops = read(path).op_tree.turns[0].ops
    assert 5 < len(ops) < 50
    assert [op.attributes.name for op in ops] == [f"tool-{number}" for number in range(len(ops))]
