"""A session as a timeline on a terminal."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.model.selection import Wanted
from rearview.model.tables import (
    AssessmentRow,
    LogRow,
    MessageRow,
    Rows,
    SessionRow,
    StepRow,
    StepStatus,
    TurnRow,
    UsageRow,
)
from rearview.model.tree import build
from rearview.render.terminal import Timeline, page_of, show

START = 1_769_595_323_000
"""2026-01-28 10:15:23 UTC."""
SECOND = 1_000
DAY = 86_400_000
STATUSES: tuple[StepStatus, ...] = ("ok", "ok", "failed", "open")

session = partial(SessionRow, source="test", session_id="s")
turn = partial(TurnRow, source="test", session_id="s", turn_id="t1", kind="turn")
step = partial(StepRow, source="test", session_id="s", turn_id="t1", step_id="a", status="ok")
message = partial(MessageRow, source="test", session_id="s", turn_id="t1", message_id="m", role="user")


def shown(rows: Rows, *, width: int = 80, verbose: bool = False) -> list[str]:
    """Show the tree of some rows, and return its lines; none may be too wide."""
    lines = list(show(build(rows), width=width, verbose=verbose))
    assert [line.plain for line in lines if line.cell_len > width] == []
    return [line.plain for line in lines]


def timeline(rows: Rows, *, width: int = 80, verbose: bool = False) -> list[str]:
    """Return the lines below the heading."""
    lines = shown(rows, width=width, verbose=verbose)
    return lines[lines.index("TIMELINE") + 2 :]


@pytest.fixture
def support() -> Rows:
    """A customer's session with a support agent: two questions on one topic, and one on another."""
    at = iter(range(START, START + 100 * SECOND, SECOND))
    return Rows(
        sessions=(
            session(
                agent="Customer_Support_Agent",
                agent_version="v3",
                started_ms=START,
                ended_ms=START + 272_000,
                duration_ms=272_000,
                end_type="USER_ENDED",
                outcome="completed",
            ),
        ),
        turns=(
            turn(topic="Order_Tracking", started_ms=START),
            turn(turn_id="t2", topic="Order_Tracking", started_ms=START + 38 * SECOND),
            turn(turn_id="t3", topic="Escalation", started_ms=START + 80 * SECOND),
        ),
        messages=(
            message(message_id="m1", text="I need help with my order #12345", sent_ms=next(at)),
            message(
                message_id="m2",
                role="agent",
                text="Your order #12345 has shipped.",
                sent_ms=START + 3 * SECOND,
            ),
            message(
                message_id="m3", turn_id="t2", text="Can I change the address?", sent_ms=START + 38 * SECOND
            ),
            message(
                message_id="m4", turn_id="t3", text="Let me talk to somebody.", sent_ms=START + 80 * SECOND
            ),
            message(
                message_id="m5", turn_id="t3", role="human", text="Ann here.", sent_ms=START + 90 * SECOND
            ),
            message(message_id="m6", turn_id="t3", role="system", sent_ms=START + 95 * SECOND),
        ),
        steps=(
            step(step_id="1", kind="llm", name="Identify intent", started_ms=next(at), duration_ms=840),
            step(
                step_id="2",
                kind="tool",
                name="Get_Order_Status",
                started_ms=next(at),
                duration_ms=SECOND,
                input_text='{"orderId":"12345"}',
                output_text='{"status":"Shipped","eta":"2026-01-30"}',
                variables_before="{}",
                variables_after='{"order":"12345"}',
            ),
            step(
                step_id="3",
                turn_id="t2",
                kind="guardrail",
                name="PromptDefense",
                status="failed",
                error="score 0.97",
                started_ms=START + 39 * SECOND,
                duration_ms=12,
            ),
            step(step_id="4", turn_id="t2", kind="tool", name="Change_Address", status="open"),
        ),
    )


def test_a_support_session(support: Rows, golden: Callable[[str, bytes], None]) -> None:
    """Input, topic and whether it changed, steps with input and output, guardrails and answers, turn by turn."""
    golden("timeline-support.txt", "\n".join([*shown(support), ""]).encode())


def test_variables(support: Rows) -> None:
    """What a step changed is told as a difference; what all variables held, where everything is wanted."""
    brief, full = "\n".join(timeline(support)), "\n".join(timeline(support, verbose=True))
    assert 'Vars:   + order = "12345"' in brief
    assert "Before" not in brief
    assert "Before: {}" in full
    assert 'After:  {"order": "12345"}' in full


def test_midnight() -> None:
    """Where a session goes on into another day, the date stands between."""
    steps = (
        step(step_id="a", kind="llm", name="before", started_ms=DAY - SECOND, duration_ms=5),
        step(step_id="b", kind="llm", name="after", started_ms=DAY, duration_ms=5),
    )
    rows = Rows(sessions=(session(started_ms=DAY - SECOND),), turns=(turn(started_ms=0),), steps=steps)
    assert timeline(rows, width=40) == [
        "23:59:59 │ [STEP]   llm: before  5 ms",
        "── 1970-01-02 ──────────────────────────",
        "00:00:00 │ [STEP]   llm: after  5 ms",
    ]


def test_turns_stand_apart() -> None:
    """A blank line and its number stand above a turn, whatever it begins with; a turn that says nothing has neither."""
    turns = (
        turn(turn_index=1, topic="A"),
        turn(turn_id="t2", turn_index=2),
        turn(turn_id="t3", turn_index=3, topic="B"),
    )
    assert timeline(Rows(sessions=(session(),), turns=turns)) == [
        "turn 1   ┆",
        "--:--:-- │ [TOPIC]  → A",
        "",
        "turn 3   ┆",
        "--:--:-- │ [TOPIC]  → B",
    ]


def test_what_nobody_recorded() -> None:
    """Rows whose turn, step or session is missing stand under a place that says so."""
    rows = Rows(
        steps=(
            step(turn_id="t9", kind="llm", child_session_id="gone", duration_ms=5),
            step(step_id="b", turn_id=None),
        ),
        logs=(LogRow(source="test", session_id="s", step_id="lost", turn_id="t9", message="hello"),),
    )
    assert timeline(rows) == [
        "--:--:-- │ [TURN]   (not recorded)",
        "--:--:-- │ [STEP]   step  unknown",
        "",
        "--:--:-- │ [TURN]   t9 (not recorded)",
        "--:--:-- │ [STEP]   llm  5 ms",
        "--:--:-- │ │ [AGENT]  gone (not recorded)",
        "--:--:-- │ [STEP]   lost (not recorded)",
    ]


def test_quiet_system_steps_are_counted() -> None:
    """The system's own steps are left out and counted, but never one that failed or didn't end."""
    steps = [
        step(step_id=str(number), kind="system", name="init", status=status, duration_ms=1)
        for number, status in enumerate(STATUSES)
    ]
    rows = Rows(sessions=(session(),), turns=(turn(kind="system"),), steps=tuple(steps))
    assert timeline(rows) == [
        "--:--:-- │ [STEP] ✗ system: init  1 ms",
        "--:--:-- │ [STEP]   system: init  never finished",
        "",
        "Left out: 2 system steps without a fault; --verbose shows all.",
    ]
    assert len([line for line in timeline(rows, verbose=True) if "[STEP]" in line]) == 4


def calls(*, output: str, last_words: str) -> Rows:
    """Make a session whose one step opens a sub-agent that says something and ends."""
    inner = partial(step, session_id="s2", turn_id="u1", kind="llm", duration_ms=1)
    return Rows(
        sessions=(
            session(started_ms=0),
            session(session_id="s2", parent_session_id="s", agent="helper", outcome="open"),
        ),
        turns=(turn(), turn(session_id="s2", turn_id="u1"), turn(session_id="s2", turn_id="u2")),
        steps=(
            step(kind="agent", name="ask", duration_ms=9, output_text=output, child_session_id="s2"),
            inner(step_id="x", name="one"),
            inner(step_id="y", turn_id="u2", name="two"),
        ),
        messages=(message(session_id="s2", turn_id="u2", role="agent", text=last_words),),
    )


def test_a_sub_agent_stands_inside_its_call() -> None:
    """A sub-agent's turns stand under the step that called it, and what the call gave back where it ends."""
    assert timeline(calls(output="42.", last_words="It is 42.")) == [
        "--:--:-- │ [STEP]   agent: ask  9 ms",
        "--:--:-- │ │ [AGENT]  helper",
        "turn 1   │ ┆",
        "--:--:-- │ │ [STEP]   llm: one  1 ms",
        "         │ │",
        "turn 2   │ ┆",
        "--:--:-- │ │ [STEP]   llm: two  1 ms",
        '--:--:-- │ │ [OUTPUT] "It is 42."',
        "--:--:-- │ │ [END]    helper open  unknown",
        "         │ │          Output: 42.",
    ]


def test_last_words_are_not_repeated() -> None:
    """What a call gave back isn't shown again where it is what the sub-agent just said."""
    assert "Output:" not in "\n".join(timeline(calls(output="42.", last_words="42.")))


def test_several_sessions_without_a_common_root() -> None:
    """Sessions that nothing ties together are all shown."""
    rows = Rows(
        sessions=(
            session(started_ms=1),
            session(session_id="z", agent="other", started_ms=2, outcome="timed_out"),
        )
    )
    assert timeline(rows) == [
        "00:00:00 │ [AGENT]  other",
        "--:--:-- │ [END]  ✗ other timed out  unknown",
    ]


def test_prompts_in_full() -> None:
    """The system prompt is shown where everything is wanted, and again only when it changes."""
    turns = [
        turn(turn_id=f"t{n}", turn_index=n, system_prompt=p)
        for n, p in enumerate(("Be kind.", "Be kind.", "Be quick."))
    ]
    steps = [step(step_id=f"x{n}", turn_id=f"t{n}", kind="llm", duration_ms=1) for n in range(3)]
    rows = Rows(sessions=(session(),), turns=tuple(turns), steps=tuple(steps))
    prompts = [line for line in timeline(rows, verbose=True) if "[PROMPT]" in line]
    assert prompts == ['--:--:-- │ [PROMPT] "Be kind."', '--:--:-- │ [PROMPT] "Be quick."']
    assert not any("PROMPT" in line for line in timeline(rows))


def test_long_messages_are_cut() -> None:
    """A long message is cut, says so, and is whole where everything is wanted."""
    rows = Rows(sessions=(session(),), turns=(turn(),), messages=(message(text="word " * 300),))
    assert "".join(timeline(rows)).count("word") == 80
    assert timeline(rows, width=200)[-1].endswith("(+1,100 characters; --verbose shows all)")
    assert "".join(timeline(rows, verbose=True)).count("word") == 300


@pytest.mark.parametrize("width", [10, 40, 80, 200])
def test_deep_sub_agents_keep_room_for_words(width: int) -> None:
    """However deep agents call each other, no line is too wide; bars without room are counted."""
    depth = 300
    sessions = [
        session(session_id=f"s{n}", parent_session_id=f"s{n - 1}" if n else None, agent="deep")
        for n in range(depth)
    ]
    texts = "how deep is this sub-agent "
    rows = Rows(
        sessions=tuple(sessions),
        turns=(turn(session_id=f"s{depth - 1}"),),
        messages=(message(session_id=f"s{depth - 1}", text=texts * 9),),
    )
    lines = list(show(build(rows), width=width))
    assert max(line.cell_len for line in lines) <= max(width, 40)
    assert sum("deep is" in line.plain for line in lines) >= 4
    assert any("│ +2" in line.plain for line in lines)


TEXT = st.none() | st.text(max_size=60)


@given(name=TEXT, said=TEXT, given_=TEXT, width=st.integers(40, 120), verbose=st.booleans())
def test_no_text_breaks_the_page(
    name: str | None, said: str | None, given_: str | None, width: int, verbose: bool
) -> None:
    """Whatever a session holds, every line keeps to the page, and is one line."""
    rows = Rows(
        sessions=(session(agent=name, title=said, error=given_, outcome="failed", end_type=name),),
        turns=(turn(topic=name, system_prompt=given_),),
        steps=(
            step(
                kind="tool",
                name=name,
                namespace=said,
                status="failed",
                error=said,
                input_text=given_,
                output_text=said,
            ),
        ),
        messages=(message(text=said),),
        logs=(
            LogRow(
                source="test",
                session_id="s",
                step_id="a",
                fatal=True,
                severity=name,
                message=said,
                stack=given_,
            ),
        ),
        usage=(UsageRow(source="test", session_id="s", step_id="a", model=name, served_model=said),),
    )
    lines = shown(rows, width=width, verbose=verbose)
    assert not any(character in line for line in lines for character in "\n\r\x1b\x9b\u202e")


def test_nothing_depends_on_the_order_of_rows(support: Rows) -> None:
    """Rows in another order make the same page."""
    backwards = {name: tuple(reversed(getattr(support, name))) for name in ("turns", "steps", "messages")}
    assert shown(replace(support, **backwards)) == shown(support)


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


def test_only_errors(support: Rows) -> None:
    """Only what failed is shown, in what it happened in, and the rest is counted."""
    lines = [line.plain for line in show(build(support), width=80, wanted=Wanted(errors=True))]
    assert lines[lines.index("TIMELINE") + 2 :] == [
        "turn 2   ┆",
        '10:16:01 │ [INPUT]  "Can I change the address?"',
        "10:16:02 │ [GUARD]✗ PromptDefense  12 ms",
        "         │          Error:  score 0.97",
        "--:--:-- │ [STEP]   tool: Change_Address  never finished",
        "",
        "Left out: 2 steps without a fault; they are there without --errors.",
    ]


def test_news(support: Rows) -> None:
    """A session that is read again tells only what is new, where it belongs."""
    short = replace(support, turns=support.turns[:1], steps=support.steps[:1], messages=support.messages[:1])
    page = page_of(80, verbose=False)
    seen: set[Hashable] = set()
    told = Timeline(build(short), page)
    first = [line.plain for line in told.news(build(short), seen)]
    assert first[-1] == "10:15:24 │ [STEP]   llm: Identify intent  840 ms"
    assert list(told.news(build(short), seen)) == []
    more = [line.plain for line in told.news(build(support), seen)]
    assert more[0] == "10:15:25 │ [STEP]   tool: Get_Order_Status  1.0 s"
    assert not set(first) & set(more)
