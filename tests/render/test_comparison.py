"""Two sessions side by side, to read and for programs."""

import pytest

from rearview.model.diff import Comparison, compare
from rearview.render.comparison import COLUMNS, document, rows, show
from tests.model.findings.plot import Plot

HOSTILE = "[/INST] \x1b[2J\u202e </script>\nforged: line"


def good() -> Plot:
    """A session in which an order is looked up."""
    plot = Plot("good", agent="Orders", agent_version="v1", duration_ms=5_000)
    plot.turn("Where is it?", "On its way.", topic="Tracking")
    plot.usage(plot.step("llm", "Plan"), kind="llm", model="gpt", cost_usd=0.01, tokens_in=100, tokens_out=5)
    plot.step("tool", "Get_Order", input_text='{"id": 7}', output_text='{"status": "sent"}')
    plot.step("tool", "Get_Carrier")
    return plot


def bad() -> Plot:
    """The same with a new version, in which the look-up fails."""
    plot = Plot("bad", agent="Orders", agent_version="v2", duration_ms=35_000, outcome="failed")
    plot.turn("Where is it?", "I can't tell.", topic="Tracking")
    plot.usage(plot.step("llm", "Plan"), kind="llm", model="gpt", cost_usd=0.03, tokens_in=300, tokens_out=5)
    plot.step(
        "tool",
        "Get_Order",
        status="failed",
        error="2 records were found",
        duration_ms=30_000,
        input_text='{"id": 8}',
    )
    plot.step("tool", "Apologise")
    return plot


@pytest.fixture
def compared() -> Comparison:
    """The two, compared."""
    return compare(good().tree(), bad().tree())


def lines(compared: Comparison, width: int = 80, *, everything: bool = False) -> list[str]:
    """The lines of a comparison; none may be too wide."""
    shown = list(show(compared, width=width, everything=everything))
    assert [line.plain for line in shown if line.cell_len > width] == []
    return [line.plain for line in shown]


def test_a_comparison_to_read(compared: Comparison) -> None:
    """Which two, what they amount to, where they part, and every difference with both texts."""
    assert lines(compared) == [
        "A:  good Orders v1",
        "B:  bad Orders v2",
        "",
        "              A          B        Change",
        "outcome       completed  failed",
        "duration      5.0 s      35.0 s   +30.0 s",
        "sessions      1          1",
        "turns         1          1",
        "steps         3          3",
        "model calls   1          1",
        "tool calls    2          2",
        "failed steps  0          1        +1",
        "tokens in     100        300      +200",
        "tokens out    5          5",
        "cost          $0.0100    $0.0300  +$0.0200",
        "",
        "6 differences. The two part at 00:00:05: step Get_Order fails in B.",
        "",
        "~ 00:00:00 session Orders: fails in B: completed → failed; version: v1 → v2",
        "~ 00:00:01 turn Tracking",
        "           output A: On its way.",
        "           output B: I can't tell.",
        "~ 00:00:04 step Plan: dearer: $0.0100 → $0.0300",
        "~ 00:00:05 step Get_Order: fails in B: ok → failed; slower: 1.0 s → 30.0 s",
        "           error A:  nothing",
        "           error B:  2 records were found",
        '           input A:  {"id": 7}',
        '           input B:  {"id": 8}',
        '           output A: {"status": "sent"}',
        "           output B: nothing",
        "- 00:00:06 step Get_Carrier: only in A",
        "+ 00:00:06 step Apologise: only in B",
    ]


def test_two_that_are_the_same_are_said_to_be() -> None:
    """And nothing is listed below."""
    shown = lines(compare(good().tree(), good().tree()))
    assert shown[-1] == "The two don't differ: all of their 5 nodes are alike."


def test_a_difference_in_pace_alone_is_no_parting() -> None:
    """Where both did the same, that is what is said first."""
    slow, unchanged = Plot(), Plot()
    for plot, duration_ms in ((unchanged, 1_000), (slow, 9_000)):
        plot.turn("Go", "Done")
        plot.step("tool", "Get", duration_ms=duration_ms)
    shown = lines(compare(unchanged.tree(), slow.tree()))
    assert "1 difference, all in pace, price or wording: both did the same." in shown


def test_many_differences_are_counted() -> None:
    """A hundred are enough to read; all are there on demand."""
    many = good()
    for number in range(150):
        many.step("tool", f"Extra_{number}")
    compared = compare(good().tree(), many.tree())
    assert lines(compared)[-1] == "Left out: 50 differences; --all shows them."
    assert lines(compared, everything=True)[-1].endswith("step Extra_149: only in B")


@pytest.mark.parametrize("width", [40, 200])
def test_any_width_is_kept(width: int, compared: Comparison) -> None:
    """Narrow pages break lines, wide ones don't."""
    assert lines(compared, width)[0] == "A:  good Orders v1"


def test_a_comparison_for_programs(compared: Comparison) -> None:
    """Totals of both, where they part, and every difference as a row."""
    whole = document(compared)
    assert (whole["a"]["session_id"], whole["b"]["cost_usd"], whole["same"]) == ("good", 0.03, 0)
    assert whole["differences"] == rows(compared)
    assert whole["first_divergence"] == rows(compared)[3]
    assert {tuple(row) for row in rows(compared)} == {COLUMNS}
    step = rows(compared)[3]
    assert (step["name"], step["a_step_id"], step["b_step_id"]) == ("Get_Order", "p5", "p5")
    assert step["changes"][0] == {"what": "failing", "a": "ok", "b": "failed"}
    assert document(compare(good().tree(), good().tree()))["first_divergence"] is None


def test_what_is_unknown_is_said_to_be() -> None:
    """A topic or an amount that nobody recorded isn't shown as none."""
    unknown, known = Plot(), Plot()
    unknown.turn("Go", "Done")
    known.turn("Go", "Done", topic="Orders")
    shown = lines(compare(unknown.tree(), known.tree()))
    assert "~ 00:00:01 turn Orders: topic: unknown → Orders" in shown
    assert "tokens in     unknown    unknown" in shown


def test_hostile_texts_do_nothing() -> None:
    """No name, error or message acts on the terminal or forges a line."""
    hostile, other = Plot(agent=HOSTILE, agent_version=HOSTILE), Plot()
    hostile.turn(HOSTILE, HOSTILE, topic=HOSTILE)
    other.turn("Go", "Done", topic="Orders")
    for plot, status in ((hostile, "failed"), (other, "ok")):
        plot.step("tool", HOSTILE, status=status, error=HOSTILE if status == "failed" else None)
    for compared in (compare(hostile.tree(), other.tree()), compare(other.tree(), hostile.tree())):
        shown = lines(compared)
        assert not any("\x1b" in line or "\u202e" in line or "\n" in line for line in shown)
        assert not any(line.startswith("forged") for line in shown)
