"""The order of findings: the gravest first, causes before what came of them, whatever the rows look like."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rearview.model.findings import Finding, Rule, findings
from rearview.model.findings.rule import Found, Spot
from rearview.model.findings.scene import Scene
from rearview.model.tables import Rows
from rearview.model.tree import build
from tests.model.findings.planted import PLANTED, plain
from tests.model.findings.plot import Plot
from tests.model.strategies import any_rows, shuffled


def told(found: list[Finding]) -> list[tuple[str, str, int | None]]:
    """Findings as their severity, their rule and the number of their cause."""
    return [(finding.severity, finding.rule, finding.because) for finding in found]


def test_a_failure_comes_before_what_came_of_it() -> None:
    """A tool times out: that it was slow, that nothing was resolved and that the user was handed over came of that."""
    plot = Plot(outcome="escalated")
    plot.turn("Send it back, please.", "I can't.", topic="Returns")
    plot.step("tool", "Return", status="failed", error="timed out", duration_ms=30_000)
    plot.judge("TaskResolution", "NOT_RESOLVED", flagged=True)
    assert told(plot.found()) == [
        ("P1", "failed_step", None),
        ("P2", "escalation", 1),
        ("P2", "unresolved", 1),
        ("P3", "slow_step", 1),
    ]


def test_a_failure_is_followed_through_sub_agents() -> None:
    """The step that failed at the bottom comes first; each agent above failed because of the one below it."""
    plot = Plot("a", outcome="failed")
    plot.turn("Go", None)
    plot.step("agent", "b", child_session_id="b", status="failed")
    plot.session("b", parent_session_id="a", outcome="failed")
    plot.turn("Go on", None)
    plot.step("agent", "c", child_session_id="c", status="failed")
    plot.session("c", parent_session_id="b", outcome="failed")
    plot.turn("Go further", None)
    plot.step("tool", "Fetch", status="failed", error="503 Service Unavailable")
    found = plot.found()
    assert [(one.rule, one.where.session_id, one.because) for one in found] == [
        ("failed_step", "c", None),
        ("failed_sub_agent", "b", 1),
        ("failed_sub_agent", "a", 2),
        ("failed_session", "a", 3),
    ]
    assert {one.severity for one in found} == {"P1"}


def test_a_cause_weighs_as_much_as_what_came_of_it() -> None:
    """A search that found nothing is as grave as the invented answer that went out because of it."""
    plot = plain()
    plot.step("tool", "Search_Articles", output_text='{"articles": []}')
    plot.step("llm", "GroundednessValidation", output_text="UNGROUNDED")
    assert told(plot.found()) == [("P1", "knowledge_miss", None), ("P1", "ungrounded", 1)]


def test_what_came_later_is_no_cause() -> None:
    """A tool that fails after the answer was found invented has nothing to do with that."""
    plot = plain()
    plot.step("llm", "GroundednessValidation", output_text="UNGROUNDED")
    plot.step("tool", "Pay", status="failed", error="no")
    assert {rule: because for _, rule, because in told(plot.found())} == {
        "ungrounded": None,
        "failed_step": None,
    }


def test_another_sub_agents_failure_is_no_cause() -> None:
    """Of two sub-agents that fail, each has a cause of its own, though both lie in the same session."""
    plot = Plot("a")
    plot.turn("Go", "Done")
    plot.step("agent", "b", child_session_id="b", status="failed")
    plot.step("agent", "c", child_session_id="c", status="failed")
    for agent in ("b", "c"):
        plot.session(agent, parent_session_id="a", outcome="failed")
        plot.turn("Go on", None)
        plot.step("tool", f"Tool_{agent}", status="failed", error="no")
    found = plot.found()
    causes = {
        one.sentence.split()[2]: found[one.because - 1].where.session_id
        for one in found
        if one.rule == "failed_sub_agent" and one.because
    }
    assert causes == {"B": "b", "C": "c"}


@pytest.mark.parametrize("name", PLANTED)
def test_numbers_count_up_and_causes_stand_before(name: str) -> None:
    """Findings are numbered in order; each is a consequence of an earlier and no lighter one, or of none."""
    _is_ordered(PLANTED[name]().found())


@settings(deadline=None, max_examples=100)
@given(any_rows(), st.integers())
def test_any_rows_can_be_looked_through(rows: Rows, seed: int) -> None:
    """Broken links, ids that stand twice and missing times stop no rule, and the order of rows changes nothing."""
    found = findings(build(rows)) if rows.sessions or rows.turns or rows.steps else ()
    _is_ordered(list(found))
    if found:
        assert found == findings(build(shuffled(rows, seed)))


def test_rules_can_be_chosen() -> None:
    """Whoever has rules of their own has them run in place of ours."""

    def find(scene: Scene) -> Iterator[Found]:
        yield Found(severity="P3", sentence="Seen", spot=Spot(scene.root), evidence=())

    own = Rule(name="own", meaning="It is seen.", find=find, causes=(), next_step="")
    assert [(one.rule, one.sentence) for one in findings(plain().tree(), (own,))] == [("own", "Seen.")]


def test_a_long_session_stays_short_to_read() -> None:
    """Ten thousand failures of one tool are one finding, and so are a thousand loops."""
    plot = Plot()
    plot.turn("Go", "Done")
    for number in range(3_000):
        plot.step("tool", "Pay", status="failed", error=f"timeout after {number} ms")
        plot.step("tool", "Poll", input_text=str(number // 3), output_text="PENDING")
    assert sorted(one.rule for one in plot.found()) == ["failed_step", "loop", "retry_storm"]


def _is_ordered(found: list[Finding]) -> None:
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    assert all(first.severity <= second.severity for first, second in pairwise(found))
    for one in found:
        if one.because is not None:
            assert one.because < one.number
            assert found[one.because - 1].severity <= one.severity
