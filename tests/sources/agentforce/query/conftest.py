"""What queries are tested with: a stand-in over each engine, and both of its APIs."""

import platform
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from rearview.sandbox.engines import ENGINES, open_engine
from rearview.sandbox.server import Behaviour, Clock, Plan, Standin, serve
from rearview.sources.agentforce.query import V3, Api, ApiName, Connect, Deadline
from rearview.sources.agentforce.signin import Login, Session, sign_in
from rearview.sources.agentforce.wire import Patience, Wire
from tests.sources.agentforce.query.things import NOW_MS, THINGS, loaded

NO_WHEEL = (sys.platform, platform.machine()) != ("linux", "x86_64")
ENGINE_NAMES = [
    pytest.param(
        name, marks=pytest.mark.skipif(name == "hyper" and NO_WHEEL, reason="it isn't built for this machine")
    )
    for name in ENGINES
]
SMALL = Behaviour(chunk_rows=20, page_rows=7)
IN_NO_TIME = Patience(tries=4, first_wait_s=0.001, longest_wait_s=0.001, retry_after_cap_s=0.001, read_s=20)


@pytest.fixture(scope="session", params=ENGINE_NAMES)
def shared(request: pytest.FixtureRequest) -> Iterator[Standin]:
    """A stand-in over each engine in turn, which runs as long as there are tests."""
    with closing(open_engine(request.param, strict=True)) as engine:
        engine.load(THINGS, iter([loaded()]))
        with serve(engine, clock=Clock(NOW_MS, held=True)) as standin:
            yield standin


@pytest.fixture(scope="session")
def wire() -> Iterator[Wire]:
    """A wire that loses patience soon."""
    with Wire(jobs=4, patience=IN_NO_TIME) as wire:
        yield wire


@pytest.fixture(scope="session")
def session(shared: Standin, wire: Wire) -> Session:
    """Somebody who is signed in."""
    credentials = shared.credentials
    login = Login(
        org=credentials.username,
        consumer_key=credentials.consumer_key,
        key_path=credentials.key_path,
        login_url=shared.url,
    )
    return sign_in(login, wire)


@pytest.fixture
def standin(shared: Standin, session: Session) -> Standin:
    """The stand-in as it is at its start: small chunks and pages, a clock that stands still, no faults."""
    shared.behaviour = SMALL
    shared.faults.use(Plan())
    session.tenant()
    shared.clock.set(NOW_MS)
    shared.clock.hold()
    shared.counters.clear()
    return shared


@pytest.fixture(params=["v3", "connect"])
def name(request: pytest.FixtureRequest) -> ApiName:
    """The name of each API in turn."""
    named: ApiName = request.param
    return named


@pytest.fixture
def api(standin: Standin, session: Session, name: ApiName) -> Api:
    """Each API in turn, as new; the stand-in behind it is at its start."""
    del standin
    return fresh(session, name)


def fresh(session: Session, name: ApiName, *, longest_s: float = 60) -> Api:
    """Return an API as another run would begin with."""
    deadline = Deadline(longest_s=longest_s)
    return (
        V3(session.tenant(), deadline=deadline) if name == "v3" else Connect(session.core, deadline=deadline)
    )
