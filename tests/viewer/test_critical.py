"""The critical path: which steps a session waited for."""

from typing import Any

from rearview.model.tables import Rows, SessionRow, StepRow, TurnRow
from rearview.model.tree import build
from rearview.viewer.session.critical import critical_path


def path(
    *steps: tuple[str, int | None, int | None], called: str = "", below: tuple[tuple[str, int, int], ...] = ()
) -> set[str]:
    """Return the critical path of a session with steps from one moment to another; one of them may call an agent."""

    def rows(session: str, told: tuple[tuple[str, int | None, int | None], ...]) -> list[StepRow]:
        own: dict[str, Any] = {"source": "test", "session_id": session, "turn_id": f"{session}-1"}
        return [
            StepRow(
                **own,
                step_id=name,
                kind="topic" if name == "topic" else "tool",
                started_ms=start,
                ended_ms=end,
                child_session_id="b" if name == called else None,
            )
            for name, start, end in told
        ]

    sessions = [SessionRow(source="test", session_id="a")]
    sessions += [SessionRow(source="test", session_id="b", parent_session_id="a")] if below else []
    turns = [
        TurnRow(source="test", session_id=row.session_id, turn_id=f"{row.session_id}-1") for row in sessions
    ]
    all_steps = (*rows("a", steps), *rows("b", below))
    return set(critical_path(build(Rows(sessions=tuple(sessions), turns=tuple(turns), steps=all_steps))))


def test_one_after_the_other_all_are_waited_for() -> None:
    """Steps that follow each other are all on the path, however long nothing happened between them."""
    assert path(("one", 0, 10), ("two", 10, 20), ("three", 500, 510)) == {"one", "two", "three"}


def test_of_those_at_once_the_longest_counts() -> None:
    """Of steps that ran side by side, only the one that ended last was waited for."""
    assert path(("plan", 0, 10), ("slow", 10, 90), ("quick", 10, 30), ("answer", 90, 99)) == {
        "plan",
        "slow",
        "answer",
    }


def test_an_agent_that_was_waited_for_has_a_path_of_its_own() -> None:
    """In the step that called an agent, the agent's own steps were waited for; beside it, they weren't."""
    below = (("deep", 20, 80), ("aside", 20, 30))
    assert path(("plan", 0, 10), ("call", 10, 90), called="call", below=below) == {"plan", "call", "deep"}
    assert path(("slow", 0, 99), ("call", 10, 90), called="call", below=below) == {"slow"}


def test_steps_without_times_are_on_no_path() -> None:
    """What never ended, or has no beginning, or ends before it begins, was waited for by nobody that is known."""
    assert path(("open", 0, None), ("lost", None, 5), ("mad", 9, 3), ("fine", 1, 2)) == {"fine"}
    assert path() == set()


def test_a_topic_is_what_happens_in_it() -> None:
    """A topic lasts as long as its turn: the steps in it were waited for, not the topic."""
    assert path(("topic", 0, 99), ("plan", 0, 10), ("answer", 10, 99)) == {"plan", "answer"}


def test_steps_of_no_length_come_to_an_end() -> None:
    """Steps that took no time are each passed once."""
    assert path(("one", 5, 5), ("two", 5, 5), ("three", 5, 5)) == {"one", "two", "three"}
