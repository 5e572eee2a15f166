"""What spans mean, asked of such as conventions have them; which came first makes no difference."""

from dataclasses import asdict
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from rearview.model.session import NOWHERE
from rearview.model.tree import build, check
from rearview.sources.otel import otlp_json
from rearview.sources.otel.span import Span
from tests.sources.otel.planted import AGENT, CHAT, TOOL, TRACE, document, event, span, talk
from tests.sources.otel.reading import rows_of, tree_of


def test_traces_of_one_conversation_are_turns_of_one_session() -> None:
    """Each trace is a turn; what is in it are steps; the agent, the prompt and the charges are where they belong."""
    tree = tree_of(*talk())
    root = tree.root
    assert (root.session_id, root.agent, root.outcome) == ("talk", "guide", "completed")
    assert [turn.turn_index for turn in root.turns] == [1, 2]
    assert [(step.kind, step.name) for step in root.turns[0].steps] == [
        ("llm", "gpt-5-mini"),
        ("tool", "search"),
        ("other", "GET"),
    ]
    assert [(said.role, said.text) for said in root.turns[0].messages] == [("user", "Where to?")]
    (charge,) = root.turns[0].steps[0].usage
    assert (charge.model, charge.served_model, charge.stop_reason) == (
        "gpt-5-mini",
        "gpt-5-mini-2026",
        "stop",
    )
    assert (charge.tokens_in, charge.tokens_cache_read, charge.tokens_out) == (60, 40, 20)


def test_an_agent_within_an_agent_is_a_session_of_its_own() -> None:
    """It hangs on the tool call around it, and its failure is told with what was raised."""
    tree = tree_of(*talk())
    assert [(session.agent, session.depth) for session in tree.sessions] == [("guide", 0), ("driver", 1)]
    driver = tree.sessions[1]
    assert (driver.outcome, driver.error) == ("failed", "no fuel")
    (opener,) = tree.root.turns[1].steps
    assert (opener.kind, opener.name) == ("agent", "ask_driver")
    assert tree.opened_by(opener) is driver
    assert [log.message for log in driver.turns[0].logs] == ["Empty: no fuel"]
    assert check(tree) == []


def test_an_agent_that_no_tool_called_opens_its_session_itself() -> None:
    """Its span is the step that opened it, too."""
    tree = tree_of(span(1, "guide", AGENT), span(2, "driver", AGENT, above=1), span(3, "chat", CHAT, above=2))
    (opener,) = tree.root.turns[0].steps
    assert opener.kind == "agent"
    below = tree.opened_by(opener)
    assert below is not None
    assert [step.kind for turn in below.turns for step in turn.steps] == ["llm"]
    assert check(tree) == []


def test_the_only_agent_of_a_trace_is_the_session_itself() -> None:
    """A request to a server may stand above it, which is the turn then."""
    tree = tree_of(span(1, "POST /chat"), span(2, "invoke_agent guide", AGENT, above=1))
    assert [session.agent for session in tree.sessions] == ["guide"]
    assert tree.root.turns[0].label == "POST /chat"


def test_a_trace_without_a_conversation_is_a_session() -> None:
    """So is a single model call, which is a turn and a step at once; whose it is says the service."""
    said = '[{"role":"user","content":"Hi"}]'
    told = {
        **CHAT,
        "gen_ai.input.messages": said,
        "gen_ai.output.messages": '[{"role":"assistant","content":"Ho"}]',
    }
    tree = tree_of(span(1, "chat", told), service__name="desk", service__version="2")
    assert (tree.root.session_id, tree.root.agent, tree.root.agent_version) == (TRACE, "desk", "2")
    (turn,) = tree.root.turns
    assert [(said.role, said.text) for said in turn.messages] == [("user", "Hi"), ("agent", "Ho")]
    assert [step.kind for step in turn.steps] == ["llm"]


def test_a_call_told_by_framework_and_client_is_charged_once() -> None:
    """Of model calls within each other, the inner one has the charge."""
    tree = tree_of(span(1, "guide", AGENT), span(2, "llm", CHAT, above=1), span(3, "chat", CHAT, above=2))
    charges = [charge for step in tree.steps() for charge in step.usage]
    assert [charge.step_id for charge in charges] == [f"{TRACE}-{3:016x}"]


def test_what_has_no_parent_yet_waits_under_a_marked_place() -> None:
    """Steps whose turn hasn't come stand together in a turn that nobody recorded."""
    tree = tree_of(span(2, "chat", CHAT, above=1), span(3, "search", TOOL, above=1))
    (turn,) = tree.root.turns
    assert (turn.recorded, len(turn.steps), turn.turn_id) == (False, 2, f"{TRACE}-{1:016x}")
    assert tree.root.outcome == "unknown"


def test_verdicts_and_other_events_are_kept() -> None:
    """Evaluations are verdicts; any other event is a log line with all it says."""
    verdict = event(
        "gen_ai.evaluation.result", gen_ai__evaluation__name="Tone", gen_ai__evaluation__score__value=0.5
    )
    tree = tree_of(span(1, "chat", CHAT, events=[verdict, event("cache.miss", key="k")]))
    (step,) = tree.steps()
    assert [(one.detector, one.score) for one in step.assessments] == [("Tone", 0.5)]
    assert [(log.message, log.details) for log in step.logs] == [("cache.miss", '{"key":"k"}')]


def test_an_unended_span_is_open() -> None:
    """A step that never ended is open, and so is the session whose last turn is."""
    tree = tree_of(
        span(1, "guide", AGENT, endTimeUnixNano="0"), span(2, "chat", CHAT, above=1, endTimeUnixNano=0)
    )
    (step,) = tree.steps()
    assert (tree.root.outcome, step.status, step.ended_ms) == ("open", "open", None)


@pytest.mark.parametrize("above", [1, 2])
def test_circles_come_to_an_end(above: int) -> None:
    """Spans that name each other, or themselves, as their parents are there all the same."""
    tree = tree_of(span(1, "a", AGENT, above=above), span(2, "b", CHAT, above=1))
    assert sum(len(turn.steps) for turn in tree.root.turns) >= 1
    assert check(tree) == []


def test_ids_given_twice_are_told_apart() -> None:
    """Exports of a broken recording may name two steps alike."""
    told = {"rearview.session_id": "s", "rearview.step_id": "p", "gen_ai.conversation.id": "s"}
    tree = tree_of(span(1, "chat", told), span(2, "chat", told))
    assert {step.step_id for step in tree.steps()} == {"p", "p~2"}


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.data())
def test_order_and_repetition_make_no_difference(random: Random, data: st.DataObject) -> None:
    """Spans shuffled, doubled, and sent before they ended give the rows of those that came once, in order."""
    spans = otlp_json.read(document(*talk("a"), *talk("b"))).spans
    spans = [
        one
        for one in spans
        if data.draw(st.booleans(), label=f"{one.name} is there") or one.parent_id is None
    ]
    sent = [*spans, *data.draw(st.lists(st.sampled_from(spans)))]
    sent += [_begun(one) for one in data.draw(st.lists(st.sampled_from(spans), max_size=3))]
    random.shuffle(sent)
    expected, got = build(rows_of(spans)), build(rows_of(sent))
    assert [asdict(session) for session in got.sessions] == [asdict(session) for session in expected.sessions]
    assert check(got) == []
    assert all(turn.turn_id != NOWHERE for session in got.sessions for turn in session.turns)


def _begun(one: Span) -> Span:
    """Return a span as some send it when it begins."""
    return structs.replace(one, end_ns=0)
