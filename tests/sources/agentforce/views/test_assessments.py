"""Verdicts are found in the sessions in which they were planted, and in no others."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from rearview.sandbox.org.symptoms import Symptom

Row = dict[str, Any]
Rows = Callable[[str], list[Row]]
Planted = Callable[[Symptom], dict[str, set[str]]]


def _flagged(rows: Rows, origin: str, detector: str, category: str | None = None) -> Iterator[Row]:
    for row in rows("assessments"):
        if (
            row["flagged"]
            and (row["origin"], row["detector"]) == (origin, detector)
            and category in {None, row["category"]}
        ):
            yield row


@pytest.fixture
def adrift(source: Rows, session_of: Mapping[str, str]) -> set[str]:
    """The ids of findings in generations that nobody ties to a session: no step declares them, no request says whose."""
    return {row["id__c"] for row in source("content_categories") if row["detectorType__c"] != "TOXICITY"} - {
        row["id__c"] for row in source("content_categories") if row["parent__c"] in session_of
    }


@pytest.mark.parametrize(
    ("symptom", "verdict"),
    [
        ("toxic-input", ("trust_layer", "TOXICITY", None)),
        ("prompt-attack", ("trust_layer", "PROMPT_DEFENSE", "isPromptAttackDetected")),
        ("pii", ("trust_layer", "PII", None)),
        ("low-adherence", ("trust_layer", "InstructionAdherence", "Low")),
        ("unresolved", ("trust_layer", "TaskResolution", None)),
        ("negative-feedback", ("feedback", "Feedback", None)),
        ("unfaithful", ("retriever", "RetrieverQuality", "faithfulness")),
        ("ungrounded", ("validation_prompt", "Groundedness", "UNGROUNDED")),
    ],
)
def test_flags_are_the_planted_ones(
    symptom: Symptom, verdict: tuple[str, str, str | None], rows: Rows, planted: Planted, adrift: set[str]
) -> None:
    """What speaks against a session is flagged where it was planted, as often as it was, and nowhere else."""
    found = list(_flagged(rows, *verdict))
    expected = planted(symptom)
    assert {row["session_id"] for row in found} == set(expected)
    assert len(found) == sum(len(ids - adrift) for ids in expected.values()) > 0


def test_safety_is_no_toxicity(rows: Rows) -> None:
    """A safety score says nothing against a session, however low or high it is."""
    scores = [row for row in rows("assessments") if row["category"] == "safety_score"]
    assert scores
    assert {row["flagged"] for row in scores} == {None}


def test_toxicity_says_on_which_side_it_was(rows: Rows) -> None:
    """Every planted insult was the user's."""
    assert {row["text"] for row in _flagged(rows, "trust_layer", "TOXICITY")} == {"INPUT"}
    assert {row["text"] for row in rows("assessments") if row["detector"] == "TOXICITY"} == {
        "INPUT",
        "OUTPUT",
    }


def test_findings_are_in_the_session_of_their_generation(
    rows: Rows, source: Rows, session_of: Mapping[str, str]
) -> None:
    """Each finding of the trust layer is in one session: that of its generation, or of its quality row's."""
    quality = {row["id__c"]: row["parent__c"] for row in source("content_quality")}
    had = [
        (session_of[generation], row["detectorType__c"], row["category__c"])
        for row in source("content_categories")
        if (generation := str(quality.get(row["parent__c"], row["parent__c"]))) in session_of
    ]
    found = [
        (row["session_id"], row["detector"], row["category"])
        for row in rows("assessments")
        if row["origin"] == "trust_layer" and row["category"] != "isToxicityDetected"
    ]
    assert sorted(found) == sorted(had)


def test_verdicts_name_the_step_that_declares_the_generation(rows: Rows, source: Rows) -> None:
    """A verdict on a generation is tied to the step that names it, and to that step's turn."""
    turns = {row["step_id"]: row["turn_id"] for row in rows("steps")}
    tied = [row for row in rows("assessments") if row["step_id"] is not None]
    assert {row["origin"] for row in tied} == {"trust_layer", "feedback", "validation_prompt"}
    assert all(turns[row["step_id"]] == row["turn_id"] for row in tied)
    declaring = {row["ssot__Id__c"] for row in source("steps") if row["ssot__GenerationId__c"] is not None}
    assert {row["step_id"] for row in tied if row["origin"] == "trust_layer"} == declaring


def test_feedback_has_its_words(rows: Rows, source: Rows) -> None:
    """What users wrote stands with what they thought."""
    written = {row["parent__c"]: row["feedbackText__c"] for row in source("feedback_details")}
    had = [(row["feedback__c"], written.get(row["feedbackId__c"])) for row in source("feedback")]
    found = [(row["category"], row["text"]) for row in rows("assessments") if row["origin"] == "feedback"]
    assert sorted(map(str, found)) == sorted(map(str, had))


def test_tags_are_spelled_out(rows: Rows, source: Rows) -> None:
    """A tag says what was judged, its value, as a number where it is one, and why."""
    tags = {row["ssot__Id__c"]: row for row in source("tags")}
    had = [
        (tags[row["ssot__AiAgentTagId__c"]]["ssot__Value__c"], row["ssot__AssociationReasonText__c"])
        for row in source("tag_associations")
    ]
    found = [row for row in rows("assessments") if row["origin"] == "tag"]
    assert sorted((row["category"], row["text"]) for row in found) == sorted(had)
    scored = [row for row in found if row["detector"] == "Quality_Score"]
    assert all(row["score"] == float(row["category"]) for row in scored)
    assert {row["score"] for row in found if row["detector"] == "Request_Category"} == {None}
    assert {row["flagged"] for row in scored} == {True, False, None}


def test_a_retrieval_has_three_scores(rows: Rows, source: Rows) -> None:
    """Each retrieval is judged thrice, at the time of its request."""
    found = [row for row in rows("assessments") if row["origin"] == "retriever"]
    assert len(found) == 3 * len(source("retriever_metrics")) > 0
    assert all(row["at_ms"] is not None for row in found)
