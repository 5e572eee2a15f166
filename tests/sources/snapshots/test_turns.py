"""The turns of a snapshot, and the work beside them."""

from typing import Any

import pytest

from rearview.model.tables import TurnRow
from tests.sources.snapshots.written import rows

PROMPTS = {"system": "Be brief.", "user": "Hello"}


def turn(**written: Any) -> TurnRow:
    """Return the row of a turn."""
    (row,) = rows({"id": "s", "turns": [{"id": "t", **written}]}).turns
    return row


@pytest.mark.parametrize(
    ("written", "kind", "label"),
    [
        ({"index": 0, "attributes": {"system": True, "label": "init"}}, "system", "init"),
        ({"index": 0}, "system", None),
        ({"index": 1}, "turn", None),
        ({"index": 3, "attributes": {"system": True}}, "system", None),
        ({}, "turn", None),
    ],
)
def test_the_systems_own_turn(written: dict[str, Any], kind: str, label: str | None) -> None:
    """Turn 0 is the system's own, not an exchange, and so is any turn that says so."""
    row = turn(**written)
    assert (row.turn_index, row.kind, row.label) == (written.get("index"), kind, label)


def test_prompts() -> None:
    """A turn has the prompts of its model calls, if they were kept."""
    assert (turn(attributes={"prompts": PROMPTS}).system_prompt, turn(index=1).system_prompt) == (
        "Be brief.",
        None,
    )
    assert turn(attributes={"prompts": {"user": "Hello"}}).user_prompt == "Hello"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (kind, "system")
        for kind in ("system", "advisors", "router_handoff", "handoff", "internal", "else", None)
    ]
    + [("user", "turn")],
)
def test_work_beside_the_turns(kind: str | None, expected: str) -> None:
    """Work beside the turns has a row with its kind as a label, and no number: the numbers are those of turns."""
    step = {"id": "x", "index": 1, "kind": kind, "startedAt": 5, "endedAt": 8}
    (row,) = rows({"id": "s", "turns": [], "steps": [step]}).turns
    assert (row.turn_id, row.turn_index, row.kind, row.label, row.duration_ms) == (
        "x",
        None,
        expected,
        kind,
        3,
    )
