"""What goes wrong on the way to a lake: what passes changes nothing, what doesn't concerns its own cell."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from rearview.lake.grid import DAY_MS, HOUR_MS, MINUTE_MS, Window
from rearview.lake.scan import cells
from rearview.sandbox.server.faults import NAMED, Plan, Rule
from rearview.sandbox.server.faults.plan import Deed, Door
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.query import ApiName
from tests.sources.agentforce.extract.build import CORE, PERIOD, rig

PASSING = sorted(
    NAMED.keys()
    - {"slow", "daily-limit", "exchange-refused", "login-page-exchange", "running-forever", "no-permission"}
    - {"missing-table", "missing-field", "rate-limit-date", "rate-limit-absurd"}
)
"""Faults after which everything is there; waits that are as long as the server asks are the wire's own affair."""
STEPS = CATALOG["steps"].api_name
DAY = Window(PERIOD.start_ms, PERIOD.start_ms + DAY_MS)


def faulty(does: Deed, on: Sequence[Door] = ("page",), *, nth: int = 1, times: int | None = None) -> Plan:
    """A plan in which something goes wrong with the steps."""
    return Plan(rules=(Rule(does=does, on=tuple(on), table=STEPS, nth=nth, times=times),))


@pytest.mark.parametrize("api", ["v3", "connect"])
@pytest.mark.parametrize("name", PASSING)
def test_what_passes_changes_nothing(name: str, api: ApiName, tmp_path: Path) -> None:
    """After each fault that passes, the lake equals the source."""
    with rig(tmp_path, api=api, faults=NAMED[name]) as at:
        report = at.extract(period=DAY)
        assert report.failures == ()
        assert at.differences(period=DAY) == {}


@pytest.mark.parametrize("does", ["short-page", "empty-page", "repeated-page"])
def test_a_part_that_stays_wrong_fails_its_cell_alone(does: Deed, tmp_path: Path) -> None:
    """Where rows never add up, the cell isn't written and the report names it; the other tables are complete."""
    with rig(tmp_path) as at:
        at.standin.faults.use(faulty(does, nth=2))
        report = at.extract(period=DAY)
        assert {failure.table for failure in report.failures} == {"steps"}
        assert DAY in {failure.window for failure in report.failures}
        assert "rows" in report.failures[0].reason
        assert at.differences(("sessions", "interactions"), DAY) == {}
        assert {cell.table for cell, _ in cells(at.root) if cell.start_ms is not None} == set(CORE) - {
            "steps"
        }


def test_a_cell_that_failed_is_read_by_the_next_run(tmp_path: Path) -> None:
    """A failing cell leaves no trace in the watermark, so the next run begins it anew and ends with everything."""
    with rig(tmp_path) as at:
        at.standin.faults.use(faulty("short-page", nth=2))
        assert not at.extract(period=DAY).complete
        at.standin.faults.use(Plan())
        assert at.extract(period=DAY).complete
        assert at.differences(period=DAY) == {}


@pytest.mark.parametrize("does", ["query-expired", "query-cancelled"])
def test_a_query_that_is_always_forgotten_is_given_up(does: Deed, tmp_path: Path) -> None:
    """A query that is forgotten before its rows are fetched is sent three times, and not for ever."""
    with rig(tmp_path) as at:
        at.standin.faults.use(faulty(does))
        report = at.extract(period=DAY)
        assert {failure.table for failure in report.failures} == {"steps"}
        assert "3 times" in report.failures[0].reason
        assert len([sql for sql in at.statements() if f'FROM "{STEPS}" WHERE' in sql]) == 2 * 3


def test_a_query_without_end_is_given_up(tmp_path: Path) -> None:
    """Where no query ever gets done, windows are halved to the last, and then their cells have failed."""
    minute = Window(DAY.start_ms, DAY.start_ms + 2 * MINUTE_MS)
    with rig(tmp_path) as at:
        at.standin.faults.use(faulty("running-forever", ("status",), nth=2))
        report = at.extract(["steps"], minute, width_ms=2 * MINUTE_MS)
        assert {failure.table for failure in report.failures} == {"steps"}
        assert "nothing smaller" in report.failures[0].reason


@pytest.mark.parametrize("api", ["v3", "connect"])
def test_too_much_at_once_is_asked_in_halves(api: ApiName, tmp_path: Path) -> None:
    """A window that the source finds too large becomes several queries of one cell, and no row is lost between."""
    limit = Rule(does="time-limit", on=("query",), table=STEPS, times=None, amount=100)
    with rig(tmp_path, api=api) as at:
        at.standin.faults.use(Plan(rules=(limit,)))
        report = at.extract(period=DAY)
        assert report.complete
        assert at.differences(period=DAY) == {}
        assert report.tables["steps"].cells == 2
        assert len([sql for sql in at.statements() if f'FROM "{STEPS}" WHERE' in sql]) > 3


def test_what_is_too_much_even_for_a_minute_fails(tmp_path: Path) -> None:
    """Where nothing smaller can be asked for, the cell has failed, and the reason is the source's own."""
    hour = Window(DAY.start_ms + 2 * HOUR_MS, DAY.start_ms + 3 * HOUR_MS)
    limit = Rule(does="time-limit", on=("query",), table=STEPS, times=None, amount=0)
    with rig(tmp_path) as at:
        at.standin.faults.use(Plan(rules=(limit,)))
        report = at.extract(["steps"], hour, width_ms=HOUR_MS)
        assert "time limit" in report.failures[0].reason
        assert not [cell for cell, _ in cells(at.root) if cell.start_ms is not None]


@pytest.mark.parametrize("api", ["v3", "connect"])
def test_the_daily_limit_ends_the_run(api: ApiName, tmp_path: Path) -> None:
    """When the org has had enough for the day, the run ends as incomplete, and the next one goes on from there."""
    with rig(tmp_path, api=api) as at:
        at.standin.faults.use(Plan(rules=(Rule(does="daily-limit", on=("page",), nth=4, times=None),)))
        report = at.extract()
        assert report.ended_by is not None
        assert report.undone > 0
        at.standin.faults.use(Plan())
        assert at.extract().complete
        assert at.differences() == {}
        assert len(at.statements()) == len(set(at.statements()))


def test_a_network_that_is_gone_ends_the_run(tmp_path: Path) -> None:
    """When cell after cell can't be reached, the run ends rather than being patient with each."""
    with rig(tmp_path) as at:
        at.standin.faults.use(Plan(rules=(Rule(does="status", on=("page",), times=None),)))
        report = at.extract()
        assert report.ended_by is not None
        assert "503" in report.ended_by
        assert report.undone > 0


def test_tables_that_the_org_lacks_are_reported(tmp_path: Path) -> None:
    """A missing table is reported and no failure; a missing column is null and named."""
    with rig(tmp_path, faults=NAMED["missing-table"]) as at:
        report = at.extract(("sessions", "moments"), DAY)
        assert (report.complete, list(report.missing)) == (True, ["moments"])
        assert list(report.tables) == ["sessions"]
    with rig(tmp_path / "other", faults=NAMED["missing-field"]) as at:
        report = at.extract(("steps",), DAY)
        lacks = report.tables["steps"].missing_columns
        assert lacks == ("ssot__TelemetryTraceSpanId__c",)
        assert at.lake("steps")[lacks[0]].null_count == at.source("steps", DAY).num_rows
