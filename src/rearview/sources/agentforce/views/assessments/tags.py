"""Verdicts of Agent Optimization: tags such as an intent or a score from 1 to 5, given to sessions, moments and turns."""

import narwhals as nw

from rearview.sources.agentforce.views.assessments.judged import origin
from rearview.sources.canonical import Derived, Frame, Part, Shelf, view_of

_ASSOCIATION = view_of(
    "tag_associations",
    {
        "text": {"session_id": "session_id"},
        "clean": {
            "judged": "ssot__AiAgentSessionId__c",
            "moment_id": "ssot__AiAgentMomentId__c",
            "turn_id": "ssot__AiAgentInteractionId__c",
            "tag_id": "ssot__AiAgentTagId__c",
            "repeated": "ValueText__c",
            "text": "ssot__AssociationReasonText__c",
        },
        "bool": {"passed": "ssot__IsPassed__c"},
        "ms": {"at_ms": "ssot__CreatedDate__c"},
    },
)
_TAG = view_of(
    "tags",
    {
        "text": {"tag_id": "ssot__Id__c", "definition_id": "ssot__AiAgentTagDefinitionId__c"},
        "clean": {"value": "ssot__Value__c"},
        "float": {"number": "ssot__Value__c"},
    },
)
_DEFINITION = view_of(
    "tag_definitions",
    {
        "text": {"definition_id": "ssot__Id__c"},
        "clean": {"detector": "ssot__DeveloperName__c", "data_type": "ssot__DataType__c"},
    },
)
_MOMENT = view_of("moments", {"text": {"moment_id": "ssot__Id__c", "of_moment": "ssot__AiAgentSessionId__c"}})
_TURN = view_of("interactions", {"text": {"turn_id": "ssot__Id__c", "of_turn": "ssot__AiAgentSessionId__c"}})


def _found(lost: Frame, shelf: Shelf) -> Frame:
    """Find the session of a tag: the one that it judges, or that of the moment or the turn."""
    moments = shelf.view(_MOMENT).select("moment_id", "of_moment")
    turns = shelf.view(_TURN).select("turn_id", "of_turn")
    through = lost.join(moments, on="moment_id", how="left").join(turns, on="turn_id", how="left")
    return through.with_columns(session_id=nw.coalesce("session_id", "judged", "of_moment", "of_turn"))


def _with_meaning(associations: Frame, shelf: Shelf) -> Frame:
    definitions = shelf.view(_DEFINITION).select("definition_id", "detector", "data_type")
    tags = shelf.view(_TAG).join(definitions, on="definition_id", how="left")
    known = tags.select("tag_id", "value", "number", "detector", "data_type")
    return associations.join(known, on="tag_id", how="left").with_columns(
        category=nw.coalesce("value", "repeated"),
        score=nw.when(nw.col("data_type").str.to_uppercase() == "INTEGER").then(nw.col("number")),
    )


def _with_flag(associations: Frame, _: Shelf) -> Frame:
    return associations.with_columns(flagged=~nw.col("passed"))


PARTS = (
    Part(
        view=_ASSOCIATION,
        found=_found,
        derived=(
            origin("tag"),
            Derived(
                columns=("detector", "category", "score"),
                how="The tag's definition, its value, and that as a number if the definition says that it is one.",
                add=_with_meaning,
            ),
            Derived(
                columns=("flagged",), how="Whether it didn't pass; null where nobody says.", add=_with_flag
            ),
        ),
    ),
)
