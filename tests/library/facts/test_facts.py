"""The facts of sessions that are kept beside a lake's cells: always those that the lake's rows give."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rearview.analyses.facts import COLUMNS
from rearview.lake.disk import Boundary, Disk
from rearview.library.facts import kept_facts, session_facts
from rearview.library.facts.facts import FOLDER
from rearview.library.held import held_in
from rearview.library.lake import open_lake
from rearview.library.question import answered
from tests.lakes import agentforce_lake, kept_lake, older_folder, snapshot_lake
from tests.library.facts.cells import FIRST, Change, Row, apply, begin, changes


@settings(max_examples=6, suppress_health_check=list(HealthCheck), deadline=None)
@given(rounds=st.lists(st.lists(changes(), min_size=4, max_size=30), min_size=1, max_size=3))
def test_kept_facts_are_those_of_the_lake(rounds: list[list[Change]]) -> None:
    """Whatever cells come, change and go, in any order: what is kept is what the whole lake's rows give anew."""
    with TemporaryDirectory() as folder:
        root = Path(folder) / "lake"
        begin(root)
        for every in rounds:
            for change in every:
                apply(root, change)
            assert _kept(root).equals(_anew(root))


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    """A lake with two sessions, two days apart, and the facts of both kept."""
    root = tmp_path / "lake"
    begin(root)
    for day, name in ((0, "first"), (2, "second")):
        apply(root, Change(table="sessions", day=day, rows=[_session(name, day)]))
        apply(root, Change(table="messages", day=day, rows=[_message(name, "Hello", day)]))
    session_facts(held_in(root))
    return root


def test_a_late_row_is_counted_however_late(lake: Path) -> None:
    """A row that names a session counts for it, even where it lies on another day, long after, or has no time."""
    for day in (1, 40, None):
        apply(lake, Change(table="messages", day=day, rows=[_message("first", f"on day {day}", day)]))
    assert _column(lake, "messages") == {"first": 4, "second": 1}


def test_only_what_changed_is_derived_anew(lake: Path) -> None:
    """The facts of a day stay the file they are where no cell changed that tells of its sessions."""
    before = _files(lake)
    apply(lake, Change(table="messages", day=3, rows=[_message("second", "Still there?", 3)]))
    watched: list[tuple[int, int]] = []
    session_facts(held_in(lake), lambda done, of: watched.append((done, of)))
    changed = {day for day, place in _files(lake).items() if before[day] != place}
    assert changed == {"date=2026-02-03"}
    assert watched == [(0, 1)]
    session_facts(held_in(lake), lambda done, of: watched.append((done, of)))
    assert watched == [(0, 1)]


def test_what_has_no_time_is_compared_by_what_it_says(lake: Path) -> None:
    """The cell of rows without a time is read again every day: only sessions of which it says something new are derived."""
    for text in ("One", "Two"):
        rows = [_message("first", "Always the same", None), _message("second", text, None)]
        before = _files(lake)
        apply(lake, Change(table="messages", day=None, rows=rows))
        session_facts(held_in(lake))
    assert {day for day, place in _files(lake).items() if before[day] != place} == {"date=2026-02-03"}


def test_children_before_parents(lake: Path) -> None:
    """Rows that came before their session count once it has come."""
    apply(lake, Change(table="messages", day=5, rows=[_message("third", "Anybody?", 5)]))
    assert _column(lake, "messages") == {"first": 1, "second": 1}
    apply(lake, Change(table="sessions", day=4, rows=[_session("third", 4)]))
    assert _column(lake, "messages") == {"first": 1, "second": 1, "third": 1}


def test_a_session_that_moves_or_goes(lake: Path) -> None:
    """A session whose start was corrected takes its rows along; one that the source erased is gone, its file too."""
    apply(lake, Change(table="sessions", day=0, rows=[]))
    apply(lake, Change(table="sessions", day=6, rows=[_session("first", 6)]))
    assert _column(lake, "messages") == {"first": 1, "second": 1}
    apply(lake, Change(table="sessions", day=2, rows=[]))
    assert _column(lake, "messages") == {"first": 1}
    assert set(_files(lake)) == {"date=2026-02-07"}


def test_who_called_whom_over_days(lake: Path) -> None:
    """A session that was called knows the one that called it, and the outermost one, however long before they began."""
    apply(lake, Change(table="sessions", day=9, rows=[_session("called", 9, previous="second")]))
    apply(lake, Change(table="sessions", day=0, rows=[_session("first", 0)]))
    apply(lake, Change(table="sessions", day=2, rows=[_session("second", 2, previous="first")]))
    assert _column(lake, "parent_session_id") == {"first": None, "second": "first", "called": "second"}
    assert set(_column(lake, "root_session_id").values()) == {"first"}
    apply(lake, Change(table="sessions", day=0, rows=[_session("first", 0, ended=True)]))
    assert _column(lake, "parent_session_id")["second"] is None


def test_words_that_belong_to_nobody(lake: Path) -> None:
    """A new name for a tag changes what is known of every session with that tag."""
    association = {
        "ssot__Id__c": "a",
        "session_id": "first",
        "ssot__AiAgentTagId__c": "t",
        "ssot__IsPassed__c": "false",
    }
    tag = {"ssot__Id__c": "t", "ssot__AiAgentTagDefinitionId__c": "d", "ssot__Value__c": "1"}
    apply(lake, Change(table="tag_associations", day=0, rows=[association]))
    apply(lake, Change(table="tags", day=None, rows=[tag]))
    for name, unresolved in (("Intent", None), ("TaskResolution", True)):
        definition = {"ssot__Id__c": "d", "ssot__DeveloperName__c": name}
        apply(lake, Change(table="tag_definitions", day=None, rows=[definition]))
        assert _column(lake, "unresolved")["first"] is unresolved


@pytest.mark.parametrize("place", [agentforce_lake, snapshot_lake])
def test_facts_of_any_source(place: Callable[[], Path], tmp_path: Path) -> None:
    """The facts that are kept of a lake are all that the question gives, of whatever source."""
    lake = tmp_path / "lake"
    shutil.copytree(place(), lake)
    assert _kept(lake).equals(_anew(lake))
    assert [column for column in _kept(lake).columns if column in {each.name for each in COLUMNS}]


def test_a_folder_without_days_is_derived_each_time() -> None:
    """Nothing is kept of a folder in the older layout; its facts are those of its rows all the same."""
    held = held_in(older_folder())
    assert kept_facts(held) is None
    assert session_facts(held).files == ()
    assert _kept(older_folder()).equals(_anew(older_folder()))


def test_readers_never_derive(lake: Path) -> None:
    """Somebody who only reads gets what is kept and true, else nothing."""
    assert kept_facts(held_in(lake)) is not None
    apply(lake, Change(table="messages", day=0, rows=[_message("first", "Changed", 0)]))
    assert kept_facts(held_in(lake)) is None


@pytest.mark.parametrize("hurt", ["index.json", "date=2026-02-01/part-0000.parquet"])
def test_what_is_lost_or_hurt_is_made_anew(hurt: str, lake: Path) -> None:
    """An index that makes no sense, and a file that somebody else wrote, cost time and nothing else."""
    (lake / "metadata" / FOLDER / hurt).write_bytes(b"nonsense")
    assert kept_facts(held_in(lake)) is None
    assert _kept(lake).equals(_anew(lake))


def test_one_keeps_while_another_derives(lake: Path) -> None:
    """While another process keeps facts, they are derived and held in memory, and that is said."""
    apply(lake, Change(table="messages", day=0, rows=[_message("first", "Changed", 0)]))
    lock = Disk().lock(lake / "metadata" / FOLDER / "lock")
    assert lock is not None
    try:
        facts = session_facts(held_in(lake))
    finally:
        os.close(lock)
    assert facts.note is not None
    assert "Another command is keeping them." in facts.note
    assert (len(facts.files), len(facts.tables)) == (1, 1)
    assert facts.frame().collect().shape[0] == 2


def test_a_disk_that_fails_hurts_nothing(lake: Path) -> None:
    """Wherever writing fails, the answer is right, it says why it wasn't kept, and the next command keeps it."""
    held = held_in(lake)
    for number in range(1, 40):
        apply(lake, Change(table="messages", day=0, rows=[_message("first", f"Change {number}", 0)]))
        disk = _Failing(number)
        facts = session_facts(held, disk=disk)
        assert facts.frame().collect().shape[0] == 2
        if not disk.failed:
            assert facts.note is None
            break
        assert "No space left" in str(facts.note)
    assert disk.reached > 5
    assert _kept(lake).equals(_anew(lake))


def test_a_question_takes_what_is_kept() -> None:
    """A lake with facts answers from them: the rows of steps aren't looked at, and the answer is the same."""
    kept, plain = open_lake(kept_lake()), open_lake(agentforce_lake())
    for name in ("volume", "outcomes", "dearest", "quality", "change"):
        assert kept.ask(name).equals(plain.ask(name)), name
    since = FIRST + timedelta(hours=12)
    part = int(since.timestamp() * 1000)
    assert kept.period(part).ask("volume").equals(plain.period(part).ask("volume"))
    duckdb = open_lake(kept_lake(), "duckdb")
    assert duckdb.ask("volume").equals(kept.ask("volume"))


class _Failing(Disk):
    """A disk that is full from the n-th change on."""

    def __init__(self, number: int) -> None:
        self.number, self.reached = number, 0

    @property
    def failed(self) -> bool:
        """Whether it was ever full."""
        return self.reached >= self.number

    def reach(self, boundary: Boundary, path: Path) -> None:
        """Count, and fail."""
        self.reached += 1
        if self.failed and boundary != "unlink":
            raise OSError(28, "No space left on device", str(path))


def _session(name: str, day: int, *, previous: str | None = None, ended: bool = False) -> Row:
    began = FIRST + timedelta(days=day)
    return {
        "ssot__Id__c": name,
        "ssot__StartTimestamp__c": began,
        "ssot__EndTimestamp__c": began + timedelta(minutes=5) if ended else None,
        "ssot__PreviousSessionId__c": previous,
    }


def _message(session: str, text: str, day: int | None) -> Row:
    return {
        "ssot__Id__c": f"{session} {text}",
        "ssot__AiAgentSessionId__c": session,
        "ssot__ContentText__c": text,
        "ssot__AiAgentInteractionMessageType__c": "Input",
        "ssot__MessageSentTimestamp__c": None if day is None else FIRST + timedelta(days=day),
    }


def _files(lake: Path) -> dict[str, int]:
    """Return which file holds the facts of each day."""
    return {
        file.parent.name: file.stat().st_ino for file in (lake / "metadata" / FOLDER).glob("date=*/*.parquet")
    }


def _column(lake: Path, name: str) -> dict[str, object]:
    kept = _kept(lake)
    assert kept.equals(_anew(lake))
    return dict(zip(kept["session_id"], kept[name], strict=True))


def _kept(root: Path) -> pl.DataFrame:
    return _sorted(session_facts(held_in(root)).frame().to_native().collect())


def _anew(root: Path) -> pl.DataFrame:
    lake = open_lake(root)
    return _sorted(pl.DataFrame(lake.collect(answered("facts", {}, lake.frame))))


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(sorted(frame.columns)).sort(pl.all(), nulls_last=True)
