"""What is said above a timeline."""

from functools import partial
from typing import Any

from rearview.model.findings import findings
from rearview.model.selection import went_wrong
from rearview.model.shape import Shape
from rearview.model.tables import MessageRow, Rows, SessionRow, StepRow, TurnRow, UsageRow
from rearview.model.tree import build
from rearview.render.heading import heading, outcome
from rearview.render.page import Page

session = partial(SessionRow, source="test", session_id="s")
step = partial(StepRow, source="test", session_id="s", turn_id="t")
charge = partial(UsageRow, source="test", session_id="s", kind="llm")


def facts(rows: Rows) -> dict[str, str]:
    """Return the facts of a heading by their labels."""
    lines = [line.plain for line in heading(build(rows), Page(width=80, verbose=False))]
    assert [lines[0], lines[-2]] == ["SESSION DEBUG: s", "TIMELINE"]
    return {
        label: words.strip() for label, _, words in (line.partition(":") for line in lines[2:-3]) if words
    }


def test_a_session_that_went_well() -> None:
    """The facts of a session, those that don't apply left out."""
    row = session(
        agent="Support",
        agent_version="v2",
        started_ms=1_769_595_323_000,
        duration_ms=272_000,
        outcome="completed",
        end_type="USER_ENDED",
    )
    turns = [
        TurnRow(source="test", session_id="s", turn_id=str(n), kind="turn" if n else "system")
        for n in range(3)
    ]
    assert facts(Rows(sessions=(row,), turns=tuple(turns))) == {
        "Agent": "Support v2",
        "Started": "2026-01-28 10:15:23 UTC",
        "Duration": "4m 32s",
        "Outcome": "completed (recorded as USER_ENDED)",
        "Turns": "2",
        "Tokens": "unknown",
        "Cost": "unknown",
        "Failed": "no step",
        "Wrong": "nothing that a rule knows of",
    }


def test_a_session_of_which_little_is_known() -> None:
    """What nobody recorded is unknown, never made up."""
    assert facts(Rows(sessions=(session(),))) == {
        "Agent": "unknown",
        "Started": "unknown",
        "Duration": "unknown",
        "Outcome": "unknown (its recorder doesn't say how it ended)",
        "Turns": "0",
        "Tokens": "unknown",
        "Cost": "unknown",
        "Failed": "no step",
        "Wrong": "nothing that a rule knows of",
    }


def test_failures_are_counted_at_every_depth() -> None:
    """One line counts the failed steps and sub-agents; the session's own failure is its outcome."""
    rows = Rows(
        sessions=(
            session(outcome="failed", error="gave up", title="a try"),
            session(session_id="a", parent_session_id="s", outcome="failed"),
            session(session_id="b", parent_session_id="a", outcome="timed_out"),
            session(session_id="c", parent_session_id="a", outcome="completed"),
        ),
        steps=(
            step(step_id="1", status="failed"),
            step(step_id="2", session_id="b", status="open"),
            step(step_id="3"),
        ),
    )
    told = facts(rows)
    assert told["Outcome"] == "failed"
    assert told["Error"] == "gave up"
    assert told["Title"] == "a try"
    assert told["Sub-agents"] == "3"
    assert told["Failed"] == "✗ 1 step and 2 sub-agents"
    assert told["Unfinished"] == "1 step"


def test_money_and_tokens() -> None:
    """Charges are added up wherever they hang; tools are charged in characters and don't count."""
    told = facts(
        Rows(
            sessions=(session(),),
            steps=(step(step_id="1"),),
            usage=(
                charge(step_id="1", turn_id="t", tokens_in=1000, tokens_out=20, cost_usd=0.01),
                charge(turn_id="t", tokens_in=500, tokens_cache_read=7, tokens_cache_write=9, cost_usd=0.02),
                charge(tokens_in=0, tokens_out=0),
                charge(kind="tool", cost_usd=5.0),
            ),
        )
    )
    assert told["Tokens"] == "1,500 in, 20 out, 7 read from cache, 9 written to cache"
    assert told["Cost"] == "$0.0300"


def test_unknown_money() -> None:
    """A call that used tokens and has no price is said to be unknown, since it wasn't free."""
    priced, unpriced = charge(tokens_in=1, cost_usd=0.5), charge(tokens_out=1)
    assert facts(Rows(usage=(priced, unpriced)))["Cost"] == "$0.5000, and 1 call of unknown price"
    assert facts(Rows(usage=(unpriced,)))["Cost"] == "unknown"


def test_outcomes() -> None:
    """An outcome reads as words, with what its recorder calls it; running out of time is going wrong."""
    late = build(Rows(sessions=(session(outcome="timed_out", end_type="TIMEOUT"),))).root
    assert outcome(late) == "timed out (TIMEOUT)"
    assert went_wrong(late)
    assert not went_wrong(build(Rows(sessions=(session(outcome="escalated"),))).root)


def test_what_an_outcome_is_derived_from() -> None:
    """It is said whether the end was recorded, a person took over, or nothing is known of it."""
    spoken = MessageRow(
        source="test", session_id="s", message_id="m", turn_id="t", role="human", text="Ann here."
    )

    def told(*messages: MessageRow, **known: Any) -> str:
        return facts(Rows(sessions=(session(**known),), messages=messages))["Outcome"]

    assert told(outcome="open") == "open (no end is recorded)"
    assert told(outcome="timed_out", end_type="TIMEOUT") == "timed out (recorded as TIMEOUT)"
    assert told(spoken, outcome="escalated", end_type="USER_ENDED") == (
        "escalated (a person took over; recorded as USER_ENDED)"
    )
    assert told(outcome="escalated", end_type="TRANSFERRED") == "escalated (recorded as TRANSFERRED)"
    assert told(outcome="completed") == "completed"


def test_channels() -> None:
    """How the user came is said as far as it is known."""
    assert (
        facts(Rows(sessions=(session(channel="E & O", mode="production"),)))["Channel"]
        == "E & O (production)"
    )
    assert facts(Rows(sessions=(session(channel="cli"),)))["Channel"] == "cli"
    assert facts(Rows(sessions=(session(mode="voice"),)))["Channel"] == "voice"


def test_how_calls_were_tied_to_their_steps() -> None:
    """Calls are counted by what ties them to a step, unless that was recorded."""
    calls = (charge(step_id="1", binding="declared"), charge(binding="unbound"), charge(binding="unbound"))
    assert facts(Rows(usage=calls))["Calls"] == "3 model calls: 1 declared by their step, 2 tied to no step"
    assert "Calls" not in facts(Rows(usage=(charge(step_id="1", binding="recorded"),)))


def test_what_is_wrong_in_one_line() -> None:
    """The first finding is named, with how many more there are; what is missing stands below it."""
    rows = Rows(
        sessions=(session(outcome="failed", error="gave up"),),
        steps=(step(step_id="1", kind="tool", name="pay", status="failed", error="no"),),
    )
    tree = build(rows)
    shapes = (Shape(name="preview", sentence="A preview.", next_step="Wait."),)
    lines = [line.plain for line in heading(tree, Page(width=80, verbose=False), findings(tree), shapes)]
    assert "Wrong:      P1 The tool pay failed: no. (2 more: rearview why)" in lines
    assert "Trace:      A preview. Wait." in lines
