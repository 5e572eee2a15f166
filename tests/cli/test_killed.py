"""Commands that die at their work: what was done by then is kept, and nothing of it is asked for again."""

import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from rearview.lake.grid import DAY_MS, Window
from rearview.lake.verify import verify
from rearview.sandbox.engines.rows import form
from rearview.sandbox.org import Org
from rearview.sandbox.server import Behaviour, Clock, Plan, Rule, Standin, serve
from rearview.sandbox.server.faults import Faults
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.extract.run import GRACE_S
from tests.cli.conftest import DAY, NOW_MS, UNTIL_MS, WORDS
from tests.sources.agentforce.extract.asked import cell_of, kept, statements
from tests.sources.agentforce.extract.build import difference, lake_rows, visible, within
from tests.sources.agentforce.extract.ending import AtRequest

ORG = Org(sessions_per_day=5, days=1, until_ms=UNTIL_MS)
TABLES = ("sessions", "interactions", "steps", "messages")
JOBS = 4
KILLS = 5
SEEDS = range(int(os.environ.get("REARVIEW_KILLS", "15")) // KILLS)
DELAYS_S = (0, 0, 0.005, 0.02, 0.1)
"""How long after a request somebody dies: there is work between two of them, and after the last."""
NEVER_S = 600
PROMISED_S = 5
MARGIN_S = 5
"""What a busy machine may add to what is promised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """An org that answers, in many small parts."""

    standin: Standin
    first: int
    """How many requests a run makes before it asks for rows."""
    requests: int
    """How many it makes if nothing happens to it."""


def words(standin: Standin, lake: Path) -> list[str]:
    """Return what is typed to fill a lake."""
    credentials = standin.credentials
    return [
        *(*WORDS, "extract", *DAY, "--window", "6h", "--jobs", str(JOBS), "-o", str(lake)),
        *("--org", credentials.username, "--login-url", standin.url),
        *("--consumer-key", credentials.consumer_key, "--key-path", str(credentials.key_path)),
        *(word for table in TABLES for word in ("--only", table)),
    ]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """An org, and how many requests it takes to copy it."""
    clock, behaviour = Clock(NOW_MS, held=True), Behaviour(chunk_rows=4)
    with serve(ORG, clock=clock, behaviour=behaviour) as standin:
        done = subprocess.run(words(standin, tmp_path_factory.mktemp("whole") / "lake"), check=False)
        assert done.returncode == 0
        counted = standin.counters
        looks = 3 * (len(counted.statements) - len(statements(counted)))
        yield Scene(standin=standin, first=looks, requests=counted.requests.total())


class Lake:
    """A lake that somebody fills who dies now and then."""

    def __init__(self, scene: Scene, root: Path) -> None:
        self.root = root
        self._scene = scene
        self._left = scene.requests

    @property
    def left(self) -> int:
        """How many requests the next run makes, about."""
        return max(self._left, self._scene.first)

    def fill(self, *, dies_at: int | None = None, later_s: float = 0) -> int:
        """Let somebody fill it, or die some time after a request; return the exit code."""
        standin, begun = self._scene.standin, len(self._scene.standin.counters.statements)
        known = {*kept(self.root), *self._in_place(statements(standin.counters))}
        born = threading.Event()

        def die() -> None:
            born.wait()
            process.kill()

        if dies_at is not None:
            standin.faults = AtRequest(dies_at, threading.Timer(later_s, die).start)
        with subprocess.Popen(words(standin, self.root), stdout=subprocess.DEVNULL) as process:
            born.set()
        settle(standin)
        standin.faults = Faults(Plan())
        self.judge(statements(standin.counters, begun), known)
        self._left -= max(0, (dies_at or 0) - self._scene.first)
        return process.returncode

    def interrupt(self, number: signal.Signals, *, again_s: float | None = None) -> tuple[int, float]:
        """Let somebody fill it for whom no part ever comes, and be asked to end; return the exit code, and how long that took."""
        standin = self._scene.standin
        counters, begun = standin.counters, len(standin.counters.statements)
        standin.faults = Faults(Plan(rules=(Rule(does="slow", on=("page",), times=None, amount=NEVER_S),)))
        with subprocess.Popen(words(standin, self.root), stdout=subprocess.DEVNULL) as process:
            parts = counters.requests["page"]
            while counters.requests["page"] == parts and process.poll() is None:
                time.sleep(0.01)
            process.send_signal(number)
            asked_s = time.monotonic()
            if again_s is not None:
                time.sleep(again_s)
                process.send_signal(number)
            process.wait()
            took_s = time.monotonic() - asked_s
        standin.clock.advance(NEVER_S * 1000)
        settle(standin)
        standin.faults = Faults(Plan())
        self.judge(statements(counters, begun), set())
        return process.returncode, took_s

    def judge(self, sent: list[str], known: set[str]) -> None:
        """See that nothing was asked for whose answer was there; only what was on its way is lost."""
        assert len(sent) == len(set(sent))
        assert known.intersection(sent) == set()
        lost = set(sent) - kept(self.root).keys() - self._in_place(sent)
        assert len(lost) <= JOBS
        if (self.root / "metadata" / "lake.json").exists():
            assert verify(self.root).breaches == ()

    def _in_place(self, asked: list[str]) -> set[str]:
        return {sql for sql in asked if (self.root / cell_of(sql).path).exists()}

    def is_whole(self) -> bool:
        """Whether it equals the source, and nothing is left to be done."""
        found = {table: difference(lake_rows(self.root, table), source(table)) for table in TABLES}
        assert found == dict.fromkeys(TABLES, "")
        assert verify(self.root).under_work == ()
        return True


def settle(standin: Standin) -> None:
    """Wait until nothing is being answered any more, also for those who are dead."""
    while standin.counters.under_way:
        time.sleep(0.001)


def source(table: str) -> pa.Table:
    """The rows of a table that the org shows: those of its day, and those without a time."""
    rows = visible(pa.concat_tables([form(CATALOG[table]).empty_table(), *ORG.rows(table)]), NOW_MS)
    time_ = rows[CATALOG[table].time]
    there = pa.compute.or_kleene(time_.is_null(), within(time_, Window(UNTIL_MS - DAY_MS, UNTIL_MS)))
    return rows.filter(there).sort_by(CATALOG[table].key)


@pytest.mark.parametrize("seed", SEEDS)
def test_killed_anywhere(seed: int, scene: Scene, tmp_path: Path) -> None:
    """However often a run is killed, wherever it is: the next one goes on, and in the end the lake is the source."""
    chance, kills, lakes = random.Random(seed), 0, 0  # noqa: S311 -- the same points each time
    while kills < KILLS:
        lake, lakes = Lake(scene, tmp_path / f"lake-{lakes}"), lakes + 1
        died = True
        while died and kills < KILLS:
            dies_at = chance.randint(1, lake.left)
            died = lake.fill(dies_at=dies_at, later_s=chance.choice(DELAYS_S)) == -signal.SIGKILL
            kills += died
        assert lake.fill() == 0
        assert lake.is_whole()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_once(number: signal.Signals, scene: Scene, tmp_path: Path) -> None:
    """A run that is asked to end does so in a few seconds, whoever it waits for; the next goes on from there."""
    lake = Lake(scene, tmp_path / "lake")
    code, took_s = lake.interrupt(number)
    assert code == 128 + number
    assert took_s < PROMISED_S + MARGIN_S
    assert lake.fill() == 0
    assert lake.is_whole()


def test_interrupted_twice(scene: Scene, tmp_path: Path) -> None:
    """A run that is asked a second time ends at once, without the time that it would have had; nothing is lost by that."""
    lake = Lake(scene, tmp_path / "lake")
    code, took_s = lake.interrupt(signal.SIGINT, again_s=0.2)
    assert code == 130
    assert took_s < GRACE_S
    assert lake.fill() == 0
    assert lake.is_whole()
