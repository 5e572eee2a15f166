"""Coming back to a lake: what came late, changed or went arrives, and nothing is read more often than it must be."""

from collections import Counter
from pathlib import Path

import pytest

from rearview.errors import IdentityError, LockedError
from rearview.lake import journal
from rearview.lake.grid import DAY_MS, HOUR_MS, MINUTE_MS, Window
from rearview.lake.identity import Identity
from rearview.lake.settle import LADDER
from rearview.lake.writer import Writer
from rearview.sources.agentforce.extract import extract_incremental, extract_quality
from rearview.sources.agentforce.extract.plan import TRUST_LAYER
from rearview.sources.agentforce.extract.scope import Agents
from tests.sources.agentforce.extract.build import CORE, PERIOD, rig, versions, visible

TABLES = ("sessions", "steps")
DAY = Window(PERIOD.start_ms, PERIOD.start_ms + DAY_MS)
SETTLED_MS = PERIOD.end_ms + LADDER[-1] + DAY_MS


def test_late_rows_arrive(tmp_path: Path) -> None:
    """Rows that become visible after the first run, change or go are as in the source once the ladder has ended."""
    with rig(tmp_path, now_ms=PERIOD.end_ms + 10 * MINUTE_MS) as at:
        first = at.extract(TABLES)
        assert at.differences(TABLES) == {}
        for hours in (1, 6, 24, 72):
            at.standin.clock.set(PERIOD.end_ms + hours * HOUR_MS + MINUTE_MS)
            report = extract_incremental(at.extraction(), tables=TABLES)
            assert report.complete
        everything = Window(PERIOD.start_ms, at.standin.clock.now_ms())
        assert at.differences(TABLES, everything) == {}
        late = visible(versions("steps"), SETTLED_MS).num_rows
        assert first.tables["steps"].rows < late
        often = Counter(sql for sql in at.statements() if "IS NULL" not in sql)
        assert max(often.values()) <= len(LADDER) + 1


def test_a_settled_cell_is_left_alone(tmp_path: Path) -> None:
    """Once everything has settled, another run over the period reads nothing and says how much it left out."""
    with rig(tmp_path, now_ms=SETTLED_MS + 30 * DAY_MS) as at:
        at.extract(("interactions", "steps"))
        asked = len(at.statements())
        report = at.extract(("interactions", "steps"))
        assert len(at.statements()) == asked
        assert (report.skipped, report.tables) == (4, {})
        again = at.extract(("interactions", "steps"), again=True)
        assert sum(table.new + table.changed + table.gone for table in again.tables.values()) == 0
        assert {table.settling_until_ms for table in again.tables.values()} == {None}


def test_changes_are_counted(tmp_path: Path) -> None:
    """A report says how many rows are new, changed and gone since the cell was read before, and until when it settles."""
    early, late = PERIOD.end_ms + 10 * MINUTE_MS, SETTLED_MS
    before, after = (visible(versions("sessions"), moment) for moment in (early, late))
    was, now = (
        {row["ssot__Id__c"]: row for row in rows.to_pylist() if row["ssot__StartTimestamp__c"]}
        for rows in (before, after)
    )
    with rig(tmp_path, now_ms=early) as at:
        first = at.extract(("sessions",)).tables["sessions"]
        assert first.settling_until_ms == PERIOD.end_ms + LADDER[-1]
        at.standin.clock.set(late)
        second = at.extract(("sessions",)).tables["sessions"]
        assert second.new == len(now.keys() - was.keys())
        assert second.gone == len(was.keys() - now.keys())
        assert second.changed == sum(was[id_] != now[id_] for id_ in was.keys() & now.keys())


def test_open_sessions_keep_their_cell_settling(tmp_path: Path) -> None:
    """A cell of sessions of which one has no end is unfinished, and due again for as long as that is so."""
    with rig(tmp_path, now_ms=SETTLED_MS + 30 * DAY_MS) as at:
        at.extract(("sessions",))
        rows = at.lake("sessions")
        open_days = {
            row["ssot__StartTimestamp__c"].date()
            for row in rows.to_pylist()
            if row["ssot__EndTimestamp__c"] is None and row["ssot__StartTimestamp__c"]
        }
        identity = at.extraction().identity
        with Writer.open(at.root, identity) as writer:
            entries = [entry for _, entry in writer.ledger.of("sessions") if entry.window]
        assert [entry.unfinished for entry in entries] == [
            day in open_days
            for day in sorted({row["ssot__StartTimestamp__c"].date() for row in rows.to_pylist()})
        ]


def test_the_verdicts_come_for_what_the_lake_covers(tmp_path: Path) -> None:
    """The tables of the Trust Layer are read for the time that the lake covers, and no others."""
    with rig(tmp_path) as at:
        at.extract(("sessions",), DAY)
        report = extract_quality(at.extraction())
        assert set(report.tables) == set(TRUST_LAYER)
        assert at.differences(("generations", "content_quality", "content_categories"), DAY) == {}


def test_children_come_before_their_parents(tmp_path: Path) -> None:
    """In each window, the cells of children are in their places before those of what they hang on."""
    with rig(tmp_path) as at:
        at.extract()
        for day in {file.parent.name for file in at.root.glob("*/date=*/*.parquet")}:
            written = [(at.root / table / day / "part-0000.parquet").stat().st_mtime_ns for table in CORE]
            assert written == sorted(written, reverse=True)


def test_an_agent_filter_is_the_source_s(tmp_path: Path) -> None:
    """With a filter by agent, only the sessions with that agent arrive, and the lake belongs to that filter for life."""
    names = versions("participants")["ssot__AiAgentApiName__c"].unique().to_pylist()
    name = min(name for name in names if name and name != "NOT_SET")
    with rig(tmp_path) as at:
        at.scope = Agents((name,))
        at.extract(("sessions", "participants", "interactions"))
        parties = at.source("participants").to_pylist()
        theirs = {
            row["ssot__AiAgentSessionId__c"] for row in parties if row["ssot__AiAgentApiName__c"] == name
        }
        assert set(at.lake("sessions")["ssot__Id__c"].to_pylist()) <= theirs
        assert 0 < at.lake("sessions").num_rows < at.source("sessions").num_rows
        at.scope = Agents(())
        with pytest.raises(IdentityError):
            at.extract()


def test_a_second_run_waits_for_nobody(tmp_path: Path) -> None:
    """While one run writes to a lake, another says who does, and asks the source nothing."""
    with rig(tmp_path) as at:
        with Writer.open(at.root, at.extraction().identity), pytest.raises(LockedError):
            at.extract()
        assert at.standin.counters.statements == []


def test_each_run_is_journalled(tmp_path: Path) -> None:
    """Every run leaves a line with what it was asked for, what it did and what it took; no secret is in it."""
    with rig(tmp_path) as at:
        at.extract(("sessions",))
        extract_incremental(at.extraction(), tables=("sessions",))
        told = list(journal.runs(at.root))
        assert [run["command"] for run in told] == ["extract", "extract-incremental"]
        assert told[0]["tables"]["sessions"]["rows"] == at.lake("sessions").num_rows
        assert told[0]["credits"] > 0
        assert told[0]["requests"] > 0
        written = b"".join(path.read_bytes() for path in (at.root / "metadata").glob("*.json*")).decode()
        assert at.standin.credentials.consumer_key not in written
        assert "Bearer" not in written


def test_parts_are_fetched_side_by_side(tmp_path: Path) -> None:
    """The parts of one large cell are fetched by all workers together, and by no more than there are."""
    with rig(tmp_path, jobs=3) as at:
        at.extract(("steps",))
        assert at.standin.counters.most_at_once == 3


def test_the_lake_knows_whose_it_is(tmp_path: Path) -> None:
    """A lake remembers the org, its data space, and that nothing is filtered."""
    with rig(tmp_path) as at:
        assert at.extraction().identity == Identity(
            source="agentforce", org=at.standin.org_id, data_space="default", filters={}
        )
