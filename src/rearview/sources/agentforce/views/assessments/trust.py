"""Verdicts of the trust layer: what its detectors found in what went into a generation, and in what came out."""

import narwhals as nw

from rearview.sources.agentforce.views.assessments.judged import BY_GENERATION, origin, with_step
from rearview.sources.agentforce.views.chains import with_session
from rearview.sources.canonical import Derived, Frame, Part, Shelf, view_of

ALARMING = 0.5
"""From which score on a hazard counts as found."""
SAFE = "safety_score"
"""The one category of toxicity that is high when all is well: it is no toxicity."""

_CATEGORIES = view_of(
    "content_categories",
    {
        "text": {"session_id": "session_id", "parent": "parent__c"},
        "clean": {"detector": "detectorType__c", "category": "category__c"},
        "float": {"score": "value__c"},
        "ms": {"at_ms": "timestamp__c"},
    },
)
_QUALITY = view_of(
    "content_quality",
    {
        "text": {"session_id": "session_id", "quality_id": "id__c", "generation_id": "parent__c"},
        "clean": {"content": "contentType__c"},
        "bool": {"flagged": "isToxicityDetected__c"},
        "ms": {"at_ms": "timestamp__c"},
    },
)


def _with_parent(categories: Frame, shelf: Shelf) -> Frame:
    """Add the generation, which a finding names or its quality row does, and which side of it was looked at."""
    quality = shelf.view(_QUALITY).select("quality_id", "content", through="generation_id")
    return categories.join(quality, left_on="parent", right_on="quality_id", how="left").with_columns(
        generation_id=nw.coalesce("through", "parent")
    )


def _found(lost: Frame, shelf: Shelf) -> Frame | None:
    return with_session(_with_parent(lost, shelf), shelf)


def _with_flag(categories: Frame, _: Shelf) -> Frame:
    detector, category = nw.col("detector").str.to_uppercase(), nw.col("category").str.to_uppercase()
    alarming = nw.col("score") >= ALARMING
    attack = nw.when(category == "ISPROMPTATTACKDETECTED").then(alarming)
    return categories.with_columns(
        flagged=nw.coalesce(
            nw.when(detector == "TOXICITY", category != SAFE.upper()).then(alarming),
            nw.when(detector == "PROMPT_DEFENSE").then(attack),
            nw.when(detector == "PROMPT_DEFENSE", category.is_in(["0", "1"])).then(category == "1"),
            nw.when(detector == "PII").then(nw.lit(value=True)),
            nw.when(detector == "INSTRUCTIONADHERENCE").then(category == "LOW"),
            nw.when(detector == "TASKRESOLUTION").then(category != "FULLY_RESOLVED"),
        )
    )


def _with_side(categories: Frame, shelf: Shelf) -> Frame:
    return _with_parent(categories, shelf).select(*categories.columns, text="content")


def _with_step(categories: Frame, shelf: Shelf) -> Frame:
    return with_step(_with_parent(categories, shelf).select(*categories.columns, "generation_id"), shelf)


def _as_toxicity(quality: Frame, _: Shelf) -> Frame:
    return quality.with_columns(
        detector=nw.lit("TOXICITY"), category=nw.lit("isToxicityDetected"), text=nw.col("content")
    )


PARTS = (
    Part(
        view=_CATEGORIES,
        found=_found,
        derived=(
            origin("trust_layer"),
            Derived(
                columns=("flagged",),
                how=f"A hazard or an attack with {ALARMING} or more, personal data of any kind, adherence that is low, a"
                f" task that isn't fully resolved. `{SAFE}` is no toxicity, and never flagged.",
                add=_with_flag,
            ),
            Derived(
                columns=("text",),
                how="Which side toxicity was looked for: `INPUT` or `OUTPUT`.",
                add=_with_side,
            ),
            Derived(
                columns=("step_id", "turn_id"), how="The step that declares the generation.", add=_with_step
            ),
        ),
    ),
    Part(
        view=_QUALITY,
        found=with_session,
        where=~nw.col("flagged").is_null(),
        derived=(
            origin("trust_layer"),
            Derived(
                columns=("detector", "category", "text"),
                how="The verdict on toxicity as a whole, and which side it is about.",
                add=_as_toxicity,
            ),
            BY_GENERATION,
        ),
    ),
)
