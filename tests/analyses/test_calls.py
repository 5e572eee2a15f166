"""What fails, what is tried again, and what is called again and again."""

import re

import pytest

from rearview.analyses import load_analysis
from rearview.model.tables import Rows, StepRow, StepStatus
from tests.analyses.conftest import Asked
from tests.analyses.rows import some_rows
from tests.analyses.truth import grouped, keyed, known

ERRORS, RETRIES, LOOPS = map(load_analysis, ("errors", "retries", "loops"))
ROWS = some_rows(10)
CALLED = ("kind", "namespace", "name")


def said(error: str | None) -> StepRow:
    """Return a step that failed so."""
    return StepRow(
        source="t", session_id="s", step_id="x", kind="tool", name="a", status="failed", error=error
    )


def calls(*made: tuple[int | None, StepStatus], turn: str = "t") -> tuple[StepRow, ...]:
    """Return the calls of one thing in one turn, each with its time and how it went."""
    return tuple(
        StepRow(
            source="t",
            session_id="s",
            step_id=f"{n}",
            turn_id=turn,
            kind="tool",
            name="a",
            started_ms=at,
            status=status,
        )
        for n, (at, status) in enumerate(made)
    )


def test_errors_are_grouped_by_what_they_say(asked: Asked) -> None:
    """Every step that failed is in one group; a group says when, in how many sessions, and names one of them."""
    failed = [step for step in ROWS.steps if step.status == "failed"]
    answer = asked(ERRORS, ROWS, limit=10_000)
    assert sum(row["errors"] for row in answer) == len(failed)
    for row in answer:
        same = [step for step in failed if all(getattr(step, name) == row[name] for name in CALLED)]
        same = [step for step in same if masked(step.error) == row["signature"]]
        ids = {step.session_id for step in same}
        assert (row["errors"], row["sessions"], row["example"]) == (len(same), len(ids), min(ids))
        assert row["first_ms"] == min(known(step.started_ms for step in same), default=None)


def masked(error: str | None) -> str | None:
    """Mask an error as its signature does, by Python's own regular expressions."""
    if error is None:
        return None
    plain = re.sub(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+", "<address>", error[:500])
    plain = re.sub(r"[A-Za-z0-9_-]*[0-9][A-Za-z0-9_-]*", "#", plain)
    return re.sub(r"[ \t\r\n]+", " ", re.sub(r"#(?:[.,:/+]+#)+", "#", plain))[:200]


@pytest.mark.parametrize(
    ("error", "signature"),
    [
        ("Record 0Mw5g00000AbCdEFGH not found", "Record # not found"),
        ("at 2026-01-28T10:15:23.123Z: 503", "at #: #"),
        ("no row 0196b1a2-6f0e-7c3d-9a51-3f2b8c7d6e5f\n\tin  cache", "no row # in cache"),
        ("bad address a.b+c@mail.example.com!", "bad address <address>!"),
        ("Grüße 12é3", "Grüße #é#"),
        ("$1 \\\\1 [/INST]", "$# \\\\# [/INST]"),
        ("x" * 600, "x" * 200),
        ("", ""),
        (None, None),
    ],
)
def test_a_signature_leaves_out_what_differs_each_time(
    asked: Asked, error: str | None, signature: str | None
) -> None:
    """Ids, numbers and addresses are masked, blanks are one blank, and long texts are cut."""
    (row,) = asked(ERRORS, Rows(steps=(said(error),)))
    assert row["signature"] == signature


def test_two_orders_that_arent_found_are_one_error(asked: Asked) -> None:
    """What differs in its numbers alone is counted together."""
    rows = Rows(steps=(said("Order 8012x not found"), said("Order 99 not found"), said(None)))
    assert [(row["signature"], row["errors"]) for row in asked(ERRORS, rows)] == [
        ("Order # not found", 2),
        (None, 1),
    ]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ([(1, "failed"), (2, "ok")], (2, 1, 1, 1)),
        ([(1, "failed"), (2, "failed")], (2, 2, 1, 0)),
        ([(1, "failed"), (2, "failed"), (3, "ok")], (3, 2, 2, 1)),
        ([(1, "ok"), (2, "failed")], (2, 1, 0, 0)),
        ([(1, "failed"), (1, "ok")], (2, 1, 0, 0)),
        ([(None, "failed"), (None, "ok")], (2, 1, 0, 0)),
    ],
)
def test_a_failure_is_tried_again_by_a_later_call(
    asked: Asked, made: list[tuple[int | None, StepStatus]], expected: tuple[int, ...]
) -> None:
    """A retry is a call of the same thing, later in the same turn; a turn recovers if its last call didn't fail."""
    (row,) = asked(RETRIES, Rows(steps=calls(*made)))
    assert (row["calls"], row["failures"], row["retries"], row["recovered"]) == expected
    assert row["recovery_rate"] == row["recovered"]


def test_a_call_in_another_turn_is_no_retry(asked: Asked) -> None:
    """The next turn begins anew, and what never failed isn't listed."""
    steps = (*calls((1, "failed")), *calls((2, "ok"), turn="u"))
    (row,) = asked(RETRIES, Rows(steps=steps))
    assert (row["turns"], row["calls"], row["retries"]) == (1, 1, 0)


def test_loops_are_found_turn_by_turn(asked: Asked) -> None:
    """Every turn that called a thing so often, and no other."""
    made = [step for step in ROWS.steps if step.kind in {"tool", "agent"}]
    groups = grouped(made, lambda step: (step.session_id, step.turn_id, step.kind, step.namespace, step.name))
    many = {key: steps for key, steps in groups.items() if len(steps) >= 3}
    answer = keyed(asked(LOOPS, ROWS, min_calls=3, limit=10_000), "session_id", "turn_id", *CALLED)
    assert many
    assert {key: row["calls"] for key, row in answer.items()} == {
        key: len(steps) for key, steps in many.items()
    }
    for key, steps in many.items():
        assert answer[key]["spent_ms"] == sum(step.duration_ms or 0 for step in steps)


def test_calls_with_other_input_are_no_loop_if_that_is_asked(asked: Asked) -> None:
    """Going through five pages isn't asking for one page five times."""
    pages = [
        StepRow(
            source="t",
            session_id="s",
            step_id=f"{n}",
            turn_id="t",
            kind="tool",
            name="a",
            input_text=f"{n % 2}",
        )
        for n in range(5)
    ]
    rows = Rows(steps=tuple(pages))
    assert [row["calls"] for row in asked(LOOPS, rows)] == [5]
    assert [row["calls"] for row in asked(LOOPS, rows, min_calls=3, same_input=True)] == [3]
