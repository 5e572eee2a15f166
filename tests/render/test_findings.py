"""Findings to read and for programs."""

import pytest

from rearview.model.findings import findings
from rearview.render.findings import COLUMNS, document, rows, show
from tests.model.findings.plot import Plot

HOSTILE = "[/INST] \x1b[2J\u202e </script>\nforged: line"


@pytest.fixture
def plot() -> Plot:
    """A session in which a tool failed, and the user was handed over."""
    plot = Plot(outcome="escalated", agent="Support", agent_version="v3")
    plot.turn("Send it back, please.", "I can't.", topic="Returns")
    plot.step(
        "tool", "Return", status="failed", error="The carrier's service timed out.", input_text='{"n": 7}'
    )
    return plot


def lines(plot: Plot, width: int = 80) -> list[str]:
    """The lines of what is found in a session; none may be too wide."""
    shown = list(show(plot.tree(), findings(plot.tree()), width=width))
    assert [line.plain for line in shown if line.cell_len > width] == []
    return [line.plain for line in shown]


def test_findings_to_read(plot: Plot) -> None:
    """Each with its severity, its place, what shows it, what is likely behind it and what to do next."""
    assert lines(plot) == [
        "WHY: s",
        "Agent:     Support v3",
        "Outcome:   escalated",
        "Findings:  1 P1, 1 P2",
        "",
        " 1 P1 The tool Return failed: The carrier's service timed out.",
        "      Rule:      failed_step",
        "      Where:     00:00:04 step p4, turn t1, session s",
        "      Shown by:  00:00:04 step: The carrier's service timed out.",
        '                 00:00:04 step: Input: {"n": 7}',
        "      Likely:    What it called didn't answer in time.",
        "      Next:      See how long that service takes on its own; then give it less",
        "                 to do, or the step more time.",
        "",
        " 2 P2 The user was handed over to a person after 1 question.",
        "      Rule:      escalation",
        "      Because:   of 1, failed_step",
        "      Where:     00:00:00 session s",
        "      Shown by:  00:00:02 message m2: user: Send it back, please.",
        "                 00:16:39 session: escalated",
        "      Likely:    The agent couldn't do what was asked for.",
        "      Next:      Read what the user wanted before, and whether the agent has an",
        "                 action for it.",
    ]


@pytest.mark.parametrize("width", [40, 200])
def test_any_width_is_kept(width: int, plot: Plot) -> None:
    """Narrow pages break lines, wide ones don't."""
    assert lines(plot, width)[0] == "WHY: s"


def test_where_nothing_is_wrong_it_says_so() -> None:
    """An empty list would leave open whether anybody looked."""
    assert lines(Plot(mode="preview", agent=None))[:3] == [
        "WHY: s",
        "Agent:     unknown",
        "Outcome:   completed",
    ]
    plot = Plot()
    plot.turn("Hi", "Hello")
    plot.step("llm", "Think")
    assert lines(plot)[-1] == "Findings:  Nothing was found that went wrong."


def test_findings_for_programs(plot: Plot) -> None:
    """Every column of every finding; what has parts keeps them."""
    found = findings(plot.tree())
    first, second = rows(found)
    assert tuple(first) == COLUMNS
    assert (first["rule"], first["step_id"], first["because"], second["because"]) == (
        "failed_step",
        "p4",
        None,
        1,
    )
    assert first["evidence"][0] == {
        "node": "step",
        "id": "p4",
        "at_ms": 4_000,
        "text": "The carrier's service timed out.",
    }
    whole = document(plot.tree(), found)
    assert (whole["session_id"], whole["outcome"], whole["findings"]) == ("s", "escalated", [first, second])


def test_hostile_texts_do_nothing() -> None:
    """No name, error or message acts on the terminal or forges a line."""
    plot = Plot(agent=HOSTILE, outcome="failed", error=HOSTILE)
    plot.turn(HOSTILE, HOSTILE, topic=HOSTILE)
    plot.step("tool", HOSTILE, status="failed", error=HOSTILE, input_text=HOSTILE)
    shown = lines(plot)
    assert not any("\x1b" in line or "\u202e" in line or "\n" in line for line in shown)
    assert not any(line.startswith("forged") for line in shown)
    assert any("[/INST]" in line for line in shown)
