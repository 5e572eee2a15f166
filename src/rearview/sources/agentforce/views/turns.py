"""Turns, from the interactions of Session Tracing."""

import narwhals as nw

from rearview.sources.agentforce.views.texts import hidden, lasted, merged, spelled
from rearview.sources.canonical import Derived, Frame, Part, Recipe, Shelf, view_of

VIEW = view_of(
    "interactions",
    {
        "text": {"turn_id": "ssot__Id__c", "session_id": "ssot__AiAgentSessionId__c"},
        "clean": {
            "type": "ssot__AiAgentInteractionType__c",
            "topic": "ssot__TopicApiName__c",
            "previous_turn_id": "ssot__PrevInteractionId__c",
            "trace_id": "ssot__TelemetryTraceId__c",
            "attributes": "ssot__AttributeText__c",
        },
        "ms": {"started_ms": "ssot__StartTimestamp__c", "ended_ms": "ssot__EndTimestamp__c"},
    },
)


def _kind(frame: Frame, _: Shelf) -> Frame:
    return frame.with_columns(
        kind=spelled("type", {"TURN": "turn"}, otherwise="system"),
        label=nw.when(nw.col("type") != "TURN").then(nw.col("type")),
    )


def _topic(frame: Frame, _: Shelf) -> Frame:
    return frame.with_columns(topic=merged(nw.col("topic")))


def _duration(frame: Frame, _: Shelf) -> Frame:
    return frame.with_columns(duration_ms=lasted())


def _trace(frame: Frame, _: Shelf) -> Frame:
    return frame.with_columns(
        trace_id=nw.coalesce("trace_id", hidden(nw.col("attributes"), "internalTraceId"))
    )


RECIPE = Recipe(
    source="agentforce",
    table="turns",
    parts=(
        Part(
            view=VIEW,
            derived=(
                Derived(
                    columns=("kind", "label"),
                    how="An interaction of type `TURN` is a turn; any other is the system's, and its type is the label.",
                    add=_kind,
                ),
                Derived(
                    columns=("topic",),
                    how="The topic without the id that previews and some planners append.",
                    add=_topic,
                ),
                Derived(columns=("duration_ms",), how="The end less the start.", add=_duration),
                Derived(
                    columns=("trace_id",),
                    how="The trace's id; where it isn't set, the `internalTraceId` within the attributes.",
                    add=_trace,
                ),
            ),
        ),
    ),
)
