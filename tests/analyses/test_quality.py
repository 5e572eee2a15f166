"""How good and how safe answers are, by what was judged."""

from collections.abc import Callable

import pytest

from rearview.analyses import load_analysis
from rearview.analyses.flags import FLAGS
from rearview.model.tables import AssessmentRow, Rows, SessionRow, TurnRow
from tests.analyses.conftest import Asked
from tests.analyses.rows import some_rows
from tests.analyses.truth import grouped, keyed, known, mean

QUALITY, VERDICTS, FEEDBACK, FACTS = map(load_analysis, ("quality", "verdicts", "feedback", "facts"))
ROWS = some_rows(12)
MEASURES: dict[str, Callable[[AssessmentRow], bool]] = {
    "toxicity": lambda verdict: verdict.detector == "TOXICITY" and verdict.category != "safety_score",
    "pii": lambda verdict: verdict.detector == "PII",
    "prompt_attacks": lambda verdict: verdict.detector == "PROMPT_DEFENSE",
    "groundedness": lambda verdict: verdict.detector == "Groundedness",
    "adherence": lambda verdict: verdict.detector == "InstructionAdherence",
    "resolution": lambda verdict: verdict.detector == "TaskResolution",
    "feedback": lambda verdict: verdict.origin == "feedback",
    "retrieval": lambda verdict: verdict.origin == "retriever",
    "tags": lambda verdict: verdict.origin == "tag",
}
ONE = (SessionRow(source="t", session_id="s"),)


def judged(detector: str | None, category: str | None = None, **more: object) -> AssessmentRow:
    """Return a verdict."""
    return AssessmentRow(source="t", session_id="s", detector=detector, category=category, **more)  # type: ignore[arg-type]


def test_each_measure_is_of_what_was_judged(asked: Asked) -> None:
    """Sessions are counted by channel and measure; a rate is of the sessions with a verdict, and of no others."""
    answer = keyed(asked(QUALITY, ROWS, by="channel"), "channel", "measure")
    for (channel,), sessions in grouped(ROWS.sessions, lambda session: (session.channel,)).items():
        ids = {session.session_id for session in sessions}
        for measure, about in MEASURES.items():
            told = [v for v in ROWS.assessments if v.session_id in ids and v.flagged is not None and about(v)]
            some, bad = {v.session_id for v in told}, {v.session_id for v in told if v.flagged}
            row = answer[channel, measure]
            assert (row["sessions"], row["judged"]) == (len(ids), len(some))
            assert row["flagged"] == (len(bad) if some else None)
            assert row["rate"] == (len(bad) / len(some) if some else None)


def test_no_data_is_no_data(asked: Asked) -> None:
    """Where nothing was judged, every measure says so: no zero looks like a clean record."""
    answer = asked(QUALITY, Rows(sessions=ONE))
    assert [row["measure"] for row in answer] == sorted(MEASURES)
    assert {(row["judged"], row["flagged"], row["rate"]) for row in answer} == {(0, None, None)}


def test_a_safe_text_isnt_toxic(asked: Asked) -> None:
    """The safety score is high where all is well."""
    rows = Rows(sessions=ONE, assessments=(judged("TOXICITY", "safety_score", score=0.99, flagged=True),))
    assert keyed(asked(QUALITY, rows), "measure")["toxicity",]["judged"] == 0


@pytest.mark.parametrize(
    "detector", ["InstructionAdherence", "INSTRUCTION_ADHERENCE", "instruction adherence"]
)
def test_detectors_are_known_however_they_are_spelled(asked: Asked, detector: str) -> None:
    """Case, blanks and underscores don't matter."""
    rows = Rows(sessions=ONE, assessments=(judged(detector, "Low", flagged=True),))
    assert keyed(asked(QUALITY, rows), "measure")["adherence",]["flagged"] == 1


def test_quality_by_topic_is_of_the_turns_of_that_topic(asked: Asked) -> None:
    """A verdict counts for the topic of its turn; one on the session as a whole for no topic."""
    rows = Rows(
        sessions=ONE,
        turns=(
            TurnRow(source="t", session_id="s", turn_id="a", topic="A"),
            TurnRow(source="t", session_id="s", turn_id="b", topic="B"),
            TurnRow(source="t", session_id="s", turn_id="n"),
        ),
        assessments=(
            judged("PII", turn_id="a", flagged=True),
            judged("PII", turn_id="b", flagged=False),
            judged("PII", flagged=True),
        ),
    )
    answer = keyed(asked(QUALITY, rows, by="topic"), "topic", "measure")
    assert [answer[topic, "pii"]["flagged"] for topic in ("A", "B", None)] == [1, 0, 1]


def test_verdicts_are_counted_as_they_were_given(asked: Asked) -> None:
    """By origin, detector and category: how many, in how many sessions, and the average score."""
    groups = grouped(ROWS.assessments, lambda verdict: (verdict.origin, verdict.detector, verdict.category))
    answer = keyed(asked(VERDICTS, ROWS), "origin", "detector", "category")
    assert answer.keys() == groups.keys()
    for key, verdicts in groups.items():
        row = answer[key]
        said = known(verdict.flagged for verdict in verdicts)
        average = mean(verdict.score for verdict in verdicts)
        assert (row["verdicts"], row["sessions"]) == (len(verdicts), len({v.session_id for v in verdicts}))
        assert row["flagged"] == (sum(said) if said else None)
        assert row["mean_score"] == (None if average is None else pytest.approx(average))


def test_what_users_wrote_is_listed_newest_first(asked: Asked) -> None:
    """Feedback alone, with its text; only what is negative, if that is asked."""
    given = [verdict for verdict in ROWS.assessments if verdict.origin == "feedback"]
    answer = asked(FEEDBACK, ROWS)
    times = [row["at_ms"] for row in answer]
    assert len(answer) == len(given)
    assert times == sorted(known(times), reverse=True) + [None] * times.count(None)
    assert len(asked(FEEDBACK, ROWS, negative=True)) == sum(verdict.flagged is True for verdict in given)


def test_flags_of_a_session_have_three_answers(asked: Asked) -> None:
    """Yes if any verdict says so, no if one says no, and unknown if none says either."""
    answer = keyed(asked(FACTS, ROWS), "session_id")
    for flag in FLAGS:
        about = MEASURES[flag.measure]
        for (id_,), row in answer.items():
            told = known(
                verdict.flagged
                for verdict in ROWS.assessments
                if verdict.session_id == id_ and about(verdict)
            )
            assert row[flag.name] == (any(told) if told else None)
