"""How a lake stands, to read and for programs."""

import json
from collections.abc import Callable
from pathlib import Path

from rearview.lake.grid import DAY_MS, HOUR_MS, Window
from rearview.lake.identity import Identity
from rearview.lake.settle import LADDER
from rearview.lake.status import Status, TableStatus
from rearview.render import forms
from rearview.render.status import COLUMNS, document, rows, show, show_all

Golden = Callable[[str, bytes], None]

DAY = 20_000 * DAY_MS
TOLD = {"ended": "2024-10-05T10:15:00.000Z", "credits": 0.5, "missing": {"moments": "the org has no moments"}}


def table(name: str, **differs: object) -> TableStatus:
    """A table that is settled, but for what differs."""
    usual: dict[str, object] = {
        "table": name,
        "rows": 1_204,
        "cells": 2,
        "covered": (Window(DAY, DAY + 2 * DAY_MS),),
        "open": 0,
        "settling": 0,
        "unfinished": 0,
        "late": 0,
        "due_ms": None,
        "settled_ms": None,
        "under_work": 0,
        "rejected": 0,
    }
    return TableStatus(**{**usual, **differs})  # type: ignore[arg-type]


def stands(*tables: TableStatus, runs: int = 2) -> Status:
    """A lake with these tables."""
    identity = Identity(source="agentforce", org="00D000000000001", data_space="default")
    return Status(
        root=Path("stdm_data"),
        identity=identity,
        at_ms=DAY + 3 * DAY_MS,
        ladder=LADDER,
        tables=tables,
        runs=(TOLD,) * runs,
    )


MOVING = stands(
    table(
        "sessions", open=1, settling=1, unfinished=1, late=1, due_ms=DAY + DAY_MS, settled_ms=DAY + 5 * DAY_MS
    ),
    table(
        "steps",
        covered=tuple(Window(DAY + day * DAY_MS, DAY + day * DAY_MS + HOUR_MS) for day in range(5)),
        under_work=2,
        rejected=1,
    ),
    table("tags", covered=()),
)


def page(status: Status) -> str:
    """Return what is shown on 80 columns."""
    return "".join(f"{line.plain}\n" for line in show(status, width=80))


def test_a_lake_in_motion(golden: Golden) -> None:
    """What is late, half done, rejected and missing is told, with what to do about it."""
    golden("status-moving.txt", page(MOVING).encode())


def test_a_lake_at_rest(golden: Golden) -> None:
    """Where nothing is still to come, no more is said than what there is."""
    golden("status-settled.txt", page(stands(table("sessions"), table("steps"), runs=1)).encode())


def test_a_lake_that_waits() -> None:
    """Where nothing is late, the moment is told at which something will be due."""
    waiting = stands(table("sessions", settling=1, due_ms=DAY + 4 * DAY_MS, settled_ms=DAY + 5 * DAY_MS))
    assert "Next due:    2024-10-08 00:00 UTC" in page(waiting)


def test_a_lake_without_rows() -> None:
    """A lake that was only just made covers no time."""
    empty = page(stands(runs=0))
    assert "Covered:     no time yet" in empty
    assert "Runs:        none has ended yet" in empty


def test_several_lakes() -> None:
    """Each lake has its page."""
    lines = [line.plain for line in show_all([stands(), stands()], width=80)]
    assert lines.count("LAKE stdm_data") == 2


def test_for_programs() -> None:
    """Programs get every figure, and moments that they can read."""
    told = json.loads(b"".join(forms.json(document(MOVING))))
    assert told["credits"] == 1.0
    assert told["last_run"]["missing"] == {"moments": "the org has no moments"}
    assert told["tables"][0]["due"] == "2024-10-05T00:00:00.000Z"
    assert told["tables"][1]["covered"][0] == ["2024-10-04T00:00:00.000Z", "2024-10-04T01:00:00.000Z"]
    assert all(tuple(row) == COLUMNS for row in rows(MOVING))
