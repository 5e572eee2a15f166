"""The weaknesses of the older extractor in keeping (W3 to W5, W9 to W14, W16): each test fails where one is back."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rearview.errors import LockedError
from rearview.lake import journal
from rearview.lake.grid import DAY_MS, HOUR_MS, MINUTE_MS, Window, moment
from rearview.lake.settle import LADDER
from rearview.lake.verify import verify
from rearview.lake.writer import Writer
from rearview.sandbox.server import Behaviour
from rearview.sandbox.server.faults import Plan, Rule
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.extract import Progress, extract_incremental
from tests.sources.agentforce.extract.build import CORE, Rig, rig
from tests.sources.agentforce.extract.handmade import DAY, Source, handmade

TODAY = Window(DAY, DAY + DAY_MS)
LARGE = Behaviour(chunk_rows=400, page_rows=400)
STEPS = CATALOG["steps"].api_name


def conversation(source: Source, name: str, **when: int) -> None:
    """Add a session with one turn and one step."""
    source.add("sessions", Id=name, **when)
    source.add("interactions", Id=f"turn of {name}", AiAgentSessionId=name, **when)
    source.add("steps", Id=f"step of {name}", AiAgentInteractionId=f"turn of {name}", **when)


def test_w3_one_incremental_run_after_another(tmp_path: Path) -> None:
    """W3: run after run goes on from the one before: columns keep their types, the watermark moves, nothing is refused."""
    with handmade(tmp_path, now_ms=DAY + HOUR_MS) as (at, source):
        seen = []
        for run in range(5):
            conversation(source, f"session-{run}", at_ms=at.standin.clock.now_ms() - MINUTE_MS)
            assert extract_incremental(at.extraction(), tables=CORE).complete
            seen.append((at.root / "metadata" / "watermark.json").read_bytes())
            at.standin.clock.advance(7 * HOUR_MS)
        assert len(set(seen)) == 5
        for table in CORE:
            types = {pq.read_schema(file).remove_metadata() for file in at.root.glob(f"{table}/*/*.parquet")}
            assert len(types) == 1
            assert at.lake(table).num_rows == 5


def test_w4_sessions_that_come_late_arrive(tmp_path: Path) -> None:
    """W4: a session that began before the last run, during it, or days before and showed up only now, is fetched."""
    with handmade(tmp_path, now_ms=DAY + 12 * HOUR_MS) as (at, source):
        conversation(source, "early", at_ms=DAY + HOUR_MS)
        conversation(source, "in between", at_ms=DAY + 12 * HOUR_MS, seen_ms=DAY + 13 * HOUR_MS)
        conversation(source, "late", at_ms=DAY + 2 * HOUR_MS, seen_ms=DAY + 3 * DAY_MS)
        assert at.extract(period=TODAY).complete
        assert at.lake("sessions")["ssot__Id__c"].to_pylist() == ["early"]
        for rung in LADDER:
            at.standin.clock.set(TODAY.end_ms + rung)
            assert extract_incremental(at.extraction(), tables=CORE).complete
        assert at.lake("sessions")["ssot__Id__c"].to_pylist() == ["early", "in between", "late"]
        assert at.differences(period=TODAY) == {}


def test_w5_what_changes_is_read_again(tmp_path: Path) -> None:
    """W5: the end of a session that was open, a turn that came later and a step that is gone are as in the source."""
    with handmade(tmp_path, now_ms=DAY + 12 * HOUR_MS) as (at, source):
        changes_ms = DAY + 20 * HOUR_MS
        source.add("sessions", Id="session", gone_ms=changes_ms)
        source.add("sessions", Id="session", seen_ms=changes_ms, EndTimestamp=moment(changes_ms))
        source.add("interactions", Id="turn", AiAgentSessionId="session", seen_ms=changes_ms)
        source.add("steps", Id="step", AiAgentInteractionId="turn", gone_ms=changes_ms)
        assert at.extract(period=TODAY).complete
        assert (at.lake("interactions").num_rows, at.lake("steps").num_rows) == (0, 1)
        at.standin.clock.set(TODAY.end_ms + HOUR_MS)
        assert extract_incremental(at.extraction(), tables=CORE).complete
        assert at.differences(period=TODAY) == {}
        assert at.lake("sessions")["ssot__EndTimestamp__c"].to_pylist() == [moment(changes_ms)]
        assert (at.lake("interactions").num_rows, at.lake("steps").num_rows) == (1, 0)


@contextmanager
def measured() -> Iterator[pa.MemoryPool]:
    """Count the memory that Arrow takes in a block."""
    before, counted = pa.default_memory_pool(), pa.proxy_memory_pool(pa.system_memory_pool())
    pa.set_memory_pool(counted)
    try:
        yield counted
    finally:
        pa.set_memory_pool(before)


def test_w9_rows_are_never_all_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """W9: a cell whose texts alone are 160 MB is fetched and written in less memory than that, a few parts at once."""
    monkeypatch.setenv("ARROW_DEFAULT_MEMORY_POOL", "system")  # a run takes no other then
    count, text = 4_000, "x" * 40_000
    with handmade(tmp_path, now_ms=TODAY.end_ms, behaviour=Behaviour(chunk_rows=50)) as (at, source):
        source.fill("steps", count, InputValueText=text, AiAgentInteractionId="turn")
        with measured() as pool:
            report = at.extract(("steps",), TODAY)
        assert report.tables["steps"].rows == count
        assert 0 < pool.max_memory() < count * len(text)


def test_w10_a_result_without_rows_leaves_no_old_ones(tmp_path: Path) -> None:
    """W10: when all that was there is gone, the lake holds none of it, in no table, and the report says how many went."""
    with handmade(tmp_path, now_ms=DAY + 12 * HOUR_MS) as (at, source):
        conversation(source, "session", gone_ms=DAY + 13 * HOUR_MS)
        assert at.extract(period=TODAY).complete
        at.standin.clock.advance(2 * HOUR_MS)
        report = at.extract(period=TODAY)
        assert [(report.tables[table].rows, report.tables[table].gone) for table in CORE] == [(0, 1)] * 3
        assert [at.lake(table).num_rows for table in CORE] == [0, 0, 0]


def stopping(at: Rig, rows: int) -> Callable[[Progress], None]:
    """Return what stops a run once so many rows have come."""
    return lambda progress: at.stop.set() if progress.rows >= rows else None


def test_w11_a_run_that_ends_anywhere_leaves_whole_cells(tmp_path: Path) -> None:
    """W11: wherever a run is cut off, what is visible is whole; the next goes on from there, and never are there two."""
    slow = Plan(rules=(Rule(does="slow", on=("page",), times=None, amount=0.02),))
    with rig(tmp_path) as at:
        for rows in (1, 60, 120, 200, 260):
            at.standin.faults.use(slow)
            at.watch = stopping(at, rows)
            at.extract()
            assert verify(at.root).breaches == ()
            at.stop.clear()
        at.watch = lambda _: None
        with Writer.open(at.root, at.extraction().identity), pytest.raises(LockedError):
            at.extract()
        assert at.extract().complete
        assert at.differences() == {}
        assert len(at.statements()) == len(set(at.statements()))


def test_w12_new_rows_are_counted_apart_from_all(tmp_path: Path) -> None:
    """W12: a report says how many rows are new, and apart from that how many there are."""
    with handmade(tmp_path, now_ms=DAY + 12 * HOUR_MS) as (at, source):
        conversation(source, "first")
        conversation(source, "second", seen_ms=DAY + 13 * HOUR_MS)
        first = at.extract(period=TODAY).tables["steps"]
        at.standin.clock.advance(2 * HOUR_MS)
        second = at.extract(period=TODAY).tables["steps"]
        assert [(one.rows, one.new, one.changed, one.gone) for one in (first, second)] == [
            (1, 1, 0, 0),
            (2, 1, 0, 0),
        ]


@pytest.mark.parametrize(
    ("table", "first", "second"),
    [
        ("participants", {"AiAgentApiName": "one"}, {"AiAgentApiName": "other"}),
        ("generations", {"feature": "one"}, {"feature": "other"}),
        ("steps", {}, {}),
    ],
)
def test_w13_a_row_that_is_there_twice(
    table: str, first: dict[str, str], second: dict[str, str], tmp_path: Path
) -> None:
    """W13: of two rows with one key the same one is kept each time, in every table, and a report counts one as new."""
    with handmade(tmp_path, now_ms=DAY + 10 * DAY_MS) as (at, source):
        source.fill(table, 20, **first)
        source.fill(table, 20, **second)
        report = at.extract((table,), TODAY)
        assert verify(at.root).breaches == ()
        assert (report.tables[table].rows, report.tables[table].rejected) == (20, 20)
        assert report.tables[table].new == 20
        again = at.extract((table,), TODAY, again=True).tables[table]
        assert (again.new, again.changed, again.gone) == (0, 0, 0)


def test_w13_the_same_rows_make_the_same_files(tmp_path: Path) -> None:
    """W13: the order of rows never hangs on which chunk came first: the same rows make the same bytes."""
    digests = []
    for number, (rows, jobs) in enumerate([(16, 4), (5, 1), (400, 2)]):
        with rig(tmp_path / str(number), behaviour=Behaviour(chunk_rows=rows), jobs=jobs) as at:
            at.extract()
            files = sorted(at.root.glob("*/date=*/*.parquet"))
            digests.append([hashlib.sha256(file.read_bytes()).hexdigest() for file in files])
    assert digests[0] == digests[1] == digests[2]


def test_w14_a_table_that_fails_takes_no_other_with_it(tmp_path: Path) -> None:
    """W14: when turns can't be fetched, what the lake had of them stays, and the tables after them are as in the source."""
    with rig(tmp_path) as at:
        assert at.extract().complete
        kept = at.lake("interactions")
        refused = Rule(
            does="status", status=400, on=("page",), table=CATALOG["interactions"].api_name, times=None
        )
        at.standin.faults.use(Plan(rules=(refused,)))
        report = at.extract(again=True)
        assert {failure.table for failure in report.failures} >= {"interactions"}
        assert at.lake("interactions") == kept
        assert verify(at.root).breaches == ()
        others = {"sessions", "steps"} - {failure.table for failure in report.failures}
        assert "sessions" in others
        assert at.differences(others) == {}


def test_w16_times_are_moments_and_texts_are_as_they_were(tmp_path: Path) -> None:
    """W16: times arrive as UTC moments to the microsecond; texts, sentinels and escapes too, stay letter for letter."""
    at_ms, odd = DAY + 12 * HOUR_MS + 1, "&lt;b&gt; NOT_SET \u00e4\u2028"
    with handmade(tmp_path, now_ms=DAY + 10 * DAY_MS) as (at, source):
        ends = moment(at_ms) + timedelta(microseconds=999)
        source.add(
            "sessions", Id="session", at_ms=at_ms, EndTimestamp=ends, VariableText=odd, DataSourceId="NOT_SET"
        )
        assert at.extract(("sessions",), TODAY).complete
        (row,) = at.lake("sessions").to_pylist()
        assert at.lake("sessions").schema.field("ssot__StartTimestamp__c").type == pa.timestamp("us", "UTC")
        assert (row["ssot__StartTimestamp__c"], row["ssot__EndTimestamp__c"]) == (moment(at_ms), ends)
        assert (row["ssot__VariableText__c"], row["ssot__DataSourceId__c"]) == (odd, "NOT_SET")
        told = journal.last_run(at.root) or {}
        assert told["started"].endswith("Z")
        assert json.loads((at.root / "metadata" / "watermark.json").read_bytes())["tables"]["sessions"][
            "covered"
        ]
