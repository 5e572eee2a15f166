"""The weaknesses of the older extractor in asking (W1, W2, W6 to W8, W15, W17 to W20): each test fails where one is back."""

import re
import threading
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from rearview.errors import ArgumentError, ExchangeRefusedError, IdentityError, QueryError
from rearview.lake.grid import DAY_MS, HOUR_MS, Window
from rearview.sandbox.server import Behaviour
from rearview.sandbox.server.faults import NAMED, Plan, Rule
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.extract import extract_incremental, extract_quality, extract_tree
from rearview.sources.agentforce.extract.period import period
from rearview.sources.agentforce.extract.scope import LONGEST_LIST, Agents
from rearview.sources.agentforce.query import ApiName, choose, rows_of
from rearview.sources.agentforce.signin import sign_in
from tests.sources.agentforce.extract.build import (
    NOW_MS,
    PERIOD,
    login,
    rig,
)
from tests.sources.agentforce.extract.handmade import DAY, handmade
from tests.sources.agentforce.lineage.joins import sessions

APIS: tuple[ApiName, ...] = ("v3", "connect")
LARGE = Behaviour(chunk_rows=400, page_rows=400)
AGENT, SESSION = "ssot__AiAgentApiName__c", "ssot__AiAgentSessionId__c"
NAMING = ("sessions", "participants", "interactions", "messages", "moments")
"""The tables whose rows all name their session."""
BELONG_TO_NOBODY = {"tags", "tag_definitions", "tag_definition_associations"}
LITERALS = re.compile(r"IN \(('[^()]*')\)")


def direct(rows: pa.Table, folder: str) -> dict[str, str]:
    """The session that each row names itself, by its key."""
    keys, named = rows[CATALOG[folder].key], rows["ssot__Id__c" if folder == "sessions" else SESSION]
    return dict(zip(keys.to_pylist(), named.to_pylist(), strict=True))


@pytest.mark.parametrize("api", APIS)
def test_w1_a_result_of_many_parts_is_never_cut(api: ApiName, tmp_path: Path) -> None:
    """W1: of a result that comes in dozens of parts, every part is fetched, and not the first alone."""
    with rig(tmp_path, api=api, behaviour=Behaviour(chunk_rows=3, page_rows=3)) as at:
        assert at.extract(("steps",)).complete
        assert at.standin.counters.pages > 40
        assert at.differences(("steps",)) == {}


@pytest.mark.parametrize("api", APIS)
def test_w1_a_result_that_stays_short_is_an_error(api: ApiName, tmp_path: Path) -> None:
    """W1: where rows never come, the run says so and the cell isn't written: no cell is short in silence."""
    day = Window(PERIOD.start_ms, PERIOD.start_ms + DAY_MS)
    short = Rule(does="short-page", on=("page",), table=CATALOG["steps"].api_name, nth=2, times=None)
    with rig(tmp_path, api=api) as at:
        at.standin.faults.use(Plan(rules=(short,)))
        report = at.extract(("steps",), day)
        assert not report.complete
        assert day in {failure.window for failure in report.failures}
        assert not list(at.root.glob("steps/date=2*"))


@pytest.mark.parametrize("api", APIS)
def test_w2_a_query_that_runs_is_waited_for(api: ApiName, tmp_path: Path) -> None:
    """W2: a query that isn't done at once is asked after until it is, and its rows are then fetched from where they are."""
    kind = Behaviour(running_ms=300, producing_ms=300, chunk_rows=16, page_rows=7)
    with rig(tmp_path, api=api, behaviour=kind) as at:
        at.api = choose(at.session, api, note=lambda _: None)  # which waits as long as anybody does
        at.standin.clock.hold(held=False)
        assert at.extract(("interactions",)).complete
        at.standin.clock.hold()
        assert at.standin.counters.requests["status"] > at.standin.counters.requests["query"]
        assert at.differences(("interactions",)) == {}


def test_w6_what_an_incremental_run_costs_does_not_grow(tmp_path: Path) -> None:
    """W6: an incremental run over a lake of 40 days asks for as little as over one of 2: for what is new or due, without ids."""
    cost = []
    for days in (2, 40):
        with rig(tmp_path / str(days), behaviour=LARGE, now_ms=PERIOD.end_ms + 4 * DAY_MS) as at:
            long = Window(PERIOD.end_ms - days * DAY_MS, PERIOD.end_ms)
            at.extract(("interactions", "steps"), long)
            at.standin.clock.advance(HOUR_MS)
            at.standin.counters.clear()
            assert extract_incremental(at.extraction(), tables=("interactions", "steps")).complete
            cost.append((len(at.statements()), sum(map(len, at.statements())), at.standin.counters.rows))
            assert not any(LITERALS.search(sql) for sql in at.statements())
    assert cost[0] == cost[1]


def test_w7_ids_never_make_a_statement_long_or_another_one(tmp_path: Path) -> None:
    """W7: many ids come in lists of a few hundred, each is checked, and a name with quotes in it stays a name."""
    with handmade(tmp_path, now_ms=DAY + 10 * DAY_MS, behaviour=LARGE) as (at, source):
        many = [f"019c0000-0000-7000-8000-{number:012}" for number in range(2 * LONGEST_LIST + 1)]
        for id_ in many[::100]:
            source.add("sessions", Id=id_)
        report = extract_tree(at.extraction(), many)
        assert report.tables["sessions"].rows == 5
        lists = [found.count("'") // 2 for sql in at.statements() for found in LITERALS.findall(sql)]
        assert max(lists) == LONGEST_LIST
        with pytest.raises(ArgumentError):
            extract_tree(at.extraction(), ["x' OR '1'='1"])
        at.root, at.scope = tmp_path / "other", Agents(("O'Brien') OR ('1'='1",))
        assert at.extract(("sessions",), Window(DAY, DAY + DAY_MS)).complete
        assert at.lake("sessions").num_rows == 0


def test_w8_an_agent_filter_filters_every_table(tmp_path: Path) -> None:
    """W8: with a filter by agent, each table has the rows of that agent's sessions, all of them, and no others."""
    with rig(tmp_path, behaviour=LARGE) as at:
        everything = {folder: at.source(folder) for folder in CATALOG}
        of = sessions(everything) | {folder: direct(everything[folder], folder) for folder in NAMING}
        parties = [row for folder in ("participants", "moments") for row in everything[folder].to_pylist()]
        name = min({row[AGENT] for row in parties} - {"NOT_SET", "", None})
        theirs = {row[SESSION] for row in parties if row[AGENT] == name}
        at.scope = Agents((name,))
        assert at.extract(CATALOG).complete
        for folder in set(CATALOG) - BELONG_TO_NOBODY:
            expected = {id_ for id_, session in of[folder].items() if session in theirs}
            assert set(at.lake(folder)[CATALOG[folder].key].to_pylist()) == expected, folder
        assert 0 < at.lake("steps").num_rows < everything["steps"].num_rows


def test_w15_every_known_table_is_fetched(tmp_path: Path) -> None:
    """W15: an extraction asks for each table that is known, and not for seven of them."""
    with rig(tmp_path, behaviour=LARGE) as at:
        report = at.extract(CATALOG)
        assert set(report.tables) == set(CATALOG)
        assert len(report.tables) >= 24
        assert at.differences(CATALOG) == {}


def test_w17_a_word_that_means_no_id_is_none(tmp_path: Path) -> None:
    """W17: what stands where an id isn't set finds no row, neither as a generation of a step nor as anybody's session."""
    with handmade(tmp_path, now_ms=DAY + 10 * DAY_MS) as (at, source):
        source.add("sessions", Id="session-1")
        source.add("participants", Id="party-1", AiAgentSessionId="session-1", AiAgentApiName="Agent")
        source.add("interactions", Id="turn-1", AiAgentSessionId="session-1")
        for number, generation in enumerate(["generation-1", "NOT_SET", "None", ""]):
            source.add("steps", Id=f"step-{number}", AiAgentInteractionId="turn-1", GenerationId=generation)
            source.add("generations", generationId=generation)
        at.scope = Agents(("Agent",))
        assert at.extract(CATALOG, Window(DAY, DAY + DAY_MS)).complete
        assert at.lake("generations")["generationId__c"].to_pylist() == ["generation-1"]
        assert at.lake("steps").num_rows == 4
        extract_quality(at.extraction())
        assert not any(
            "'NOT_SET'" in found
            for sql in at.statements()
            for found in re.findall(r"[^T] IN (\([^()]*\))", sql)
        )


def test_w18_threads_share_one_sign_in(tmp_path: Path) -> None:
    """W18: when all tokens end under four threads, one of them signs in anew for all, and every request is counted once."""
    with rig(tmp_path) as at:
        before = at.wire.counters.requests
        at.standin.counters.clear()
        at.standin.faults.use(NAMED["token-expired"])
        report = at.extract()
        assert report.complete
        assert at.standin.counters.requests["sign-in"] == 1
        assert at.standin.counters.requests["exchange"] <= 2
        assert at.wire.counters.requests - before == at.standin.counters.requests.total() == report.requests
        assert at.standin.counters.most_at_once <= 4
        assert {thread.name for thread in threading.enumerate() if thread.name.startswith("fetch")} == set()


@pytest.mark.parametrize("api", APIS)
def test_w19_a_data_space_is_asked_for_by_name(api: ApiName, tmp_path: Path) -> None:
    """W19: the data space goes along with every request, and a lake of one doesn't take the rows of another."""
    with rig(tmp_path, api=api) as at:
        assert at.extract(("sessions",)).complete
        session = sign_in(replace(login(at.standin), data_space="sales"), at.wire)
        with pytest.raises((ExchangeRefusedError, QueryError), match="sales"):
            rows_of(choose(session, api, note=lambda _: None), "SELECT 1", 1)
        with pytest.raises(IdentityError, match="sales"):
            replace(at, session=session).extract(("sessions",))


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "2026-02-02", "until": "2026-02-01"},
        {"since": "2026-02-01", "until": "2026-02-01"},
        {"days": -7},
        {"days": 0},
        {"days": 10**6},
        {"since": "2026-02-01", "days": 3},
        {"since": "tomorrow"},
        {"since": "2127-01-01"},
    ],
)
def test_w20_a_period_that_makes_no_sense_is_refused(asked: dict[str, object]) -> None:
    """W20: a period that ends before it begins, or has no days, or lies nowhere, is refused before anything is asked."""
    with pytest.raises(ArgumentError):
        period(**asked, now_ms=NOW_MS)  # type: ignore[arg-type]
