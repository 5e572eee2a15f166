"""What the tests of extraction share: a small org, in each engine and as plain tables."""

import platform
import sys
from collections.abc import Iterator
from contextlib import closing

import pyarrow as pa
import pytest

from rearview.sandbox.engines import ENGINES, SqlEngine, open_engine
from rearview.sandbox.server import Clock, Plan, Standin, serve
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.query import Api
from rearview.sources.agentforce.wire import Patience, Wire
from tests.sources.agentforce.extract.orgs import NOW_MS, loaded, seen, signed_in

NO_WHEEL = (sys.platform, platform.machine()) != ("linux", "x86_64")


@pytest.fixture(scope="session")
def versions() -> dict[str, pa.Table]:
    """Every version of every row of the org, by table."""
    return {folder: loaded(folder) for folder in CATALOG}


@pytest.fixture(scope="session")
def shown(versions: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """The rows that the org shows, by table."""
    return {folder: seen(rows) for folder, rows in versions.items()}


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(
            name,
            marks=pytest.mark.skipif(name == "hyper" and NO_WHEEL, reason="it isn't built for this machine"),
        )
        for name in ENGINES
    ],
)
def engine(request: pytest.FixtureRequest, versions: dict[str, pa.Table]) -> Iterator[SqlEngine]:
    """The org in each engine in turn; names must be quoted and spelled as they are."""
    with closing(open_engine(request.param, strict=True)) as opened:
        for folder, rows in versions.items():
            opened.load(CATALOG[folder], iter([rows]))
        yield opened


@pytest.fixture(scope="session")
def duckdb(versions: dict[str, pa.Table]) -> Iterator[SqlEngine]:
    """The org in the engine that is always there; names without quotes are found in any case."""
    with closing(open_engine("duckdb")) as opened:
        for folder, rows in versions.items():
            opened.load(CATALOG[folder], iter([rows]))
        yield opened


@pytest.fixture(scope="session")
def shared(duckdb: SqlEngine) -> Iterator[Standin]:
    """A stand-in for the org, which runs as long as there are tests."""
    with serve(duckdb, clock=Clock(NOW_MS, held=True)) as standin:
        yield standin


@pytest.fixture
def standin(shared: Standin) -> Standin:
    """The stand-in without faults."""
    shared.faults.use(Plan())
    shared.counters.clear()
    return shared


@pytest.fixture(scope="session")
def wire() -> Iterator[Wire]:
    """A wire that loses patience soon."""
    patience = Patience(tries=3, first_wait_s=0.001, longest_wait_s=0.001, retry_after_cap_s=0.001, read_s=20)
    with Wire(jobs=4, patience=patience) as wire:
        yield wire


@pytest.fixture(params=["v3", "connect"])
def api(request: pytest.FixtureRequest, standin: Standin, wire: Wire) -> Api:
    """Each API of the stand-in in turn."""
    return signed_in(standin, wire, request.param)
