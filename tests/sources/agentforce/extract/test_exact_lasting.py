"""What goes wrong and stays wrong: the run ends as it must, says what is missing, and everything else is exact."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from rearview.errors import ExchangeRefusedError, QueryError
from rearview.lake.grid import DAY_MS, Window, windows
from rearview.sandbox.server import Behaviour
from rearview.sandbox.server.faults import NAMED, Plan, Rule
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.extract.count import count
from rearview.sources.agentforce.extract.probe import probe
from rearview.sources.agentforce.query import ApiName, choose
from rearview.sources.agentforce.signin import sign_in
from tests.sources.agentforce.extract.build import Rig, login
from tests.sources.agentforce.extract.exact import PERIOD, afresh, exactly, opened, unlike

APIS: tuple[ApiName, ...] = ("v3", "connect")
LARGE = Behaviour(chunk_rows=400, page_rows=400)
SMALL = Behaviour(chunk_rows=8, page_rows=4)
ALL_TIME = Window(-(10**15), 10**15)
SOME = ("sessions", "interactions", "steps", "moments", "moment_interactions", "feedback")
SPAN = "ssot__TelemetryTraceSpanId__c"


@pytest.fixture(scope="module")
def org(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A stand-in whose org has something in every table."""
    with closing(opened("duckdb")) as engine, exactly(tmp_path_factory.mktemp("exact"), engine) as at:
        yield at


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("name", ["missing-table", "no-permission"])
def test_a_table_that_cannot_be_read(name: str, api: ApiName, org: Rig, tmp_path: Path) -> None:
    """A table that the org lacks, or doesn't show, is no failure: it is named with the reason, and the others are exact."""
    at = afresh(org, tmp_path, api, faults=NAMED[name], behaviour=LARGE)
    report = at.extract(SOME, PERIOD)
    assert (report.failures, report.complete, list(report.missing)) == ((), True, ["moments"])
    assert "ssot__AiAgentMoment__dlm" in report.missing["moments"]
    assert ("Optimization" in report.missing["moments"]) == (name == "missing-table")
    assert not (at.root / "moments").exists()
    there = [table for table in SOME if table != "moments"]
    assert unlike(at, there) == {}
    assert len(at.standin.counters.statements) == len(set(at.standin.counters.statements))


def test_a_table_that_comes_later_is_read_then(org: Rig, tmp_path: Path) -> None:
    """Once the org has a table that it lacked, the next run over the time reads it, and sessions found by it are filled in."""
    at = afresh(org, tmp_path, "v3", faults=NAMED["missing-table"], behaviour=LARGE)
    assert at.extract(SOME, PERIOD).complete
    at.standin.faults.use(Plan())
    at.standin.clock.advance(60_000)
    assert at.extract(SOME, PERIOD).complete
    at.standin.clock.advance(-60_000)
    assert unlike(at, SOME) == {}


@pytest.mark.parametrize("api", APIS)
def test_a_field_that_is_missing(api: ApiName, org: Rig, tmp_path: Path) -> None:
    """A field that the org lacks is named and null in the lake, under its own name and type; all else is exact."""
    at = afresh(org, tmp_path, api, faults=NAMED["missing-field"], behaviour=LARGE)
    report = at.extract(SOME, PERIOD)
    assert report.complete
    assert report.tables["steps"].missing_columns == (SPAN,)
    kept, there = at.lake("steps"), at.source("steps", PERIOD)
    assert kept.schema == there.schema
    assert kept[SPAN].null_count == len(kept)
    assert kept.drop_columns([SPAN]) == there.drop_columns([SPAN])
    assert unlike(at, [table for table in SOME if table != "steps"]) == {}


@pytest.mark.parametrize("api", APIS)
def test_what_takes_too_long_is_asked_in_parts(api: ApiName, org: Rig, tmp_path: Path) -> None:
    """Where the org refuses whatever has over 1,000 rows, large windows come in several queries, and all tables are exact."""
    at = afresh(org, tmp_path, api, faults=NAMED["time-limit"], behaviour=LARGE)
    tables = ("content_categories", "sessions")
    report = at.extract(tables, PERIOD)
    assert (report.failures, report.complete) == ((), True)
    assert report.tables["content_categories"].cells == 3
    assert unlike(at, tables) == {}
    asked = [sql for sql in at.statements() if 'FROM "GenAIContentCategory__dlm"' in sql]
    assert len(asked) > 3
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("api", APIS)
def test_the_daily_limit(api: ApiName, org: Rig, tmp_path: Path) -> None:
    """When the org has had enough for the day the run says so and ends; the day after, the next one ends with everything."""
    at = afresh(org, tmp_path, api, faults=NAMED["daily-limit"], behaviour=SMALL)
    report = at.extract(("sessions",), PERIOD)
    assert "used up its API requests" in str(report.ended_by)
    assert (report.complete, report.interrupted) == (False, False)
    assert at.standin.counters.requests.total() < 30
    at.standin.faults.use(Plan())
    assert at.extract(("sessions",), PERIOD).complete
    assert unlike(at, ("sessions",)) == {}
    assert len(at.standin.counters.statements) <= len(set(at.standin.counters.statements)) + 3


@pytest.mark.parametrize("api", APIS)
def test_nothing_ever_gets_done(api: ApiName, org: Rig, tmp_path: Path) -> None:
    """Where not even a small question is ever answered, the run doesn't begin, says so, and cancels what it asked."""
    at = afresh(org, tmp_path, api, faults=NAMED["running-forever"], behaviour=LARGE)
    with pytest.raises(QueryError, match="wasn't done after") as refused:
        at.extract(("sessions",), PERIOD)
    assert refused.value.reason == "unfinished"
    assert at.standin.counters.requests["cancel"] == at.standin.counters.requests["query"] > 0
    assert not list(at.root.rglob("*.parquet"))


@pytest.mark.parametrize("api", APIS)
def test_one_table_never_gets_done(api: ApiName, org: Rig, tmp_path: Path) -> None:
    """A query that never gets done is tried for smaller windows a few times, and not minute by minute; other tables go on."""
    stuck = Rule(
        does="running-forever", on=("status",), table="ssot__AIAgentInteractionStep__dlm", nth=2, times=None
    )
    at = afresh(org, tmp_path, api, faults=Plan(rules=(stuck,)), behaviour=LARGE)
    report = at.extract(("steps", "interactions"), PERIOD)
    assert {str(failure) for failure in report.failures} == {
        *(f"steps {day}" for day in windows(PERIOD.start_ms, PERIOD.end_ms, DAY_MS)),
        "steps without a time",
    }
    assert "wasn't done after" in report.failures[0].reason
    assert len([sql for sql in at.statements() if 'FROM "ssot__AIAgentInteractionStep__dlm"' in sql]) < 2 * 16
    assert unlike(at, ("interactions",)) == {}


@pytest.mark.parametrize("name", ["exchange-refused", "login-page-exchange"])
def test_no_token_for_the_tenant(name: str, org: Rig, tmp_path: Path) -> None:
    """Where the exchange of tokens is refused, rows come by Connect, exactly and with a word about it; V3 alone is an error."""
    at = afresh(org, tmp_path, "v3", faults=NAMED[name], behaviour=LARGE)
    session, said = sign_in(login(at.standin), at.wire), list[str]()
    at = replace(at, session=session, api=choose(session, "auto", note=said.append))
    assert at.api.name == "connect"
    assert len(said) == 1
    assert "slower" in said[0]
    assert at.extract(("sessions", "steps"), PERIOD).complete
    assert unlike(at, ("sessions", "steps")) == {}
    with pytest.raises(ExchangeRefusedError, match="--api connect"):
        choose(session, "v3", note=said.append)


@pytest.mark.parametrize("api", APIS)
def test_a_count_is_what_there_is(api: ApiName, org: Rig, tmp_path: Path) -> None:
    """A count of every table says how many rows the source shows, whenever they happened."""
    at = afresh(org, tmp_path, api, faults=Plan(), behaviour=LARGE)
    source = probe(at.api)
    counted = dict(count(at.api, source, source.tables, None))
    assert counted == {table: at.source(table, ALL_TIME).num_rows for table in CATALOG}
