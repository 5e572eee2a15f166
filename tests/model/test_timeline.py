"""The events of a tree in the order a person reads them."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from rearview.model.tables import MessageRow, Role, Rows, SessionRow, StepKind, StepRow, TurnRow
from rearview.model.timeline import Event, timeline
from rearview.model.tree import build
from tests.model.strategies import any_rows, shuffled


def message(message_id: str, role: Role, sent: int | None, turn_id: str | None = "t") -> MessageRow:
    """A message."""
    return MessageRow(
        source="x", session_id="s", message_id=message_id, turn_id=turn_id, role=role, sent_ms=sent
    )


def step(
    step_id: str, started: int | None, kind: StepKind = "llm", child: str | None = None, session_id: str = "s"
) -> StepRow:
    """A step."""
    return StepRow(
        source="x",
        session_id=session_id,
        turn_id="t",
        step_id=step_id,
        kind=kind,
        started_ms=started,
        child_session_id=child,
    )


def turn(turn_id: str, started: int | None = None, topic: str | None = None) -> TurnRow:
    """A turn."""
    return TurnRow(source="x", session_id="s", turn_id=turn_id, started_ms=started, topic=topic)


def told(rows: Rows) -> list[str]:
    """Each event as its kind and what it is about, indented by its depth."""
    return ["  " * event.depth + f"{event.kind} {_about(event)}" for event in timeline(build(rows))]


def _about(event: Event) -> str:
    if event.message:
        return event.message.message_id
    if event.step:
        return event.step.step_id
    if event.kind == "topic" and event.turn:
        return f"{event.turn.topic}{' (changed)' if event.topic_changed else ''}"
    return event.turn.turn_id if event.turn else event.session.session_id


@settings(deadline=None, max_examples=150)
@given(any_rows())
def test_nothing_is_told_twice_and_nothing_is_left_out(rows: Rows) -> None:
    """Every session opens and ends once, every turn opens once, every step and message is told once."""
    tree = build(rows)
    events = list(timeline(tree))
    kinds = Counter(event.kind for event in events)
    for kind in ("session", "end"):
        told_of = Counter(id(event.session) for event in events if event.kind == kind)
        assert told_of == Counter(map(id, tree.sessions))
    assert Counter(id(event.step) for event in events if event.step) == Counter(map(id, tree.steps()))
    turns = [turn for session in tree.sessions for turn in session.turns]
    assert Counter(id(event.turn) for event in events if event.kind == "turn") == Counter(map(id, turns))
    messages = [row for session in tree.sessions for row in session.messages]
    messages += [row for turn in turns for row in turn.messages]
    assert kinds["input"] + kinds["output"] == len(messages)
    assert Counter(event.message for event in events if event.message) == Counter(messages)
    assert kinds["topic"] == sum(turn.topic is not None for turn in turns)


@settings(deadline=None, max_examples=150)
@given(any_rows())
def test_events_lie_inside_their_session(rows: Rows) -> None:
    """Between a session's opening and its end lies all that happened in it, and in the sessions below it."""
    open_sessions: list[int] = []
    for event in timeline(build(rows)):
        if event.kind == "session":
            assert event.depth == len(open_sessions)
            open_sessions.append(id(event.session))
        assert open_sessions[-1] == id(event.session)
        if event.kind == "end":
            open_sessions.pop()
    assert open_sessions == []


@settings(deadline=None, max_examples=150)
@given(any_rows(), st.integers())
def test_the_order_of_rows_changes_no_event(rows: Rows, seed: int) -> None:
    """However the rows are shuffled, and however many share a moment, the same is told."""
    assert list(timeline(build(shuffled(rows, seed)))) == list(timeline(build(rows)))


def test_a_turn_is_told_from_its_question_to_its_answer() -> None:
    """What came in, the topic, the steps by time, the answer."""
    assert told(
        Rows(
            sessions=(SessionRow(source="x", session_id="s"),),
            turns=(turn("t", 1, "billing"),),
            steps=(step("later", 4), step("check", 3, "guardrail"), step("first", 2)),
            messages=(message("answer", "agent", 5), message("question", "user", 1)),
        )
    ) == [
        "session s",
        "turn t",
        "input question",
        "topic billing (changed)",
        "step first",
        "guardrail check",
        "step later",
        "output answer",
        "end s",
    ]


def test_an_answer_in_the_middle_is_told_in_the_middle() -> None:
    """An answer stands before the steps that began after it; of one moment, the step comes first."""
    rows = Rows(
        turns=(turn("t"),),
        steps=(step("a", 1), step("b", 2), step("c", 3)),
        messages=tuple(message(own, "agent", sent) for own, sent in (("m", 2), ("n", 2), ("o", None))),
    )
    assert told(rows)[2:-1] == ["step a", "step b", "output m", "output n", "step c", "output o"]


def test_the_question_comes_first_whatever_the_clocks_say() -> None:
    """A turn answers its input; a late clock doesn't make the input an afterthought."""
    rows = Rows(
        turns=(turn("t"),),
        steps=(step("a", 1),),
        messages=(message("question", "user", 9), message("answer", "agent", 5)),
    )
    assert told(rows)[2:-1] == ["input question", "step a", "output answer"]


def test_what_the_user_adds_later_is_told_later() -> None:
    """A second message of the user after an answer stands where it was said; before it, with the first."""
    rows = Rows(
        turns=(turn("t"),),
        steps=(step("a", 4),),
        messages=(
            message("one", "user", 1),
            message("two", "user", 2),
            message("answer", "agent", 3),
            message("three", "user", 5),
        ),
    )
    assert told(rows)[2:-1] == ["input one", "input two", "output answer", "step a", "input three"]


def test_a_topic_is_told_as_changed_only_when_it_changes() -> None:
    """A turn without a topic changes nothing."""
    turns = (turn("1", 1, "a"), turn("2", 2, "a"), turn("3", 3), turn("4", 4, "a"), turn("5", 5, "b"))
    assert [event for event in told(Rows(turns=turns)) if event.startswith("topic")] == [
        "topic a (changed)",
        "topic a",
        "topic a",
        "topic b (changed)",
    ]


def test_messages_outside_of_turns_are_told() -> None:
    """What names no turn is told before the turns."""
    assert told(Rows(turns=(turn("t"),), messages=(message("m", "agent", 1, None),))) == [
        "session s",
        "output m",
        "turn t",
        "end s",
    ]


def test_a_sub_session_is_told_after_the_step_that_opened_it() -> None:
    """One level deeper; a sub-session that no step opened is told at the end of its parent."""
    rows = Rows(
        sessions=(
            SessionRow(source="x", session_id="s"),
            SessionRow(source="x", session_id="c", parent_session_id="s"),
            SessionRow(source="x", session_id="b", parent_session_id="s"),
        ),
        turns=(turn("t"),),
        steps=(step("opens", 1, "agent", "c"), step("inside", 1, session_id="c"), step("after", 2)),
    )
    assert told(rows) == [
        "session s",
        "turn t",
        "step opens",
        "  session c",
        "  turn t",
        "  step inside",
        "  end c",
        "step after",
        "  session b",
        "  end b",
        "end s",
    ]


def test_a_session_that_two_steps_claim_is_told_once() -> None:
    """After the step that opened it; two sessions that stand under one id are both told."""
    rows = Rows(
        sessions=(SessionRow(source="x", session_id="c"), SessionRow(source="x", session_id="c")),
        turns=(turn("t"),),
        steps=(step("a", 1, "agent", "c"), step("b", 2, "agent", "c")),
    )
    assert told(rows) == [
        "session s",
        "turn t",
        "step a",
        "  session c",
        "  end c",
        "step b",
        "  session c",
        "  end c",
        "end s",
    ]
