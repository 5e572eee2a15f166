"""Which sessions show a certain trouble, and what shows it."""

import pytest

from rearview.analyses import load_analysis
from rearview.analyses.find import CRITERIA
from rearview.errors import ArgumentError
from rearview.model.tables import MessageRow, Rows, SessionRow
from tests.analyses.conftest import Asked
from tests.analyses.rows import some_rows
from tests.analyses.test_quality import MEASURES
from tests.analyses.truth import known

FIND, LOOPS = map(load_analysis, ("find", "loops"))
ROWS = some_rows(14)
FLAGGED = {
    "toxic": "toxicity",
    "pii": "pii",
    "prompt-attack": "prompt_attacks",
    "hallucinations": "groundedness",
    "low-adherence": "adherence",
    "unresolved": "resolution",
    "negative-feedback": "feedback",
}


def found(asked: Asked, what: str, **said: object) -> dict[str, int]:
    """Return the sessions that show it, each with how much evidence there is."""
    return {row["session_id"]: row["times"] for row in asked(FIND, ROWS, what=what, **said)}


def expected(ids: list[str]) -> dict[str, int]:
    """Count the evidence of the sessions that there are."""
    there = {session.session_id for session in ROWS.sessions}
    return {id_: ids.count(id_) for id_ in ids if id_ in there}


@pytest.mark.parametrize(
    ("what", "outcomes"),
    [("fail", {"failed", "timed_out"}), ("abandoned", {"abandoned"}), ("escalated", {"escalated"})],
)
def test_sessions_are_found_by_their_outcome(asked: Asked, what: str, outcomes: set[str]) -> None:
    """Those that ended so, and no others."""
    assert found(asked, what) == expected([s.session_id for s in ROWS.sessions if s.outcome in outcomes])


@pytest.mark.parametrize("what", FLAGGED)
def test_sessions_are_found_by_their_verdicts(asked: Asked, what: str) -> None:
    """Those with a verdict against them, and no others: what wasn't judged isn't found."""
    about = MEASURES[FLAGGED[what]]
    assert found(asked, what) == expected([v.session_id for v in ROWS.assessments if v.flagged and about(v)])


def test_sessions_are_found_by_their_steps_and_turns(asked: Asked) -> None:
    """Errors, slow turns and loops."""
    assert found(asked, "errors") == expected([s.session_id for s in ROWS.steps if s.status == "failed"])
    slow = [turn.session_id for turn in ROWS.turns if turn.duration_ms is not None and turn.duration_ms > 900]
    assert found(asked, "slow", slower_than_ms=900) == expected(slow)
    looped = [row["session_id"] for row in asked(LOOPS, ROWS, min_calls=3, limit=10_000)]
    assert found(asked, "loops", min_calls=3) == expected(looped)


def test_words_are_found_whatever_their_case(asked: Asked) -> None:
    """The words as they stand, not a pattern."""
    said = [message.session_id for message in ROWS.messages if "order?" in (message.text or "").lower()]
    assert found(asked, "text", text="Order?") == expected(said)
    assert found(asked, "text", text="o.der?") == {}


def test_nothing_is_no_text(asked: Asked) -> None:
    """A search for nothing would find everything."""
    with pytest.raises(ArgumentError, match="no text to look for"):
        asked(FIND, ROWS, what="text")


def test_evidence_is_shown_whole(asked: Asked) -> None:
    """The first piece of evidence names its turn and says what it is; the newest session comes first."""
    sessions = tuple(
        SessionRow(source="t", session_id=id_, started_ms=at) for id_, at in (("a", 1), ("b", 2))
    )
    messages = tuple(
        MessageRow(source="t", session_id=id_, message_id=f"{id_}{at}", turn_id=turn, sent_ms=at, text=text)
        for id_, turn, at, text in (
            ("a", None, 8, "refund"),
            ("b", "t1", 5, "a REFUND, then"),
            ("b", "t2", 9, "refund"),
        )
    )
    first, second = asked(FIND, Rows(sessions=sessions, messages=messages), what="text", text="refund")
    shown = ("session_id", "times", "at_ms", "turn_id", "step_id", "evidence")
    assert [first[name] for name in shown] == ["b", 2, 5, "t1", None, "a REFUND, then"]
    assert [second[name] for name in shown] == ["a", 1, 8, None, None, "refund"]


def test_a_step_that_failed_is_named(asked: Asked) -> None:
    """Evidence of a step leads to the step."""
    failed = {step.step_id for step in ROWS.steps if step.status == "failed"}
    answer = asked(FIND, ROWS, what="errors", limit=5)
    assert len(answer) == 5
    assert set(known(row["step_id"] for row in answer)) <= failed


def test_what_can_be_found_is_told() -> None:
    """Each criterion is explained where it is chosen."""
    (what,) = (parameter for parameter in FIND.parameters if parameter.name == "what")
    assert all(f"`{name}`: sessions" in what.meaning for name in CRITERIA)
