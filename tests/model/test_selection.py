"""Which events of a timeline somebody wants to see."""

from hypothesis import given, settings

from rearview.model.selection import Wanted, below, is_faulty, selected
from rearview.model.tables import Rows
from rearview.model.timeline import Event, timeline, turn_numbers
from rearview.model.tree import build
from tests.model.findings.plot import Plot
from tests.model.strategies import any_rows


def agents() -> Plot:
    """Two turns; in the second, an agent calls one that calls one that fails at a step, and another that doesn't."""
    plot = Plot()
    plot.turn("One?", "One.")
    plot.step("tool", "fine")
    plot.turn("Two?", "Two.")
    plot.step("tool", "also-fine")
    plot.step("agent", "first", child_session_id="a")
    plot.session("a", parent_session_id="s")
    plot.turn("Do it.", "Done.")
    plot.step("agent", "deeper", child_session_id="b")
    plot.session("b", parent_session_id="a", outcome="failed")
    plot.turn("Do it!", None)
    plot.step("tool", "pay", status="failed", error="no")
    plot.session("c", parent_session_id="s")
    plot.turn("Help.", "Yes.")
    plot.step("tool", "help")
    return plot


def told(plot: Plot, **wanted: int | bool) -> list[str]:
    """Return what is left of a timeline, indented by depth."""
    tree = plot.tree()
    events = selected(tree, timeline(tree), Wanted(**wanted))  # type: ignore[arg-type]
    return ["  " * event.depth + _about(event) for event in events]


def _about(event: Event) -> str:
    if event.step is not None:
        return f"step {event.step.name}"
    if event.message is not None:
        return str(event.message.text)
    return event.kind


def test_only_what_failed() -> None:
    """A failure, and what led to it from the outside in: questions, and the steps that called its agent."""
    assert told(agents(), errors=True) == [
        "session",
        "turn",
        "Two?",
        "step first",
        "  session",
        "  turn",
        "  Do it.",
        "  step deeper",
        "    session",
        "    turn",
        "    Do it!",
        "    step pay",
        "    end",
        "  end",
        "end",
    ]


def test_nothing_failed() -> None:
    """Where nothing did, nothing is told."""
    plot = Plot()
    plot.turn("One?", "One.")
    plot.step("tool", "fine")
    assert told(plot, errors=True) == []


def test_what_else_is_a_fault() -> None:
    """A verdict or a log line that speaks against a turn is one, and a charge that failed; others aren't."""
    plot = Plot()
    plot.turn("One?", "One.")
    fine = plot.step("tool", "fine")
    plot.usage(fine, status="ok")
    plot.log(fine, severity="WRN")
    plot.turn("Two?", "Two.")
    plot.judge("PII", "CARD", flagged=True)
    plot.usage(None, kind="llm", status="failed", turn_id=plot.rows["turns"][-1].turn_id)
    plot.turn("Three?", "Three.")
    plot.judge("PII", "CARD", flagged=False)
    assert told(plot, errors=True) == ["session", "turn", "Two?", "charge", "verdicts", "end"]


def test_faulty_steps() -> None:
    """Something speaks against a step that failed, never ended, logged an error, or was charged or judged so."""
    plot = Plot()
    plot.turn("One?")
    plot.step("tool", "failed", status="failed")
    plot.step("tool", "open", status="open")
    plot.log(plot.step("tool", "logged"), severity="ERR")
    plot.log(plot.step("tool", "fatal"), fatal=True)
    plot.judge("PII", None, flagged=True, step_id=plot.step("tool", "judged"))
    plot.usage(plot.step("tool", "charged"), status="failed")
    plot.step("tool", "fine")
    assert [step.name for step in plot.tree().steps() if not is_faulty(step)] == ["fine"]


def test_one_turn() -> None:
    """A turn of a number with all that was called in it, and no other."""
    assert told(agents(), turn=1) == ["session", "turn", "One?", "One.", "step fine", "end"]
    second = told(agents(), turn=2)
    assert "One?" not in second
    assert "    step pay" in second
    assert told(agents(), turn=9) == ["session", "end"]


def test_down_to_a_depth() -> None:
    """Sub-agents that are too deep are named, and stay closed."""
    assert [line for line in told(agents(), depth=1) if line.startswith("    ")] == ["    session"]
    assert [line for line in told(agents(), depth=0) if line.startswith("  ")] == ["  session", "  session"]
    assert told(agents(), depth=9) == told(agents())


def test_what_stands_below() -> None:
    """A session and those that it called, whoever called them in between."""
    tree = agents().tree()
    assert [[one.session_id for one in below(tree, session)] for session in tree.sessions] == [
        ["s", "a", "b", "c"],
        ["a", "b"],
        ["b"],
        ["c"],
    ]


def test_the_numbers_of_turns() -> None:
    """As recorded, if all are; else counted from 1, without the system's own."""
    plot = Plot()
    for index, kind in ((0, "system"), (4, "turn"), (5, "turn")):
        plot.turn(turn_index=index, kind=kind)
    assert list(turn_numbers(plot.tree().root).values()) == [4, 5]
    plot.turn()
    assert list(turn_numbers(plot.tree().root).values()) == [1, 2, 3]


@settings(max_examples=40)
@given(any_rows())
def test_every_failure_is_told(rows: Rows) -> None:
    """Whatever a recorder left, --errors keeps the order, tells nothing twice, and leaves no faulty step out."""
    tree = build(rows)
    whole = list(timeline(tree))
    wrong = list(selected(tree, whole, Wanted(errors=True)))
    places = [next(n for n, event in enumerate(whole) if event is one) for one in wrong]
    assert places == sorted(set(places))
    told_of = {id(event.step) for event in wrong}
    assert all(id(step) in told_of for step in tree.steps() if is_faulty(step))
