"""How a lake of snapshots stands: nothing is said of credits, of rows that come in late, or of an org."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from rearview.lake.grid import DAY_MS, Window
from rearview.lake.identity import Identity
from rearview.lake.status import Status, TableStatus
from rearview.render.status import document, rows, show

DAY = 20_000 * DAY_MS
RUN: dict[str, Any] = {
    "command": "ingest",
    "parameters": {"paths": ["/var/sessions"], "payloads": False, "ladder_ms": [0]},
    "ended": "2024-10-05T10:15:00.000Z",
    "rejected": [],
    "refused_before": 0,
    "failed": [],
    "interrupted": False,
}
TROUBLED: dict[str, Any] = {
    **RUN,
    "parameters": {"paths": ["/var/more sessions", "a", "b", "c"], "payloads": True},
    "rejected": [{"path": "x"}],
    "refused_before": 2,
    "failed": [{"path": "y"}],
    "interrupted": True,
}


def table(name: str, *covered: Window, cells: int = 1, under_work: int = 0, rejected: int = 0) -> TableStatus:
    """A table as it stands when the day isn't over."""
    return TableStatus(
        table=name,
        rows=1_204 * cells,
        cells=cells,
        covered=covered,
        open=1,
        settling=1,
        unfinished=1,
        late=1,
        due_ms=DAY,
        settled_ms=DAY,
        under_work=under_work,
        rejected=rejected,
    )


def stands(*tables: TableStatus, runs: tuple[dict[str, Any], ...] = (RUN,)) -> Status:
    """A lake with these tables and runs."""
    identity = Identity(source="snapshots")
    return Status(
        root=Path("snapshot_data"), identity=identity, at_ms=DAY, ladder=(0,), tables=tables, runs=runs
    )


def page(status: Status) -> str:
    """Return what is shown on 80 columns."""
    return "".join(f"{line.plain}\n" for line in show(status, width=80))


def test_a_lake_at_rest(golden: Callable[[str, bytes], None]) -> None:
    """What it holds, where that is from, and how to add to it."""
    sessions = table("sessions", Window(DAY, DAY + DAY_MS))
    golden("snapshot/lake.txt", page(stands(sessions, table("steps"))).encode())


def test_a_lake_with_troubles(golden: Callable[[str, bytes], None]) -> None:
    """What was cut off and what couldn't be read is told, with what becomes of it."""
    windows = Window(DAY, DAY + 2 * DAY_MS), Window(DAY + 9 * DAY_MS, DAY + 10 * DAY_MS)
    status = stands(
        table("sessions", *windows, cells=3, under_work=1),
        table("snapshots", cells=0, rejected=1),
        runs=(RUN, TROUBLED),
    )
    golden("snapshot/lake-troubled.txt", page(status).encode())


def test_a_lake_of_nothing() -> None:
    """Where no run has ended, no more is known than how to begin."""
    told = page(stands(runs=()))
    assert "Sessions:  none yet" in told
    assert "Runs:      none has ended yet" in told
    assert "type: rearview ingest PATH --output snapshot_data" in told


def test_for_programs() -> None:
    """What makes no sense of snapshots is null: ages and credits."""
    (row,) = rows(stands(table("sessions")))
    assert {name for name, value in row.items() if value is None} == {
        *("open", "settling", "unfinished", "late", "due", "settled")
    }
    assert document(stands())["credits"] is None
