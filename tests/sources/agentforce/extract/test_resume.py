"""A run that is cut off, and the one after it: what came is kept, and nothing is asked for twice."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from rearview.errors import AuthError
from rearview.lake import journal
from rearview.lake.grid import DAY_MS, Window
from rearview.lake.verify import verify
from rearview.sandbox.server.faults import Plan, Rule
from rearview.sources.agentforce.extract import Progress, Report
from rearview.sources.agentforce.query import ApiName
from tests.sources.agentforce.extract.build import CORE, PERIOD, Rig, rig

SLOW = Plan(rules=(Rule(does="slow", on=("page",), times=None, amount=0.05),))


def stopping(at: Rig, *, rows: int) -> Callable[[Progress], None]:
    """Return what stops a run once so many rows have come."""

    def watch(progress: Progress) -> None:
        if progress.rows >= rows:
            at.stop.set()

    return watch


def cut_off(at: Rig, *, rows: int) -> Report:
    """Read, but stop when so many rows have come; the stand-in is in order again afterwards."""
    at.watch = stopping(at, rows=rows)
    at.standin.faults.use(SLOW)
    report = at.extract()
    at.standin.faults.use(Plan())
    at.stop.clear()
    at.watch = lambda _: None
    return report


@pytest.mark.parametrize("api", ["v3", "connect"])
@pytest.mark.parametrize("rows", [0, 40, 120])
def test_the_next_run_goes_on(rows: int, api: ApiName, tmp_path: Path) -> None:
    """After an interruption, the next run fetches only what is missing, and sends no statement again."""
    with rig(tmp_path, api=api) as at:
        first = cut_off(at, rows=rows)
        assert (first.interrupted, first.complete) == (True, False)
        served = at.standin.counters.rows
        second = at.extract()
        assert second.complete
        assert at.differences() == {}
        assert len(at.statements()) == len(set(at.statements()))
        everything = sum(at.lake(table).num_rows for table in CORE)
        assert at.standin.counters.rows <= everything + (8 if api == "connect" else 4) * 16
        assert served <= everything
        assert verify(at.root).under_work == ()


def test_an_interruption_is_heard_at_once(tmp_path: Path) -> None:
    """A run that is told to stop ends within seconds, though its server takes its time, and says what it did."""
    with rig(tmp_path) as at:
        at.standin.faults.use(Plan(rules=(Rule(does="slow", on=("page",), times=None, amount=20),)))
        threading.Timer(0.5, at.stop.set).start()
        began = time.monotonic()
        report = at.extract()
        assert time.monotonic() - began < 8
        assert report.interrupted
        assert journal.last_run(at.root) == msgspec.json.decode(msgspec.json.encode(report.as_json()))


def test_what_is_staged_comes_first(tmp_path: Path) -> None:
    """Cells that a run left are finished by any run that comes after it, also one for another time."""
    later = Window(PERIOD.end_ms, PERIOD.end_ms + DAY_MS)
    with rig(tmp_path) as at:
        cut_off(at, rows=40)
        left = verify(at.root).under_work
        assert left
        assert at.extract(period=later).complete
        assert verify(at.root).under_work == ()
        assert len(at.statements()) == len(set(at.statements()))


def test_a_forgotten_result_begins_the_cell_anew(tmp_path: Path) -> None:
    """Where the results of an interrupted run have expired, their cells are asked for once more, and are complete."""
    with rig(tmp_path) as at:
        cut_off(at, rows=40)
        at.standin.clock.advance(DAY_MS + 1)
        assert at.extract().complete
        assert at.differences() == {}


def test_another_api_begins_anew(tmp_path: Path) -> None:
    """What one API left can't be gone on with by the other; its cells are read anew, and are complete."""
    with rig(tmp_path, api="v3") as at:
        cut_off(at, rows=40)
        other = at.another("connect")
        assert other.extract().complete
        assert other.differences() == {}


def test_a_refused_sign_in_ends_the_run(tmp_path: Path) -> None:
    """When the org lets nobody in any more, the run ends with that error, and keeps what it committed."""
    ended = Rule(does="token-expired", on=("page",), nth=12, times=None)
    refused = Rule(does="status", status=400, on=("sign-in", "exchange"), times=None)
    with rig(tmp_path) as at:
        at.standin.faults.use(Plan(rules=(ended, refused)))
        with pytest.raises(AuthError):
            at.extract()
        told = journal.last_run(at.root)
        assert told is not None
        assert told["complete"] is False
        at.standin.faults.use(Plan())
        assert at.signed_in_again().extract().complete
        assert at.differences() == {}
        assert len(at.statements()) == len(set(at.statements()))
