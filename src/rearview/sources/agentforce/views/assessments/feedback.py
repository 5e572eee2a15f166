"""Verdicts of users: what they thought of an answer, and what they wrote about it."""

import narwhals as nw

from rearview.sources.agentforce.views.assessments.judged import BY_GENERATION, origin
from rearview.sources.agentforce.views.chains import with_session
from rearview.sources.canonical import Derived, Frame, Part, Shelf, view_of

_FEEDBACK = view_of(
    "feedback",
    {
        "text": {
            "session_id": "session_id",
            "feedback_id": "feedbackId__c",
            "generation_id": "generationId__c",
        },
        "clean": {"category": "feedback__c"},
        "ms": {"at_ms": "timestamp__c"},
    },
)
_DETAIL = view_of("feedback_details", {"text": {"feedback_id": "parent__c", "text": "feedbackText__c"}})


def _with_detector(feedback: Frame, _: Shelf) -> Frame:
    return feedback.with_columns(detector=nw.lit("Feedback"))


def _with_flag(feedback: Frame, _: Shelf) -> Frame:
    verdict = nw.col("category").str.to_uppercase()
    return feedback.with_columns(
        flagged=nw.when(verdict.is_in(["GOOD", "UP", "BAD", "DOWN"])).then(verdict.is_in(["BAD", "DOWN"]))
    )


def _with_text(feedback: Frame, shelf: Shelf) -> Frame:
    written = shelf.view(_DETAIL).group_by("feedback_id").agg(text=nw.col("text").min())
    return feedback.join(written, on="feedback_id", how="left")


PARTS = (
    Part(
        view=_FEEDBACK,
        found=with_session,
        derived=(
            origin("feedback"),
            Derived(columns=("detector",), how="`Feedback`: the user.", add=_with_detector),
            Derived(columns=("flagged",), how="`BAD` or `DOWN`; not `GOOD` or `UP`.", add=_with_flag),
            Derived(columns=("text",), how="What the user wrote with it.", add=_with_text),
            BY_GENERATION,
        ),
    ),
)
