"""What is said of verdicts."""

from functools import partial

from rearview.model.session import Assessment
from rearview.render.judged import against, otherwise

verdict = partial(Assessment, source="x", session_id="s")
VERDICTS = (
    verdict(detector="PII", category="CREDIT_CARD", score=1.0, flagged=True),
    verdict(detector="PII", category="CREDIT_CARD", score=1.0, flagged=True),
    verdict(detector="TOXICITY", category="hate", score=0.75, flagged=True, text="OUTPUT"),
    verdict(detector="Groundedness", category="UNGROUNDED", flagged=True, text="No article says so."),
    verdict(detector="TOXICITY", category="violence", score=0.01, flagged=False),
    verdict(detector="PROMPT_DEFENSE", category="aggregatePromptAttackScore", score=0.01),
    verdict(detector="InstructionAdherence", category="High", score=0.97, flagged=False),
    verdict(detector="Quality_Score", category="5", score=5.0),
    verdict(),
)


def test_what_speaks_against_it() -> None:
    """Each verdict that does, with its reason if it has one; those without stand together, each but once."""
    assert list(against(VERDICTS, whole=False)) == [
        "Groundedness UNGROUNDED: No article says so.",
        "PII CREDIT_CARD 1 (2 times) · TOXICITY hate 0.75 (the answer)",
    ]
    assert list(against(VERDICTS[4:], whole=False)) == []


def test_the_rest() -> None:
    """In short what says something; who looked for trouble and found none is left out, unless everything is wanted."""
    assert list(otherwise(VERDICTS, whole=False)) == [
        "InstructionAdherence High 0.97 · Quality_Score 5 · a verdict"
    ]
    assert list(otherwise(VERDICTS[4:6], whole=False)) == []
    assert "TOXICITY violence 0.01" in list(otherwise(VERDICTS, whole=True))
