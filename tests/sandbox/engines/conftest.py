"""What every test of the SQL engines needs: each engine in turn."""

import platform
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from rearview.sandbox.engines import ENGINES, SqlEngine, open_engine
from tests.sandbox.engines.build import PARTS, SEEN, THINGS, parts, things

NO_WHEEL = (sys.platform, platform.machine()) != ("linux", "x86_64")
NAMES = [
    pytest.param(
        name, marks=pytest.mark.skipif(name == "hyper" and NO_WHEEL, reason="it isn't built for this machine")
    )
    for name in ENGINES
]


@pytest.fixture(scope="session", params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """The name of each engine in turn."""
    named: str = request.param
    return named


@pytest.fixture
def engine(name: str) -> Iterator[SqlEngine]:
    """Each engine in turn, strict and without tables."""
    with closing(open_engine(name, strict=True)) as opened:
        yield opened


@pytest.fixture(scope="session")
def strict(name: str) -> Iterator[SqlEngine]:
    """An engine that finds unquoted names in lower case only, with four things and three parts."""
    yield from _loaded(name, strict=True)


@pytest.fixture(scope="session")
def lenient(name: str) -> Iterator[SqlEngine]:
    """An engine that finds unquoted names whatever their case, with four things and three parts."""
    yield from _loaded(name, strict=False)


def _loaded(name: str, *, strict: bool) -> Iterator[SqlEngine]:
    with closing(open_engine(name, strict=strict)) as opened:
        opened.load(THINGS, iter([things(*SEEN)]))
        opened.load(PARTS, iter([parts(("p", "a"), ("q", "a"), ("r", "b"))]))
        yield opened
