"""Snapshots that are asked where they lie: a folder of them, or one file, without a lake of the user's."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import rearview
from rearview.errors import ArgumentError, BrokenLakeError, NotFoundError
from rearview.lake.scan import is_lake
from rearview.library import load_session
from rearview.library.mirror import lake_of, mirror
from rearview.sources.otel.ingest.ingest import Ingestion, ingest
from tests.cli.typed import asking
from tests.conftest import EXAMPLE
from tests.lakes import agentforce_lake, older_folder, snapshot_lake
from tests.sources.otel.planted import document, protobuf, talk
from tests.sources.snapshots.ingest.build import DAY, ONE, TWO, run_of, write
from tests.sources.snapshots.written import tool


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path) -> Iterator[None]:
    """Keep what is made in a folder that goes with the test."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that an agent writes its sessions to."""
    made = tmp_path / "sessions"
    made.mkdir()
    shutil.copy(EXAMPLE, made)
    return made


def test_a_folder_answers_like_a_lake_of_it(folder: Path) -> None:
    """A folder, and a file of it, give the answers that the lake gives which they were ingested into."""
    for asked in (folder, folder / EXAMPLE.name):
        for question in ("volume", "tools", "outcomes"):
            told = rearview.open(asked).ask(question).rows(named=True)
            assert told == rearview.open(snapshot_lake()).ask(question).rows(named=True)


def test_what_is_new_is_taken_and_nothing_is_written_there(folder: Path) -> None:
    """Each time it is opened, what came since is in it; the folder itself stays as its agent left it."""
    before = rearview.open(folder).sessions.collect().height
    write(folder, run_of(ONE, tool("search"), at=DAY))
    write(folder, run_of(TWO, tool("search"), at=DAY))
    there = sorted(folder.iterdir())
    assert rearview.open(folder).sessions.collect().height == before + 2
    assert sorted(folder.iterdir()) == there
    assert is_lake(mirror(folder))
    assert not is_lake(folder)


def test_lakes_are_asked_themselves() -> None:
    """A lake, and a folder in the older layout, need nothing of the kind."""
    for path in (agentforce_lake(), snapshot_lake(), older_folder()):
        assert lake_of(path) == path


def test_what_is_neither_is_refused(tmp_path: Path) -> None:
    """An empty folder, a file of another kind and a place where nothing is make no lake."""
    (tmp_path / "letters.txt").write_text("Dear all")
    for path in (tmp_path, tmp_path / "letters.txt"):
        with pytest.raises(BrokenLakeError, match="is no lake"):
            rearview.open(path)
    with pytest.raises(NotFoundError):
        rearview.open(tmp_path / "gone")
    assert not (tmp_path / "cache").exists()


def test_commands_take_snapshots_as_they_lie(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """What asks a lake asks a folder of snapshots too, in SQL as well."""
    with asking(capsysbinary, folder) as ask:
        listed = ask("sessions", "--format", "csv")
        counted = ask("sql", "SELECT count(*) FROM sessions", "--format", "csv")
    assert (listed.code, counted.code) == (0, 0)
    assert listed.text.count("\n") - 1 == int(counted.text.splitlines()[1]) == 3


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    """A folder that a collector writes traces to."""
    made = tmp_path / "traces"
    made.mkdir()
    (made / "one.jsonl").write_bytes(document(*talk("one")))
    return made


def test_traces_answer_like_a_lake_of_them(traces: Path, tmp_path: Path) -> None:
    """A folder of traces, and a file of it, give the answers of a lake; where they lie, nothing is written."""
    ingest(Ingestion(paths=(traces,), root=tmp_path / "lake"))
    for asked in (traces, traces / "one.jsonl"):
        for question in ("volume", "tools", "outcomes"):
            told = rearview.open(asked).ask(question).rows(named=True)
            assert told == rearview.open(tmp_path / "lake").ask(question).rows(named=True)
    assert [path.name for path in traces.iterdir()] == ["one.jsonl"]


def test_a_session_of_traces_is_found_where_they_lie(traces: Path) -> None:
    """It is named by its id, or not at all where there is no other; what comes later is found too."""
    alone = load_session(traces / "one.jsonl")
    assert alone == load_session(traces, "one")
    assert (alone.root.session_id, len(alone.sessions)) == ("one", 2)
    later = document(*({**span, "traceId": span["traceId"][::-1]} for span in talk("two")))
    (traces / "two.pb").write_bytes(protobuf(later))
    assert load_session(traces, "two").root.session_id == "two"
    with pytest.raises(ArgumentError, match="traces"):
        load_session(traces)


def test_commands_take_traces_as_they_lie(traces: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    """They list the sessions of a folder of traces, and count in it."""
    with asking(capsysbinary, traces) as ask:
        listed = ask("sessions", "--format", "csv")
        counted = ask("sql", "SELECT count(*) FROM sessions", "--format", "csv")
    assert (listed.code, counted.code) == (0, 0)
    assert "one" in listed.text
    assert counted.text.splitlines()[1] == "2"
