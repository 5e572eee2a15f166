"""A lake that can be asked: its frames, its answers, its periods and its sessions."""

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import narwhals as nw
import polars as pl
import pytest

import rearview
from rearview.analyses import ANALYSES, ask, load_analysis, tables_of
from rearview.engines.lookup import Lookup
from rearview.errors import ArgumentError, BrokenLakeError, NotFoundError
from rearview.lake.scan import files
from rearview.library import Lake, load_session, open_lake
from rearview.library.question import answered
from rearview.model.tables import TABLES
from rearview.model.tree import check
from rearview.sources.agentforce.kept import born_ms, rows_of
from rearview.sources.canonical import Frame
from tests.lakes import ORG, agentforce_lake, older_folder, shown, snapshot_lake

MIDNIGHT_MS = ORG.until_ms


@pytest.fixture(scope="module")
def lake() -> Lake:
    """The org's lake."""
    return rearview.open(agentforce_lake())


def _ids(lake: Lake) -> list[str]:
    ids: list[str] = lake.sessions.select("session_id").collect()["session_id"].sort().to_list()
    return ids


def _counts(lake: Lake) -> dict[str, int]:
    tables = ("sessions", "turns", "steps", "moments")
    return {table: lake.collect(lake.frame(table, ())).num_rows for table in tables}


def test_every_table_is_a_frame_of_the_engine(lake: Lake) -> None:
    """A canonical table is a property, as a frame that the engine's own library understands; other names are refused."""
    assert isinstance(lake.steps, pl.LazyFrame)
    assert set(TABLES) < set(dir(lake))
    duckdb = rearview.open(agentforce_lake(), "duckdb")
    assert duckdb.turns.count("turn_id").fetchall() == [(lake.turns.collect().height,)]
    with pytest.raises(AttributeError, match="has no attribute 'stepz'"):
        lake.stepz  # noqa: B018 - the access is what is tried


def test_questions_are_answered_by_the_engine_that_is_named() -> None:
    """Unless one is named, questions are answered by the engine that keeps to its memory; a lake's frames stay Polars'."""
    for engine in (None, "polars", "duckdb"):
        asked = open_lake(agentforce_lake(), engine)
        assert asked.chosen_engine == (engine is not None)
        assert asked.engine.name == (engine or "polars")
        assert asked.ask("tools").rows() == open_lake(agentforce_lake(), "duckdb").ask("tools").rows()


def test_days_that_no_question_is_about_are_not_opened() -> None:
    """For every question, `--since` leaves out the files of other days: nothing is left to read far behind the end."""
    far = open_lake(agentforce_lake(), "polars").period(MIDNIGHT_MS + 40 * 86_400_000, None)
    for name in ANALYSES:
        plan = far.engine.explain(answered(name, {}, far.frame).to_native())
        assert "date=2026" not in plan, name


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
def test_a_period_holds_whole_sessions(engine: str, lake: Lake) -> None:
    """A period has the sessions that began in it with all that belongs to them, also what happened after its end."""
    asked = open_lake(agentforce_lake(), engine)
    noon = MIDNIGHT_MS - 12 * 3_600_000
    parts = [asked.period(None, noon), asked.period(noon, MIDNIGHT_MS), asked.period(MIDNIGHT_MS, None)]
    counts = [_counts(part) for part in parts]
    undated = set(lake.sessions.filter(pl.col("started_ms").is_null()).collect()["session_id"])
    for table, whole in _counts(lake).items():
        rows = lake.collect(lake.frame(table)).to_pylist()
        assert sum(count[table] for count in counts) == whole - sum(
            row["session_id"] in undated for row in rows
        )
    assert undated
    late = parts[1].frame("turns").filter(nw.col("started_ms") >= MIDNIGHT_MS)
    assert asked.collect(late).num_rows > 0


def test_a_period_leaves_out_other_days(lake: Lake) -> None:
    """Files of days on which nothing of a period can have happened aren't even listed in a plan."""
    far = lake.period(MIDNIGHT_MS + 40 * 86_400_000, None)
    assert "date=2026" not in far.engine.explain(far.frame("steps", ()).to_native())
    assert "date=2026" in lake.engine.explain(lake.frame("steps", ()).to_native())


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("name", ["tools", "topics", "outcomes"])
def test_an_answer_needs_only_the_columns_it_reads(name: str, engine: str) -> None:
    """What isn't needed isn't found, and the answer is that of whole tables."""
    asked = open_lake(agentforce_lake(), engine)
    tables = tables_of(load_analysis(name))
    whole = asked.collect(ask(name, {table: asked.frame(table) for table in tables}))
    assert asked.ask(name).equals(pl.DataFrame(whole))
    assert whole.num_rows > 0


def test_a_table_that_nobody_looks_at_is_not_made(lake: Lake) -> None:
    """Sessions that failed are found without verdicts, and those with toxic content without steps."""
    made: list[str] = []

    def frame(table: str, columns: Collection[str]) -> Frame:
        made.append(table)
        return lake.frame(table, columns)

    answered("find", {"what": "fail"}, frame)
    assert made == ["sessions"]
    made.clear()
    toxic = answered("find", {"what": "toxic"}, frame)
    assert set(made) == {"sessions", "assessments"}
    assert lake.collect(toxic).num_rows > 0


def test_what_is_not_wanted_is_not_joined(lake: Lake) -> None:
    """Sessions by channel don't look through the parties, nor tokens by model through the steps."""
    plan = lake.engine.explain(lake.frame("sessions", {"channel"}).to_native())
    assert "participants" not in plan
    assert "participants" in lake.engine.explain(lake.frame("sessions", {"agent"}).to_native())
    assert "responses" in lake.engine.explain(lake.frame("usage", {"latency_ms"}).to_native())


def test_each_session_is_the_tree_of_its_rows(lake: Lake) -> None:
    """A session that is looked up has the rows that the frames have of it and of those that it called, and no others."""
    frames = {table: lake.collect(lake.frame(table).drop("date")).to_pylist() for table in TABLES}
    for session_id in _ids(lake)[::11]:
        tree = lake.session(session_id)
        family = {session.session_id for session in tree.sessions}
        assert check(tree) == []
        for table, held in _held(tree).items():
            assert held == sum(row["session_id"] in family for row in frames[table]), table


def test_a_called_session_leads_to_the_whole(lake: Lake) -> None:
    """Naming the session of a sub-agent gives the tree that it is in."""
    (called,) = {row.session for row in _delegated()}
    (child,) = lake.sessions.filter(pl.col("parent_session_id") == called).collect()["session_id"]
    tree = lake.session(child)
    assert [(session.session_id, session.depth) for session in tree.sessions] == [(called, 0), (child, 1)]


@pytest.mark.parametrize("place", [agentforce_lake, older_folder, snapshot_lake])
def test_a_part_of_an_id_is_enough(place: Callable[[], Path]) -> None:
    """Wherever a session lies, a part of its id finds it, in any case."""
    own = open_lake(place())
    session_id = _ids(own)[0]
    assert session_id in {session.session_id for session in own.session(session_id[9:].upper()).sessions}


def test_a_messaging_session_is_found(lake: Lake) -> None:
    """The id of the messaging session behind it finds a session, with its last three letters or without."""
    behind = {
        row["ssot__RelatedMessagingSessionId__c"]: row["ssot__Id__c"] for row in shown("sessions").to_pylist()
    }
    messaging, session_id = next((id_, own) for id_, own in sorted(behind.items()) if id_.startswith("0Mw"))
    for id_ in (messaging, messaging[:15]):
        assert lake.session(id_).root.session_id == session_id


def test_a_session_without_a_date_is_found_whole(lake: Lake) -> None:
    """Where a session doesn't say when it was, its rows are looked for on every day."""
    undated = lake.sessions.filter(pl.col("started_ms").is_null()).collect()["session_id"][0]
    steps = lake.steps.filter(pl.col("session_id") == undated).collect()["step_id"]
    assert {step.step_id for step in lake.session(undated).steps()} == set(steps)


def test_a_session_must_be_named(lake: Lake) -> None:
    """None, several and unknown ones are refused with what to do next."""
    with pytest.raises(ArgumentError, match="which one is meant"):
        load_session(agentforce_lake())
    with pytest.raises(ArgumentError, match="is a part of"):
        lake.session("019c1")
    mistyped = _ids(lake)[0][:-1] + "~"
    with pytest.raises(NotFoundError, match="the nearest ids are"):
        lake.session(mistyped)
    with pytest.raises(NotFoundError, match="check the id"):
        lake.session("zzz")


def test_what_can_not_be_asked_says_why(tmp_path: Path) -> None:
    """A folder that is no lake, a place where nothing is, and a question that nobody knows are refused."""
    with pytest.raises(BrokenLakeError, match="is no lake"):
        open_lake(tmp_path)
    with pytest.raises(NotFoundError, match="There is nothing at"):
        open_lake(tmp_path / "absent")
    with pytest.raises(ArgumentError, match="There is no question named weather"):
        rearview.open(agentforce_lake()).ask("weather")


def test_one_session_reads_its_own_days_only(lake: Lake) -> None:
    """Of each table no more files are looked at than those of the session's day, and of rows without a time."""
    hour = 3_600_000
    midday = pl.col("started_ms") > MIDNIGHT_MS - 20 * hour, pl.col("ended_ms") < MIDNIGHT_MS - 2 * hour
    row = lake.sessions.filter(*midday).sort("session_id").collect().row(0, named=True)
    looked: list[Path] = []

    def counted(table: str, since_ms: int | None, until_ms: int | None) -> Sequence[Path]:
        found = files(agentforce_lake(), table, since_ms=since_ms, until_ms=until_ms)
        looked.extend(found if table not in {"tag_associations", "feedback", "feedback_details"} else [])
        return found

    rows_of(Lookup([agentforce_lake()]), counted, row["session_id"])
    day = datetime.fromtimestamp(row["started_ms"] / 1000, UTC).date().isoformat()
    assert {file.parent.name for file in looked} == {f"date={day}", "date=__HIVE_DEFAULT_PARTITION__"}


def test_an_id_may_say_when_it_was_made() -> None:
    """A UUIDv7 begins with its time; another id doesn't."""
    assert born_ms("019c11ec-4a90-7ae0-86fa-480728a32550") == 0x019C11EC4A90
    assert born_ms("019c11ec-4a90-4ae0-86fa-480728a32550") is None
    assert born_ms("not a date at all, 7hough 36 letters") is None
    assert born_ms("zzzzzzzz-zzzz-7zzz-zzzz-zzzzzzzzzzzz") is None
    assert born_ms("0Mw") is None


def _delegated() -> list[Any]:
    return [row for rows in ORG.showing("delegated").values() for row in rows]


def _held(tree: Any) -> dict[str, int]:
    """Count the rows in a tree."""
    sessions, turns = tree.sessions, [turn for session in tree.sessions for turn in session.turns]
    steps = list(tree.steps())
    nodes = [*sessions, *turns, *steps]
    return {
        "sessions": len(sessions),
        "turns": sum(turn.recorded for turn in turns),
        "steps": len(steps),
        "messages": sum(len(node.messages) for node in [*sessions, *turns]),
        "usage": sum(len(node.usage) for node in nodes),
        "assessments": sum(len(node.assessments) for node in nodes),
        "moments": sum(len(session.moments) for session in sessions),
        "participants": sum(len(session.participants) for session in sessions),
    }
