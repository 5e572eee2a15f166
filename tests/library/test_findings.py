"""What goes wrong in a lake's sessions, by the rules that take one apart."""

import shutil
from pathlib import Path

import pytest

import rearview
from rearview.errors import ArgumentError
from rearview.library.facts import session_facts
from rearview.library.findings import QUESTION, grouped
from rearview.library.lake import Lake
from rearview.model.findings import findings
from tests.lakes import ORG, kept_lake, kept_snapshots


@pytest.fixture(scope="module")
def lake() -> Lake:
    """The org's lake."""
    return rearview.open(kept_lake())


def test_what_the_rules_find_is_grouped(lake: Lake) -> None:
    """Each group is what the rules find in its newest session; the most frequent come first, planted stories among them."""
    found = grouped(lake, session_facts(lake.held).frame())
    for row in found.rows[:3]:
        signatures = {finding.signature for finding in findings(lake.session(row["session_id"]))}
        assert row["signature"] in signatures
    told = {(row["rule"], session) for row in found.rows for session in row["examples"].split(", ")}
    planted = {story.story: story.sessions[0] for story in ORG.stories()}
    assert {("loop", planted["loop"]), ("failed_step", planted["action-failure"])} <= told
    assert [row["sessions"] for row in found.rows] == sorted(
        (row["sessions"] for row in found.rows), reverse=True
    )
    assert (found.unreadable, found.opened) == (0, found.wrong)
    assert [column.name for column in QUESTION.columns] == list(found.rows[0])


def test_the_newest_are_opened_first(lake: Lake) -> None:
    """With few to open, those are the newest ones; how many there are is known all the same."""
    watched: list[tuple[int, int]] = []
    found = grouped(
        lake, session_facts(lake.held).frame(), sessions=2, watch=lambda done, of: watched.append((done, of))
    )
    assert watched == [(0, 2), (1, 2)]
    assert found.opened == 2 < found.wrong


def test_a_family_is_taken_apart_once() -> None:
    """What went wrong in a sub-agent is found in its family's tree, and not again for each of its sessions."""
    lake = rearview.open(kept_snapshots())
    found = grouped(lake, session_facts(lake.held).frame())
    assert sum(row["times"] for row in found.rows) == len(findings(lake.session("7d1e")))


def test_what_can_not_be_opened_is_counted(tmp_path: Path) -> None:
    """A session whose rows can't be read any more is passed over, and counted."""
    copy = tmp_path / "lake"
    shutil.copytree(kept_lake(), copy)
    lake = rearview.open(copy)
    facts = session_facts(lake.held).frame()
    for cell in (copy / "steps").rglob("*.parquet"):
        cell.write_bytes(b"nonsense")
    found = grouped(lake, facts, sessions=3)
    assert (found.opened, found.unreadable, found.rows) == (0, 3, [])


def test_what_is_said_along() -> None:
    """How many sessions are opened can be said, and nothing else."""
    assert QUESTION.read({})["sessions"] == 200
    assert QUESTION.read({"sessions": "7"})["sessions"] == 7
    with pytest.raises(ArgumentError, match="takes no mood"):
        QUESTION.read({"mood": "good"})
