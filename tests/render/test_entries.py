"""What a timeline says about each event, and in which order."""

from collections.abc import Hashable
from dataclasses import replace
from functools import partial

from rearview.model.selection import Wanted
from rearview.model.tables import AssessmentRow, LogRow, Rows, UsageRow
from rearview.model.tree import build
from rearview.render.terminal import Timeline, page_of, show
from tests.render.rows import SECOND, calls, message, session, step, support, timeline, turn


def test_a_topic_with_the_step_that_chose_it() -> None:
    """A step that did no more than choose the topic is told with it, and what is known of it below."""
    chose = step(kind="topic", name="Orders", output_text='{"topic": "Orders"}', duration_ms=1200)
    other = step(step_id="b", kind="topic", name="Orders", output_text="Orders, surely", duration_ms=1)
    rows = Rows(sessions=(session(),), turns=(turn(topic="Orders"),), steps=(chose, other))
    assert timeline(rows) == [
        "--:--:-- │ [TOPIC]  → Orders  1.2 s",
        "--:--:-- │ [STEP]   topic: Orders  1 ms",
        "         │          Output: Orders, surely",
    ]
    assert "Output: {" in "\n".join(timeline(rows, verbose=True))
    told = timeline(
        replace(rows, steps=(replace(chose, output_text='{"topic": "Orders", "confidence": 0.95}'),))
    )
    assert told[1:] == ['         │          Output: {"topic": "Orders", "confidence": 0.95}']


def test_attempts_are_numbered() -> None:
    """What failed and was done again says which try it was, and how many there were."""
    pay = partial(step, kind="tool", name="pay", duration_ms=1)
    rows = Rows(
        sessions=(session(started_ms=0),),
        turns=(turn(),),
        steps=(pay(step_id="a", status="failed", started_ms=1), pay(step_id="b", started_ms=2)),
    )
    assert [line[9:] for line in timeline(rows)] == [
        "│ [STEP] ✗ tool: pay  1 ms  attempt 1 of 2",
        "│ [STEP]   tool: pay  1 ms  attempt 2 of 2",
    ]


def test_idle_times_are_named() -> None:
    """A long time in which nothing happened says how long it was, and what it ended with."""
    rows = Rows(
        sessions=(session(started_ms=0),),
        turns=(turn(started_ms=0), turn(turn_id="t2", started_ms=40 * SECOND)),
        steps=(
            step(kind="llm", started_ms=0, ended_ms=SECOND, duration_ms=SECOND),
            step(step_id="b", turn_id="t2", kind="llm", started_ms=60 * SECOND, duration_ms=1),
        ),
        messages=(message(turn_id="t2", text="Well?", sent_ms=40 * SECOND),),
    )
    assert timeline(rows) == [
        "turn 1   ┆",
        "00:00:00 │ [STEP]   llm  1.0 s",
        "",
        "turn 2   ┆ 39.0 s until the user wrote again",
        '00:00:40 │ [INPUT]  "Well?"',
        "         ┆ 20.0 s in which nothing is recorded",
        "00:01:00 │ [STEP]   llm  1 ms",
    ]


def test_what_is_tied_to_no_step() -> None:
    """Model calls, log lines and verdicts of a turn or a session stand on their own, where they happened."""
    rows = Rows(
        sessions=(session(started_ms=0),),
        turns=(turn(started_ms=0),),
        steps=(step(kind="llm", started_ms=2000, duration_ms=1),),
        usage=(
            UsageRow(
                source="test",
                session_id="s",
                turn_id="t1",
                kind="llm",
                model="m",
                binding="unbound",
                at_ms=1000,
            ),
            UsageRow(
                source="test", session_id="s", kind="llm", model="n", status="failed", error="429", at_ms=3000
            ),
        ),
        logs=(
            LogRow(
                source="test", session_id="s", turn_id="t1", at_ms=3000, severity="ERR", message="gave up"
            ),
            LogRow(source="test", session_id="s", turn_id="t1", at_ms=3000, severity="VRB", message="hm"),
        ),
        assessments=(
            AssessmentRow(source="test", session_id="s", turn_id="t1", detector="Quality", category="5"),
            AssessmentRow(source="test", session_id="s", detector="PII", category="CARD", flagged=True),
        ),
    )
    assert timeline(rows) == [
        "00:00:01 │ [MODEL]  m: nothing recorded · tied to no step",
        "00:00:02 │ [STEP]   llm  1 ms",
        "00:00:03 │ [LOG]  ✗ ERR gave up",
        "         │ [JUDGE]  the turn: Quality 5",
        "00:00:03 │ [MODEL]✗ n: nothing recorded; failed: 429",
        "         │ [JUDGE]✗ the session: PII CARD",
    ]
    assert sum("[LOG]" in line for line in timeline(rows, verbose=True)) == 2


def test_what_a_model_is_asked_again() -> None:
    """Within a turn, a model's input is shown once; a tool's always, and in full both are."""
    ask = partial(step, kind="llm", duration_ms=1, input_text="What now?")
    steps = (ask(), ask(step_id="b"), ask(step_id="c", kind="tool"), ask(step_id="d", turn_id="t2"))
    rows = Rows(sessions=(session(),), turns=(turn(), turn(turn_id="t2")), steps=steps)
    inputs = [line.strip(" │") for line in timeline(rows) if "Input:" in line]
    assert inputs == ["Input:  What now?", "Input:  (the same as at --:--:--)", *["Input:  What now?"] * 2]
    assert sum("What now?" in line for line in timeline(rows, verbose=True)) == 4


def test_sub_agents_that_stay_closed() -> None:
    """A sub-agent that is too deep is named with what it did, and whether something failed in it."""
    rows = calls(output="42.", last_words="It is 42.")
    closed = [line.plain for line in show(build(rows), width=80, wanted=Wanted(depth=0))]
    assert closed[closed.index("TIMELINE") + 2 :] == [
        "--:--:-- │ [STEP]   agent: ask  9 ms",
        "         │          Output: 42.",
        "--:--:-- │ │ [AGENT]  helper open  unknown  (2 steps; closed by --depth)",
    ]
    sessions = (
        *rows.sessions,
        session(session_id="s3", parent_session_id="s2", agent="deeper", outcome="failed"),
    )
    failed = (step(session_id="s3", turn_id="v", step_id="z", status="failed"),)
    deeper = replace(rows, sessions=sessions, steps=(*rows.steps, *failed))
    told = [line.plain for line in show(build(deeper), width=200, wanted=Wanted(depth=0))]
    assert told[-1].endswith(
        "│ [AGENT]✗ helper open  unknown  (3 steps, 1 sub-agent, 1 failed; closed by --depth)"
    )


def test_only_errors() -> None:
    """Only what failed is shown, in what it happened in, and the rest is counted."""
    lines = [line.plain for line in show(build(support()), width=80, wanted=Wanted(errors=True))]
    assert lines[lines.index("TIMELINE") + 2 :] == [
        "turn 2   ┆",
        '10:16:01 │ [INPUT]  "Can I change the address?"',
        "10:16:02 │ [GUARD]✗ PromptDefense  12 ms",
        "         │          Error:  score 0.97",
        "--:--:-- │ [STEP]   tool: Change_Address  never finished",
        "",
        "Left out: 2 steps without a fault; they are there without --errors.",
    ]


def test_news() -> None:
    """A session that is read again tells only what is new, where it belongs."""
    whole = support()
    short = replace(whole, turns=whole.turns[:1], steps=whole.steps[:1], messages=whole.messages[:1])
    page = page_of(80, verbose=False)
    seen: set[Hashable] = set()
    told = Timeline(build(short), page)
    first = [line.plain for line in told.news(build(short), seen)]
    assert first[-1] == "10:15:24 │ [STEP]   llm: Identify intent  840 ms"
    assert list(told.news(build(short), seen)) == []
    more = [line.plain for line in told.news(build(whole), seen)]
    assert more[0] == "10:15:25 │ [STEP]   tool: Get_Order_Status  1.0 s"
    assert not set(first) & set(more)
