"""A session as a timeline on a terminal."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.model.tables import LogRow, Rows, StepStatus, UsageRow
from rearview.model.tree import build
from rearview.render.terminal import show
from tests.render.rows import SECOND, calls, message, session, shown, step, support, timeline, turn

DAY = 86_400_000
STATUSES: tuple[StepStatus, ...] = ("ok", "ok", "failed", "open")


def test_a_support_session(golden: Callable[[str, bytes], None]) -> None:
    """Input, topic and whether it changed, steps with input and output, guardrails and answers, turn by turn."""
    golden("timeline-support.txt", "\n".join([*shown(support()), ""]).encode())


def test_variables() -> None:
    """What a step changed is told as a difference; what all variables held, where everything is wanted."""
    brief, full = "\n".join(timeline(support())), "\n".join(timeline(support(), verbose=True))
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


def test_nothing_depends_on_the_order_of_rows() -> None:
    """Rows in another order make the same page."""
    rows = support()
    backwards = {name: tuple(reversed(getattr(rows, name))) for name in ("turns", "steps", "messages")}
    assert shown(replace(rows, **backwards)) == shown(rows)
