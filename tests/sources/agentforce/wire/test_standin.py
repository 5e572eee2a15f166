"""The faults of the stand-in that pass by sending a request again, and how many requests it meets at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

from rearview.sandbox.engines import SqlEngine, open_engine
from rearview.sandbox.server import NAMED, Behaviour, Clock, Plan, Rule, Standin, serve
from rearview.sandbox.server.v3 import ARROW
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.wire import Garbled, Patience, Reply, Request, Wire
from tests.sandbox.server.caller import IDS, NOW_MS, V3, Caller, sessions

BRIEF = Patience(
    tries=4, first_wait_s=0.001, longest_wait_s=0.002, retry_after_cap_s=0.01, connect_s=5, read_s=20
)
PASSING = {
    "rate-limit-seconds": 2,
    "rate-limit-date": 2,
    "rate-limit-silent": 2,
    "rate-limit-absurd": 2,
    "error-500": 2,
    "error-502": 2,
    "error-503": 2,
    "error-504": 2,
    "reset": 1,
    "truncated": 1,
    "half-gzip": 1,
    "garbled": 1,
    "login-page": 1,
}
"""How often each plan has a request sent again."""


@pytest.fixture(scope="module")
def engine() -> Iterator[SqlEngine]:
    """An engine that holds ten sessions."""
    engine = open_engine("duckdb")
    engine.load(CATALOG["sessions"], sessions())
    yield engine
    engine.close()


@pytest.fixture
def standin(engine: SqlEngine) -> Iterator[Standin]:
    """A stand-in that cuts them into chunks of four."""
    with serve(engine, behaviour=Behaviour(chunk_rows=4), clock=Clock(NOW_MS, held=True)) as standin:
        yield standin


def chunks(standin: Standin) -> list[Request]:
    """Return requests for the chunks of a query that is done, and let nothing have been counted yet."""
    caller = Caller(standin)
    caller.sign_in()
    told = caller.submit()
    headers = {"Authorization": f"Bearer {caller.tenant}", "Accept": ARROW}
    caller.http.close()
    standin.counters.clear()
    url = f"{standin.url}{V3}/{told['queryId']}/chunks/"
    return [
        Request(method="GET", url=f"{url}{number}", headers=headers) for number in range(told["chunkCount"])
    ]


def ids(reply: Reply) -> list[str]:
    """Read the ids of a chunk."""
    try:
        with pa.ipc.open_stream(reply.body) as stream:
            read: list[str] = stream.read_all().column(0).to_pylist()
    except (pa.ArrowInvalid, OSError) as error:
        raise Garbled(str(error)) from error
    return read


@pytest.mark.parametrize("plan", PASSING)
def test_a_fault_that_passes_costs_requests_and_no_rows(standin: Standin, plan: str) -> None:
    """Under every fault that passes each chunk arrives once and whole, for as many requests as need be."""
    wanted = chunks(standin)
    standin.faults.use(NAMED[plan])
    with Wire(patience=BRIEF) as wire:
        fetched = [id_ for request in wanted for id_ in wire.fetch(request, ids)]
    assert fetched == IDS
    assert wire.counters.retries == PASSING[plan]
    assert standin.counters.requests["page"] == wire.counters.requests == len(wanted) + PASSING[plan]


def test_what_follows_an_overlong_answer_is_not_taken_for_the_next(standin: Standin) -> None:
    """A body longer than it says is fetched again, and so is what meets its rest on the same connection."""
    wanted = chunks(standin)
    standin.faults.use(NAMED["overlong"])
    with Wire(patience=BRIEF) as wire:
        fetched = [id_ for request in wanted for id_ in wire.fetch(request, ids)]
    assert fetched == IDS
    assert wire.counters.retries in {
        1,
        2,
    }  # whether the rest came before the connection was seen to be closed


def test_no_more_requests_are_under_way_than_there_are_jobs(standin: Standin) -> None:
    """However many threads ask, the host meets only as many requests at once as were agreed on."""
    wanted = chunks(standin) * 3
    standin.faults.use(Plan(rules=(Rule(does="slow", on=("page",), times=None, amount=0.05),)))
    with Wire(jobs=2) as wire, ThreadPoolExecutor(len(wanted)) as pool:
        fetched = list(pool.map(lambda request: wire.fetch(request, ids), wanted))
    assert sum(map(len, fetched)) == 3 * len(IDS)
    assert standin.counters.most_at_once == 2
    assert wire.counters.requests == len(wanted)
