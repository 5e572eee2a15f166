"""What the lake holds after `extract` is what the source has, type by type: whatever goes wrong on the way and passes."""

import platform
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from rearview.lake.grid import DAY_MS, MINUTE_MS, windows
from rearview.sandbox.server import Behaviour
from rearview.sandbox.server.faults import NAMED, Plan, Rule
from rearview.sandbox.server.faults.plan import Deed, Door
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.query import ApiName, choose
from tests.sources.agentforce.extract.build import Rig
from tests.sources.agentforce.extract.exact import (
    PERIOD,
    afresh,
    behaviour,
    chance_of,
    exactly,
    opened,
    unlike,
)

APIS: tuple[ApiName, ...] = ("v3", "connect")
LASTING = {
    "login-page-exchange",
    "exchange-refused",
    "running-forever",
    "missing-table",
    "missing-field",
    "no-permission",
    "daily-limit",
}
"""Plans of which something stays wrong: `test_exact_lasting` has them."""
PASSING = sorted(NAMED.keys() - LASTING)
FORGOTTEN = {"query-expired", "query-cancelled"}
"""Plans after which one statement must be sent once more: its result doesn't live any more."""
LARGE = ("steps", "gateway_request_tags", "content_categories")
"""Tables that come in several parts, so that there is a second one for something to happen to."""
DATA: tuple[Door, ...] = ("query", "status", "schema", "page")
ANY: tuple[tuple[Deed, tuple[Door, ...]], ...] = (
    ("status", DATA),
    ("reset", DATA),
    ("login-page", DATA),
    ("truncated", ("status", "schema", "page")),
    ("overlong", ("status", "schema", "page")),
    ("half-gzip", ("status", "schema", "page")),
    ("garbled", ("page",)),
    ("token-expired", DATA),
    ("growing", ("query", "status")),
    ("empty-page", ("page",)),
    ("short-page", ("page",)),
    ("repeated-page", ("page",)),
    ("reordered", ("page",)),
)
"""What passes, and where it may happen; none of it is a reason to send a statement again that was answered."""
OPEN = 'FROM "ssot__AIAgentSession__dlm" WHERE'
DAYS = tuple(windows(PERIOD.start_ms, PERIOD.end_ms, DAY_MS))
NO_WHEEL = (sys.platform, platform.machine()) != ("linux", "x86_64")


@pytest.fixture(scope="module")
def duckdb_org(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A stand-in on the engine that is always there."""
    with closing(opened("duckdb")) as engine, exactly(tmp_path_factory.mktemp("exact"), engine) as at:
        yield at


@pytest.fixture(scope="module")
def hyper_org(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A stand-in on the engine of Data 360."""
    if NO_WHEEL:
        pytest.skip("it isn't built for this machine")
    with closing(opened("hyper")) as engine, exactly(tmp_path_factory.mktemp("exact"), engine) as at:
        yield at


def chosen(chance: Random) -> list[str]:
    """Some tables, one of them large."""
    return list({chance.choice(LARGE), *chance.sample(list(CATALOG), 5)})


def trouble(chance: Random) -> Plan:
    """A dozen things that go wrong one after the other, and pass."""
    rules = []
    for deed, doors in chance.choices(ANY, k=12):
        on = (chance.choice(doors),)
        rules.append(
            Rule(
                does=deed,
                on=on,
                nth=chance.randint(1, 60),
                times=chance.randint(1, 2),
                status=chance.choice((429, 500, 502, 503, 504)),
                retry_after=chance.choice((None, "1", "date", "987654")),
            )
        )
    return Plan(rules=tuple(rules))


def repeated(at: Rig) -> int:
    """How many statements were answered that had been answered before."""
    return sum(times - 1 for times in Counter(at.standin.counters.statements).values())


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("name", PASSING)
def test_what_passes_leaves_no_trace(name: str, api: ApiName, duckdb_org: Rig, tmp_path: Path) -> None:
    """After any named fault that passes, in whatever kind of org, the lake equals the source; nothing was asked twice."""
    chance = chance_of(name, api)
    tables, kind, period = chosen(chance), behaviour(chance), chance.choice((PERIOD, *DAYS))
    if name == "slow":
        kind = Behaviour(chunk_rows=400, page_rows=400)
    at = afresh(duckdb_org, tmp_path, api, faults=NAMED[name], behaviour=kind)
    report = at.extract(tables, period)
    assert (report.failures, report.complete) == ((), True)
    assert unlike(at, tables, period) == {}
    assert at.standin.counters.requests["page"] >= 2
    assert repeated(at) == (name in FORGOTTEN)


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("does", ["short-page", "empty-page", "repeated-page", "reordered"])
def test_parts_that_are_wrong_in_the_middle(
    does: Deed, api: ApiName, duckdb_org: Rig, tmp_path: Path
) -> None:
    """Two parts in the middle of a large result that aren't what they should be, though as long as that, are noticed."""
    table = CATALOG["content_categories"].api_name
    wrong = Plan(rules=(Rule(does=does, on=("page",), table=table, nth=4, times=2),))
    kind = Behaviour(chunk_rows=90, page_rows=90)
    at = afresh(duckdb_org, tmp_path, api, faults=wrong, behaviour=kind)
    assert at.extract(("content_categories",), DAYS[0]).complete
    assert unlike(at, ("content_categories",), DAYS[0]) == {}
    assert repeated(at) == 0


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("api", APIS)
def test_every_table_arrives_through_all_trouble(
    api: ApiName, seed: int, duckdb_org: Rig, tmp_path: Path
) -> None:
    """However many things go wrong in one run, every table of the lake equals the source, and nothing was asked twice."""
    chance = chance_of(api, seed)
    at = afresh(duckdb_org, tmp_path, api, faults=trouble(chance), behaviour=behaviour(chance))
    report = at.extract(CATALOG, PERIOD)
    assert (report.failures, report.complete, dict(report.missing)) == ((), True, {})
    assert report.retries > 0
    assert unlike(at) == {}
    assert repeated(at) == 0
    assert {table: of.rows for table, of in report.tables.items()} == {
        table: at.source(table, PERIOD).num_rows for table in CATALOG
    }


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("name", [None, "short-page", "token-expired"])
def test_hyper_gives_the_same(name: str | None, api: ApiName, hyper_org: Rig, tmp_path: Path) -> None:
    """The engine of Data 360 sorts, types and cuts its answers in its own way, and every table arrives exactly."""
    chance = chance_of(name, api)
    tables = list(CATALOG) if name is None else chosen(chance)
    plan = Plan() if name is None else NAMED[name]
    at = afresh(hyper_org, tmp_path, api, faults=plan, behaviour=behaviour(chance))
    report = at.extract(tables, PERIOD)
    assert (report.failures, report.complete) == ((), True)
    assert unlike(at, tables) == {}
    assert repeated(at) == 0


@pytest.mark.parametrize("api", APIS)
def test_queries_that_take_their_time(api: ApiName, duckdb_org: Rig, tmp_path: Path) -> None:
    """Where queries run for a while and then aren't safe yet for a while, every row is there all the same."""
    kind = Behaviour(running_ms=200, producing_ms=200, chunk_rows=50, page_rows=50)
    at = afresh(duckdb_org, tmp_path, api, faults=Plan(), behaviour=kind)
    at.api = choose(at.session, api, note=lambda _: None)  # which waits as long as anybody does
    at.standin.clock.hold(held=False)
    try:
        report = at.extract(("sessions", "moments", "feedback"), PERIOD)
    finally:
        at.standin.clock.hold()
    assert report.complete
    assert unlike(at, ("sessions", "moments", "feedback")) == {}
    assert repeated(at) == 0


@pytest.mark.parametrize("share", [0.6, 1])
def test_no_session_is_lost_by_an_interruption(share: float, duckdb_org: Rig, tmp_path: Path) -> None:
    """A run that ends in the middle, or when only the sessions of some rows are still to be found, is made whole by the next."""
    at = afresh(duckdb_org, tmp_path, "v3", faults=Plan(), behaviour=Behaviour(chunk_rows=400))
    at.watch = lambda progress: at.stop.set() if progress.cells_done >= share * progress.cells else None
    assert at.extract(CATALOG, PERIOD).interrupted
    at.stop.clear()
    at.standin.clock.advance(MINUTE_MS)
    try:
        assert replace(at, watch=lambda _: None).extract(CATALOG, PERIOD).complete
        assert unlike(at) == {}
        often = Counter(at.statements())
        again = [sql for sql, times in often.items() if times > 1]
        assert all(OPEN in sql for sql in again), "only days with sessions that are open are due again"
    finally:
        at.standin.clock.advance(-MINUTE_MS)


def test_the_org_puts_it_to_the_test(duckdb_org: Rig) -> None:
    """Every table has rows in the period, the large ones more than a part holds, and most have odd ones without a time."""
    rows = {table: duckdb_org.source(table, PERIOD) for table in CATALOG}
    assert min(shown.num_rows for shown in rows.values()) >= 10
    assert min(rows[table].num_rows for table in LARGE) > 400
    assert {
        folder for folder, dmo in CATALOG.items() if dmo.time and not rows[folder][dmo.time].null_count
    } == set()
