"""What a run would read."""

import json
from collections.abc import Callable

from rearview.lake.grid import DAY_MS, Cell, Window
from rearview.lake.ledger import Entry, Ledger
from rearview.render import forms
from rearview.render.plan import COLUMNS, Planned, document, rows, show
from rearview.sources.agentforce.extract.plan import Group, Plan, Unit

Golden = Callable[[str, bytes], None]

DAY = 20_000 * DAY_MS
FIRST, SECOND = Window(DAY, DAY + DAY_MS), Window(DAY + DAY_MS, DAY + 2 * DAY_MS)
SEEN = Ledger({}).record(
    Cell("sessions", DAY), Entry(window=FIRST, read_ms=DAY + DAY_MS + 1, rows=1_000_000, unfinished=True)
)
PLAN = Plan(
    groups=(
        Group(
            window=FIRST,
            units=(
                Unit(table="steps", window=FIRST, reason="new"),
                Unit(table="sessions", window=FIRST, reason="due"),
            ),
        ),
        Group(window=SECOND, units=(Unit(table="sessions", window=SECOND, reason="new"),)),
        Group(window=None, units=(Unit(table="tags", window=None, reason="new"),)),
    ),
    settled=3,
)
PLANNED = Planned(plan=PLAN, ledger=SEEN, missing={"moments": "the org has no moments"})


def page(planned: Planned) -> str:
    """Return what is shown on 80 columns."""
    return "".join(f"{line.plain}\n" for line in show(planned, width=80))


def test_a_plan(golden: Golden) -> None:
    """Each table has its cells by why they are read, and the rows that are to be expected."""
    golden("plan.txt", page(PLANNED).encode())


def test_nothing_to_do() -> None:
    """Where nothing is due, that is the plan."""
    nothing = page(Planned(plan=Plan(groups=()), ledger=SEEN, missing={}))
    assert nothing.startswith("PLAN: 0 cells of 0 tables; nothing was fetched\n\nRows:     about 0\n")


def test_a_plan_in_the_dark() -> None:
    """Where the lake has seen nothing, no number is made up."""
    dark = page(Planned(plan=PLAN, ledger=Ledger({}), missing={}))
    assert "Unknown:   the rows of 4 cells: " in dark
    assert "Rows:" not in dark
    assert "Credits:" not in dark


def test_for_programs() -> None:
    """Every cell is a row, and all of it one document."""
    assert all(tuple(row) == COLUMNS for row in rows(PLANNED))
    told = json.loads(b"".join(forms.json(document(PLANNED))))
    assert told["cells"][0] == {
        "table": "steps",
        "from": "2024-10-04T00:00:00.000Z",
        "until": "2024-10-05T00:00:00.000Z",
        "reason": "new",
        "expected_rows": None,
    }
    assert told["cells"][-1]["from"] is None
    assert told["estimate"] == {"rows": 2_000_000, "unknown_cells": 2, "credits": 4.0}
    assert (told["settled"], told["missing"]) == (3, {"moments": "the org has no moments"})
