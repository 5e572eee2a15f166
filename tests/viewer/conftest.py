"""A viewer on a real socket, over a lake, a folder of snapshots and one file, and how tests ask it."""

import gzip
import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from rearview.viewer.places import Places
from rearview.viewer.security import Door
from rearview.viewer.serve import serve
from tests.conftest import EXAMPLE
from tests.lakes import agentforce_lake
from tests.viewer.hostile import hostile

PATIENCE_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a viewer answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode()

    @property
    def json(self) -> Any:
        """The body as what its JSON says."""
        return json.loads(self.body)


@dataclass(frozen=True, kw_only=True)
class Client:
    """Asks a viewer, as whoever has its token."""

    door: Door
    places: Places
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        """Ask for an address; a header that is given goes in place of the usual one."""
        usual = {"Cookie": f"{self.door.cookie}={self.door.token}"}
        given = {name.replace("_", "-"): value for name, value in {**usual, **headers}.items() if value}
        connection = HTTPConnection("127.0.0.1", self.door.port, timeout=PATIENCE_S)
        try:
            connection.request(method, path, headers=given)
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            return Answer(status=response.status, headers=told, body=response.read())
        finally:
            connection.close()

    def ready(self, *, searched: bool = False) -> None:
        """Wait until all places are there; and, if that is asked for, until their texts can be searched."""
        until = time.monotonic() + PATIENCE_S
        while not all(_is_ready(place, searched=searched) for place in self.places.all):
            assert time.monotonic() < until, self.places.states()
            time.sleep(0.02)


def _is_ready(place: Any, *, searched: bool) -> bool:
    if place.state.phase == "failed":
        return True
    covered = place.search.covered if place.search else None
    return place.state.phase == "ready" and (
        not searched or (covered is not None and covered.whole and covered.of)
    )


Viewing = Callable[..., AbstractContextManager[Client]]


@pytest.fixture(scope="session", autouse=True)
def _caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let what the viewer can make again lie in a folder of the tests."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("caches")))
        yield


@pytest.fixture(scope="session")
def viewing() -> Viewing:
    """Show some paths in a viewer, until the block ends."""

    @contextmanager
    def view(*paths: Path, ready: bool = True) -> Iterator[Client]:
        places = Places(paths, every_s=0.1)
        with serve(places) as door:
            client = Client(door=door, places=places)
            if ready:
                client.ready(searched=True)
            yield client

    return view


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of its own, since facts and texts are kept beside its cells."""
    copy = tmp_path_factory.mktemp("viewed") / "lake"
    shutil.copytree(agentforce_lake(), copy)
    return copy


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two snapshots: the recorded example, and one that means harm."""
    made = tmp_path_factory.mktemp("viewed") / "runs"
    made.mkdir()
    shutil.copy(EXAMPLE, made)
    session = hostile()
    text = json.dumps({"version": 2, "reason": "final", "opTree": session})
    (made / f"{session['traceId']}.json.gz").write_bytes(gzip.compress(text.encode()))
    return made


@pytest.fixture(scope="session")
def viewer(viewing: Viewing, lake: Path, folder: Path) -> Iterator[Client]:
    """A viewer over a lake, a folder and a file, all of it read."""
    with viewing(lake, folder, EXAMPLE) as client:
        yield client
