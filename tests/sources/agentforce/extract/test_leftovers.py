"""What earlier runs left under work: finished first where it is of use, else let go."""

from pathlib import Path

import pytest

from rearview.lake.grid import DAY_MS, HOUR_MS, Window
from rearview.lake.identity import Identity
from rearview.lake.writer import Writer
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.storage import layout, schema
from rearview.sources.agentforce.extract.leftovers import with_leftovers
from rearview.sources.agentforce.extract.plan import Group, Plan, Unit
from rearview.sources.agentforce.extract.slices import Slice, State

DAY = Window(0, DAY_MS)
HOUR = Window(0, HOUR_MS)
STATE = State(api="v3", columns=(), slices=(Slice(sql="SELECT 1"),)).dump()
IDENTITY = Identity(source="agentforce", org="00D")


def planned(table: str, window: Window | None) -> Plan:
    """A plan of one cell."""
    unit = Unit(table=table, window=window, reason="new")
    return Plan(groups=(Group(window=window, units=(unit,)),), settled=3)


@pytest.mark.parametrize(
    ("plan", "resume", "units", "stays"),
    [
        (planned("steps", DAY), STATE, ["steps new"], True),
        (planned("sessions", DAY), STATE, ["steps staged", "sessions new"], True),
        (planned("steps", None), STATE, ["steps staged", "steps new"], True),
        (planned("sessions", DAY), {}, ["sessions new"], False),
        (planned("steps", HOUR), STATE, ["steps new"], False),
    ],
)
def test_leftovers(
    plan: Plan, resume: dict[str, object], units: list[str], stays: bool, tmp_path: Path
) -> None:
    """A cell that the plan doesn't name comes first; one that can't be gone on with, or is in the way, goes."""
    with Writer.open(tmp_path / "lake", IDENTITY) as writer:
        writer.begin("steps", DAY, read_ms=1, resume=resume)
        found = with_leftovers(plan, writer, CATALOG)
        assert [f"{unit.table} {unit.reason}" for unit in found.units] == units
        assert found.settled == 3
        assert bool(writer.staged()) is stays


def test_what_can_t_be_read_now_is_left(tmp_path: Path) -> None:
    """A cell of a table that this run can't read stays for another run."""
    with Writer.open(tmp_path / "lake", IDENTITY) as writer:
        writer.begin("steps", DAY, read_ms=1, resume=STATE)
        plan = planned("sessions", DAY)
        assert with_leftovers(plan, writer, ["sessions"]) == plan
        assert writer.staged()


def test_what_no_longer_fits_goes(tmp_path: Path) -> None:
    """A cell whose time was since committed in other windows is let go."""
    with Writer.open(tmp_path / "lake", IDENTITY) as writer:
        left = writer.begin("steps", DAY, read_ms=1, resume=STATE)
        other = writer.begin("steps", Window(HOUR_MS, 2 * HOUR_MS), read_ms=2)
        other.put(0, schema(CATALOG["steps"]).empty_table(), layout(CATALOG["steps"]))
        writer.commit(other, layout(CATALOG["steps"]))
        with_leftovers(planned("sessions", DAY), writer, CATALOG)
        assert not left.folder.exists()
