"""Two trees compared: nothing where they are the same, exactly what was removed, and every way of differing by name."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rearview.model.diff import Comparison, compare
from rearview.model.session import Tree
from rearview.model.tables import Rows, SessionRow, StepRow, TurnRow
from rearview.model.tree import build
from tests.model.findings.plot import Plot
from tests.model.strategies import any_rows

NAMES = st.sampled_from(["Search", "Read", "Pay"])
TURNS = st.lists(st.lists(NAMES, max_size=5), min_size=1, max_size=4)


def session(turns: list[list[str]]) -> Rows:
    """A session with turns that call those tools, each with an input that no other call has."""
    steps = [
        StepRow(
            source="x",
            session_id="s",
            turn_id=f"t{number}",
            step_id=f"p{number}.{place}",
            step_index=place,
            kind="tool",
            name=name,
            input_text=f"the {place}. input of turn {number}",
        )
        for number, names in enumerate(turns)
        for place, name in enumerate(names)
    ]
    return Rows(
        sessions=(SessionRow(source="x", session_id="s"),),
        turns=tuple(
            TurnRow(source="x", session_id="s", turn_id=f"t{number}", turn_index=number, kind="turn")
            for number in range(len(turns))
        ),
        steps=tuple(steps),
    )


@settings(deadline=None, max_examples=100)
@given(any_rows())
def test_a_session_against_itself_differs_in_nothing(rows: Rows) -> None:
    """Whatever its recorder wrote."""
    if rows.sessions or rows.turns or rows.steps:
        tree = build(rows)
        compared = compare(tree, tree)
        assert compared.differences == ()
        assert compared.parting is None
        assert compared.a == compared.b


@settings(deadline=None)
@given(TURNS, st.data())
def test_with_one_step_removed_exactly_that_is_missing(turns: list[list[str]], data: st.DataObject) -> None:
    """Though others call the same tool before and after it."""
    rows = session(turns)
    if not rows.steps:
        return
    gone = data.draw(st.sampled_from(rows.steps))
    less = replace(rows, steps=tuple(step for step in rows.steps if step is not gone))
    (missing,) = compare(build(rows), build(less)).differences
    (added,) = compare(build(less), build(rows)).differences
    assert (missing.kind, missing.node, missing.b) == ("missing", "step", None)
    assert (added.kind, added.node, added.a) == ("added", "step", None)
    assert [place and place.step_id for place in (missing.a, added.b)] == [gone.step_id, gone.step_id]


def test_ids_alone_make_no_difference() -> None:
    """Two runs of the same share no id, not even within what went in."""

    def run(id_: str) -> Tree:
        plot = Plot(id_, agent="A")
        plot.turn("Go", "Done")
        plot.step("tool", "Get", input_text=f'{{"request": "{id_ * 32}", "order": 7}}')
        return plot.tree()

    assert compare(run("1"), run("2")).differences == ()


def test_how_json_is_laid_out_makes_no_difference() -> None:
    """A recorder may write blanks or none; what isn't JSON is compared as it is."""
    assert (
        compare(_once(input_text='{"a": [1,  2]}').tree(), _once(input_text='{"a":[1,2]}').tree()).same == 3
    )
    assert compare(_once(input_text="no thing").tree(), _once(input_text="nothing").tree()).same == 2
    assert compare(_once(input_text='{"a": 1}').tree(), _once(input_text='{"a":2}').tree()).same == 2


def _once(**step: Any) -> Plot:
    plot = Plot()
    plot.turn("Go", "Done", topic="Orders")
    plot.step("tool", "Get", **{"duration_ms": 1_000, **step})
    return plot


def _paid(cost: float | None, tokens: int, model: str = "small") -> Plot:
    plot = Plot()
    plot.turn("Go", "Done")
    step = plot.step("llm", model)
    plot.usage(step, kind="llm", model=model, cost_usd=cost, tokens_in=tokens, tokens_out=0)
    return plot


def _turned(topic: str, asked: str = "Go", said: str = "Done") -> Plot:
    plot = Plot()
    plot.turn(asked, said, topic=topic)
    return plot


CHANGES: dict[str, tuple[Callable[[], Plot], Callable[[], Plot]]] = {
    "failing": (_once, lambda: _once(status="failed")),
    "mended": (lambda: _once(status="failed"), _once),
    "status": (_once, lambda: _once(status="open")),
    "error": (lambda: _once(error="no", status="failed"), lambda: _once(error="never", status="failed")),
    "input": (lambda: _once(input_text="a"), lambda: _once(input_text="b")),
    "output": (lambda: _once(output_text="a"), lambda: _once(output_text=None)),
    "slower": (_once, lambda: _once(duration_ms=1_500)),
    "faster": (lambda: _once(duration_ms=2_000), lambda: _once(duration_ms=1_500)),
    "dearer": (lambda: _paid(0.1, 1), lambda: _paid(0.2, 1)),
    "cheaper": (lambda: _paid(0.2, 1), lambda: _paid(0.0, 1)),
    "more_tokens": (lambda: _paid(None, 100), lambda: _paid(None, 200)),
    "fewer_tokens": (lambda: _paid(0.1, 200), lambda: _paid(None, 100)),
    "model": (lambda: _paid(0.1, 1, "small"), lambda: _paid(0.1, 1, "large")),
    "topic": (lambda: _turned("Orders"), lambda: _turned("Billing")),
    "end": (_once, lambda: _once().ends(outcome="escalated")),
    "agent": (_once, lambda: _once().ends(agent="Other")),
    "version": (_once, lambda: _once().ends(agent_version="v2")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_every_way_of_differing_has_a_name(what: str) -> None:
    """What went differently in a node is told as that, and as nothing else."""
    a, b = CHANGES[what]
    (difference,) = compare(a().tree(), b().tree()).differences
    assert difference.kind == "changed"
    assert [change.what for change in difference.changes] == [what]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (_once, lambda: _once(duration_ms=1_499)),
        (lambda: _once(duration_ms=10_000), lambda: _once(duration_ms=12_000)),
        (lambda: _paid(0.1, 1), lambda: _paid(0.12, 1)),
        (lambda: _paid(None, 100), lambda: _paid(None, 120)),
        (lambda: _paid(0.1, 1), lambda: _paid(None, 1)),
    ],
)
def test_what_varies_from_run_to_run_is_no_difference(a: Callable[[], Plot], b: Callable[[], Plot]) -> None:
    """A quarter more or less is needed, half a second of time, and an amount that is known on both sides."""
    assert compare(a().tree(), b().tree()).differences == ()


def test_what_was_said_otherwise_is_told_of_the_turn() -> None:
    """Question and answer are compared, the answer without making the two part."""
    compared = compare(
        _turned("Orders", said="On Friday.").tree(), _turned("Orders", said="On Monday.").tree()
    )
    ((change,),) = (difference.changes for difference in compared.differences)
    assert (change.what, change.a, change.b) == ("output", "On Friday.", "On Monday.")
    assert compared.parting is None
    other = compare(_turned("Orders", "Go").tree(), _turned("Orders", "Stop").tree())
    assert other.parting is other.differences[0]


def test_texts_are_shown_from_where_they_part() -> None:
    """Of two megabytes that differ in one letter, that letter is to be seen."""
    text = "é" * 500_000
    compared = compare(_once(output_text=f"{text}a{text}").tree(), _once(output_text=f"{text}b{text}").tree())
    (change,) = compared.differences[0].changes
    assert isinstance(change.a, str)
    assert isinstance(change.b, str)
    assert ("a" in change.a, "b" in change.b) == (True, True)
    assert len(change.a) == len(change.b) < 300


def test_the_first_divergence_is_the_first_that_was_done_otherwise() -> None:
    """A slower step comes before it, and isn't it."""
    first, second = _once(), _once(duration_ms=9_000)
    second.step("tool", "Extra")
    compared = compare(first.tree(), second.tree())
    assert [difference.name for difference in compared.differences] == ["Get", "Extra"]
    assert compared.parting is compared.differences[1]


def test_how_it_ended_is_no_parting_where_steps_differ() -> None:
    """A session's outcome is told first, and is what came of the rest; alone, it is where the two part."""
    good, bad = _once(), _once(status="failed").ends(outcome="failed")
    compared = compare(good.tree(), bad.tree())
    assert [difference.node for difference in compared.differences] == ["session", "step"]
    assert compared.parting is compared.differences[1]
    alone = compare(good.tree(), _once().ends(outcome="failed").tree())
    assert alone.parting is alone.differences[0]


def test_a_greeting_is_never_opposite_an_answer() -> None:
    """Where one agent speaks first and the other doesn't, what they were asked still stands side by side."""
    greeting = Plot()
    greeting.turn(None, "What can I do for you?")
    greeting.turn("Go", "Done", topic="Orders")
    greeting.step("tool", "Get", duration_ms=1_000)
    (difference,) = compare(greeting.tree(), _once().tree()).differences
    assert (difference.kind, difference.node, difference.a and difference.a.turn_id) == (
        "missing",
        "turn",
        "t1",
    )


def test_totals_count_sub_agents_in() -> None:
    """Amounts that nobody recorded are unknown, never none."""
    plot = _paid(0.25, 10)
    plot.session("c", parent_session_id="s")
    plot.turn("Help", "Done")
    plot.usage(plot.step("tool", "Get", status="failed"), kind="tool")
    plot.usage(None, kind="llm", cost_usd=0.5)
    totals = compare(plot.tree(), _once().tree())
    assert (totals.a.sessions, totals.a.turns, totals.a.steps, totals.a.failed_steps) == (2, 2, 2, 1)
    assert (totals.a.model_calls, totals.a.tool_calls, totals.a.cost_usd, totals.a.tokens_in) == (
        1,
        1,
        0.75,
        10,
    )
    assert (totals.b.cost_usd, totals.b.tokens_in) == (None, None)


def test_agents_that_are_compared_may_have_other_names() -> None:
    """The outermost sessions stand opposite each other whatever they are called; sub-agents go by their names."""
    compared = compare(_delegating("helper"), _delegating("expert"))
    assert _nodes(compared) == [("missing", "session"), ("added", "session")]


def _nodes(compared: Comparison) -> list[tuple[str, str]]:
    return [(difference.kind, difference.node) for difference in compared.differences]


def _delegating(agent: str) -> Tree:
    plot = Plot("s")
    plot.turn("Go", "Done")
    plot.step("agent", "call", child_session_id="c")
    plot.session("c", parent_session_id="s", agent=agent)
    return plot.tree()
