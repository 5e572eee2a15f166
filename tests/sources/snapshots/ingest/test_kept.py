"""One session out of a lake: the same as out of its file."""

from pathlib import Path

import pytest

from rearview.errors import ArgumentError, NotFoundError
from rearview.library import load_session
from tests.sources.snapshots.ingest.build import ONE, TWO, run, run_of, write
from tests.sources.snapshots.written import call


@pytest.fixture
def lake(tmp_path: Path, example: Path) -> Path:
    """A lake of some sessions, one of them with sub-agents."""
    folder = tmp_path / "sessions"
    folder.mkdir()
    write(folder, run_of(ONE, call(f"{ONE}-call", childSession=run_of(TWO))))
    run(tmp_path / "lake", folder, example, payloads=True)
    return tmp_path / "lake"


def test_is_the_same_as_its_file(lake: Path, example: Path) -> None:
    """All that a tree shows is in the lake."""
    assert load_session(lake, "5f0c1a52").sessions == load_session(example).sessions


def test_a_sub_agent_leads_to_the_whole(lake: Path) -> None:
    """Naming a sub-agent's session gives the tree that it is in."""
    tree = load_session(lake, TWO)
    assert [session.session_id for session in tree.sessions] == [ONE, TWO]


def test_one_must_be_named(lake: Path) -> None:
    """A lake has many sessions, and a part of an id must be of one."""
    with pytest.raises(ArgumentError):
        load_session(lake)
    with pytest.raises(ArgumentError):
        load_session(lake, "aaaaaaaa")
    with pytest.raises(NotFoundError):
        load_session(lake, "zzz")
