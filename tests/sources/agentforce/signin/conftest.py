"""What signing in is tested with: a stand-in, a home folder of its own, and an `sf` that says what a test wants."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rearview.sandbox.engines import open_engine
from rearview.sandbox.server import Behaviour, Clock, Plan, Standin, serve
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.signin import Login
from rearview.sources.agentforce.wire import Patience, Wire
from tests.sandbox.server.caller import NOW_MS, sessions
from tests.sources.agentforce.signin.answering import Answering
from tests.sources.agentforce.signin.fake_sf import FakeSf

IN_NO_TIME = Patience(tries=3, first_wait_s=0.001, longest_wait_s=0.001, retry_after_cap_s=0.001)


@pytest.fixture(scope="session")
def shared() -> Iterator[Standin]:
    """A stand-in that runs as long as there are tests."""
    engine = open_engine("duckdb")
    engine.load(CATALOG["sessions"], sessions())
    with serve(engine, clock=Clock(NOW_MS, held=True)) as standin:
        yield standin
    engine.close()


@pytest.fixture
def standin(shared: Standin) -> Standin:
    """The stand-in as it is at its start."""
    shared.behaviour = Behaviour(chunk_rows=1)
    shared.faults.use(Plan())
    shared.clock.set(NOW_MS)
    shared.clock.skew_ms = 0
    shared.counters.clear()
    return shared


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A wire that loses patience soon."""
    with Wire(jobs=8, patience=IN_NO_TIME) as wire:
        yield wire


@pytest.fixture
def login(standin: Standin) -> Login:
    """A user with a key, to whom the stand-in opens."""
    return Login(
        org=standin.credentials.username,
        consumer_key=standin.credentials.consumer_key,
        key_path=standin.credentials.key_path,
        login_url=standin.url,
    )


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with nothing in it but a place for keys, and an environment without any."""
    for name in ("SF_CONSUMER_KEY", "SF_CLIENT_SECRET", "SF_KEY_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    monkeypatch.setenv("HOME", str(home))
    keys = home / ".sf" / "jwt"
    keys.mkdir(parents=True)
    return keys


@pytest.fixture
def sf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeSf:
    """An `sf` on the PATH, that knows nothing yet."""
    fake = FakeSf(tmp_path / "bin")
    monkeypatch.setenv("PATH", f"{fake.folder}:/usr/bin:/bin")
    return fake


@pytest.fixture
def answering() -> Iterator[Answering]:
    """A server that answers whatever a test wants."""
    with Answering() as server:
        yield server
