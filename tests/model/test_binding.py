"""Model calls and the steps that made them."""

from collections import Counter
from functools import partial

import pytest
from hypothesis import given, settings

from rearview.library import load_session
from rearview.model.binding import bind
from rearview.model.session import Tree, Usage
from rearview.model.tables import Binding, Rows, SessionRow, StepKind, StepRow, TurnRow, UsageRow
from rearview.model.tree import build, check
from tests.lakes import ORG, agentforce_lake
from tests.model.strategies import any_rows

SESSION = SessionRow(source="x", session_id="s")
TURN = TurnRow(source="x", session_id="s", turn_id="t")
call = partial(UsageRow, source="x", session_id="s", turn_id="t", kind="llm", binding="time_window")


def step(step_id: str, kind: StepKind, started: int | None, ended: int | None) -> StepRow:
    """A step that took some time."""
    return StepRow(
        source="x",
        session_id="s",
        turn_id="t",
        step_id=step_id,
        kind=kind,
        started_ms=started,
        ended_ms=ended,
    )


def bound(steps: list[StepRow], *calls: UsageRow) -> dict[int | None, tuple[str | None, Binding | None]]:
    """Where each call stands, by its time, and how it came there."""
    tree = bind(build(Rows(sessions=(SESSION,), turns=(TURN,), steps=tuple(steps), usage=calls)))
    assert check(tree) == []
    assert bind(tree) == tree
    return {charge.at_ms: (charge.step_id, charge.binding) for charge in charges(tree)}


def charges(tree: Tree) -> list[Usage]:
    """Every charge of a tree."""
    found: list[Usage] = []
    for session in tree.sessions:
        found += session.usage
        for turn in session.turns:
            found += turn.usage
            for one in turn.steps:
                found += one.usage
    return found


def test_the_innermost_step_made_the_call() -> None:
    """A topic lasts as long as its turn; what went on inside of it is nearer."""
    steps = [step("topic", "topic", 0, 100), step("guard", "guardrail", 10, 20), step("tool", "tool", 15, 60)]
    assert bound(steps, call(at_ms=5), call(at_ms=12), call(at_ms=16), call(at_ms=30)) == {
        5: ("topic", "time_window"),
        12: ("guard", "time_window"),
        16: ("guard", "time_window"),
        30: ("tool", "time_window"),
    }


def test_of_steps_that_took_as_long_an_action_goes_first() -> None:
    """Then a topic, then a guardrail; a model call before all of them."""
    kinds: list[StepKind] = ["guardrail", "topic", "tool", "llm"]
    for number in range(4, 1, -1):
        steps = [step(kind, kind, 0, 10) for kind in kinds[:number]]
        assert bound(steps, call(at_ms=3)) == {3: (kinds[number - 1], "time_window")}


def test_what_is_declared_stays() -> None:
    """Time is asked only where no id tells; what a source has recorded isn't looked at."""
    steps = [step("a", "llm", 0, 10), step("b", "tool", 0, 5)]
    declared = call(at_ms=1, step_id="a", binding="declared")
    recorded = call(at_ms=2, binding="recorded")
    assert bound(steps, declared, recorded) == {1: ("a", "declared"), 2: (None, "recorded")}


def test_a_model_call_is_one_call() -> None:
    """A step that is one call of a model, and has it, takes no other: it was made beside it."""
    steps = [step("topic", "topic", 0, 100), step("a", "llm", 10, 20), step("b", "llm", 20, 30)]
    assert bound(steps, call(at_ms=12), call(at_ms=13), call(at_ms=20)) == {
        12: ("a", "time_window"),
        13: ("topic", "time_window"),
        20: ("b", "time_window"),
    }
    own = call(at_ms=11, step_id="a", binding="declared")
    assert bound(steps, own, call(at_ms=12))[12] == ("topic", "time_window")


def test_nothing_is_guessed() -> None:
    """Where no step was going on, or nobody knows how long it did, a call is tied to none, and says so."""
    steps = [step("a", "tool", 0, 10), step("b", "tool", 20, None), step("c", "tool", None, 40)]
    assert bound(steps, call(at_ms=10), call(at_ms=25), call(at_ms=None)) == {
        10: (None, "unbound"),
        25: (None, "unbound"),
        None: (None, "unbound"),
    }


def test_clocks_that_tell_no_more_than_the_second() -> None:
    """A step that took no time by its clock made the call of that very moment."""
    steps = [step("topic", "topic", 0, 6000), step("a", "llm", 1000, 1000), step("b", "llm", 1000, 2000)]
    assert bound(steps, call(at_ms=1000), call(at_ms=1500)) == {
        1000: ("a", "time_window"),
        1500: ("b", "time_window"),
    }


@settings(max_examples=40)
@given(any_rows())
def test_no_charge_is_lost_and_none_is_changed(rows: Rows) -> None:
    """Whatever a recorder left, every charge is there once, with what it took; a second time changes nothing."""
    tree = build(rows)
    found = bind(tree)
    assert Counter((c.at_ms, c.model, c.cost_usd, c.kind) for c in charges(found)) == Counter(
        (c.at_ms, c.model, c.cost_usd, c.kind) for c in charges(tree)
    )
    assert bind(found) == found


@pytest.mark.parametrize("story", ["success", "delegation", "voice", "escalation", "wrong-topic"])
def test_calls_of_the_stand_in_come_to_the_steps_that_made_them(story: str) -> None:
    """There a step calls its model within the two milliseconds after it begins: the step that did has the call."""
    planted = next(planted for planted in ORG.stories() if planted.story == story)
    tree = bind(load_session(agentforce_lake(), planted.sessions[0]))
    by_time = [
        (step, charge) for step in tree.steps() for charge in step.usage if charge.binding == "time_window"
    ]
    assert by_time
    for step, charge in by_time:
        assert step.started_ms is not None
        assert charge.at_ms is not None
        began = [
            one for one in tree.steps() if one.kind in ("llm", "guardrail") and one.started_ms is not None
        ]
        callers = [one for one in began if 0 <= charge.at_ms - (one.started_ms or 0) <= 3]
        assert step in callers or (not callers and step.kind in ("topic", "tool"))
