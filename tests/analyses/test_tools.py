"""Which tools are called, how often they fail and how long they take."""

from collections.abc import Callable
from typing import Any

from rearview.analyses.analysis import Analysis
from rearview.analyses.tools import ANALYSIS
from rearview.model.tables import Rows, StepKind, StepRow, StepStatus

Asked = Callable[[Analysis, Rows], list[dict[str, Any]]]


def call(
    name: str | None, took: int | None, status: StepStatus | None = "ok", kind: StepKind = "tool"
) -> StepRow:
    """One call."""
    return StepRow(
        source="test", session_id="s", step_id="x", kind=kind, name=name, duration_ms=took, status=status
    )


def test_calls_are_counted_by_what_was_called(asked: Asked) -> None:
    """The most called comes first; failures are a part of the calls; model calls are no tools."""
    steps = (
        *(call("search", took) for took in (10, 20, 30)),
        call("search", 40, "failed"),
        call("send", 7, "open"),
        call("planner", 1000, kind="agent"),
        call("gpt", 5, kind="llm"),
    )
    seen = [
        (row["kind"], row["name"], row["calls"], row["failures"], row["failure_rate"])
        for row in asked(ANALYSIS, Rows(steps=steps))
    ]
    assert seen == [
        ("tool", "search", 4, 1, 0.25),
        ("agent", "planner", 1, 0, 0.0),
        ("tool", "send", 1, 0, 0.0),
    ]


def test_every_tool_has_times_of_its_own(asked: Asked) -> None:
    """A slow tool doesn't make another one slow."""
    steps = tuple(call(name, took) for name, took in (("a", 5), ("a", 7), ("a", 9), ("b", 40), ("c", 1)))
    assert [
        (row["name"], row["mean_ms"], row["p50_ms"], row["p95_ms"])
        for row in asked(ANALYSIS, Rows(steps=steps))
    ] == [("a", 7.0, 7, 9), ("b", 40.0, 40, 40), ("c", 1.0, 1, 1)]


def test_half_and_nearly_all_of_the_calls(asked: Asked) -> None:
    """Of a hundred calls of 1 to 100 ms, half took up to 50 and 95 of them up to 95."""
    (row,) = asked(ANALYSIS, Rows(steps=tuple(call("search", took) for took in range(1, 101))))
    assert (row["p50_ms"], row["p95_ms"]) == (50, 95)


def test_calls_that_nobody_timed(asked: Asked) -> None:
    """They are counted, and say nothing about how long calls take."""
    steps = (call("search", None), call("search", 8), call("send", None, None))
    assert [
        (row["name"], row["calls"], row["failures"], row["mean_ms"], row["p50_ms"], row["p95_ms"])
        for row in asked(ANALYSIS, Rows(steps=steps))
    ] == [("search", 2, 0, 8.0, 8, 8), ("send", 1, 0, None, None, None)]


def test_a_tool_without_a_name_is_a_tool(asked: Asked) -> None:
    """Calls of what nobody named are counted together, after those that have a name."""
    steps = (call(None, 1), call(None, 3), call("a", 1), call("a", 3))
    assert [(row["name"], row["calls"]) for row in asked(ANALYSIS, Rows(steps=steps))] == [
        ("a", 2),
        (None, 2),
    ]
