"""One stand-in for all tests of the server, over the real DuckDB, as new before each."""

from collections.abc import Iterator

import pytest

from rearview.sandbox.engines import SqlEngine, open_engine
from rearview.sandbox.server import Behaviour, Clock, Plan, Standin, serve
from rearview.sources.agentforce.catalog import CATALOG
from tests.sandbox.server.caller import NOW_MS, Caller, sessions

SMALL = Behaviour(chunk_rows=4, page_rows=3)


@pytest.fixture(scope="session")
def engine() -> Iterator[SqlEngine]:
    """An engine that holds ten sessions, and one that is still to come."""
    opened = open_engine("duckdb")
    opened.load(CATALOG["sessions"], sessions())
    opened.load(CATALOG["moments"], iter(()))
    yield opened
    opened.close()


@pytest.fixture(scope="session", autouse=True)
def _direct() -> Iterator[None]:
    """Let no proxy stand between a client and this machine."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NO_PROXY", "127.0.0.1")
        yield


@pytest.fixture(scope="session")
def shared(engine: SqlEngine) -> Iterator[Standin]:
    """A stand-in that runs as long as there are tests."""
    with serve(engine, clock=Clock(NOW_MS, held=True)) as standin:
        yield standin


@pytest.fixture
def standin(shared: Standin) -> Standin:
    """The stand-in as it is at its start: small chunks and pages, a clock that stands still, no faults."""
    shared.behaviour = SMALL
    shared.faults.use(Plan())
    shared.clock.set(NOW_MS)
    shared.clock.hold()
    shared.clock.skew_ms = 0
    shared.counters.clear()
    return shared


@pytest.fixture
def stranger(standin: Standin) -> Iterator[Caller]:
    """Someone who hasn't signed in."""
    caller = Caller(standin)
    with caller.http:
        yield caller


@pytest.fixture
def caller(stranger: Caller) -> Caller:
    """Someone who has."""
    stranger.sign_in()
    stranger.standin.counters.clear()
    return stranger
