"""Verdicts on retrievals of knowledge: three scores each, from 0 to 1."""

from functools import partial

import narwhals as nw

from rearview.sources.agentforce.views.assessments.judged import origin
from rearview.sources.agentforce.views.chains import REQUESTS, declared_requests, with_quoted_session
from rearview.sources.canonical import Derived, Frame, Part, Shelf, view_of

POOR = {"faithfulness": 0.8, "answer_relevancy": 0.7}
"""Below which score an answer is called unfaithful or irrelevant; nobody has said so of the precision."""

_SCORES = {
    "faithfulness": "ssot__FaithfulnessRelevancyScoreNumber__c",
    "answer_relevancy": "ssot__AnswerRelevancyScoreNumber__c",
    "context_precision": "ssot__ContextPrecisionScoreNumber__c",
}


def _found(lost: Frame, shelf: Shelf) -> Frame:
    """Find the sessions of retrievals through their requests."""
    among = lost.select("request_id").unique()
    requests = with_quoted_session(shelf.view(REQUESTS)).select("request_id", named="session_id")
    declared = declared_requests(shelf, among).select("request_id", "step_session")
    through = lost.join(requests, on="request_id", how="left").join(declared, on="request_id", how="left")
    return through.with_columns(session_id=nw.coalesce("session_id", "named", "step_session"))


def _with_verdict(category: str, metrics: Frame, _: Shelf) -> Frame:
    poor = POOR.get(category)
    return metrics.with_columns(
        detector=nw.lit("RetrieverQuality"),
        category=nw.lit(category),
        flagged=nw.lit(None, nw.Boolean()) if poor is None else nw.col("score") < poor,
    )


def _with_time(metrics: Frame, shelf: Shelf) -> Frame:
    requests = shelf.view(REQUESTS).select("request_id", "at_ms")
    return metrics.join(requests, on="request_id", how="left")


def _with_step(metrics: Frame, shelf: Shelf) -> Frame:
    bound = metrics.join(declared_requests(shelf), on="request_id", how="left")
    return bound.with_columns(turn_id=nw.col("step_turn"))


def _part(category: str, column: str) -> Part:
    return Part(
        view=view_of(
            "retriever_metrics",
            {
                "text": {"session_id": "session_id", "request_id": "ssot__AiGatewayRequestId__c"},
                "clean": {"text": "ssot__RetrieverApiName__c"},
                "float": {"score": column},
            },
        ),
        found=_found,
        where=~nw.col("score").is_null(),
        derived=(
            origin("retriever"),
            Derived(
                columns=("detector", "category", "flagged"),
                how="One row a score; flagged where faithfulness is below 0.8, or relevancy below 0.7.",
                add=partial(_with_verdict, category),
            ),
            Derived(columns=("at_ms",), how="When its request was made.", add=_with_time),
            Derived(
                columns=("step_id", "turn_id"), how="The step that declares its request.", add=_with_step
            ),
        ),
    )


PARTS = tuple(_part(category, column) for category, column in _SCORES.items())
