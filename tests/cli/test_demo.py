"""`rearview demo`: what a newcomer sees."""

import re
from pathlib import Path

from rearview.cli.travel_desk import record_trips
from rearview.library import load_session
from tests.cli.conftest import Run


def test_tells_everything_without_an_account(run: Run, tmp_path: Path) -> None:
    """An org is copied, summed up and one of its failures explained, and every command is shown as it is typed."""
    told = run("demo", "--sessions", "100", "--no-view", "-o", "here", cwd=tmp_path)
    assert (told.code, told.err) == (0, "")
    text = told.out.decode()
    for said in ("EXTRACTED: ", "SESSION SUMMARY", "WHY: ", "INGESTED: 120 sessions of 60 runs"):
        assert said in text
    shown = re.findall(r"^  \$ rearview (\S+)", text, re.MULTILINE)
    assert shown[:4] == ["extract", "analyze", "why", "ingest"]
    assert "[INPUT]" in run(*_words(text, "debug-session"), cwd=tmp_path).out.decode()


def test_the_agent_of_the_demo_fails_now_and_then(tmp_path: Path) -> None:
    """Of its sessions every fifth has a tool that failed, and a sub-agent each."""
    record_trips(tmp_path / "sessions", 5)
    trees = [load_session(file) for file in sorted((tmp_path / "sessions").glob("*.json.gz"))]
    assert [len(tree.sessions) for tree in trees] == [2] * 5
    failed = [step.name for tree in trees for step in tree.steps() if step.status == "failed"]
    assert failed == ["book_flight"]


def _words(text: str, command: str) -> list[str]:
    """Return the words of a command that the demo shows, as far as they hold no quotes."""
    return next(line.split()[2:] for line in text.splitlines() if line.startswith(f"  $ rearview {command} "))
