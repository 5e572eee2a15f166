"""Steps, from the interaction steps of Session Tracing, which name their turn and not their session."""

import narwhals as nw

from rearview.sources.agentforce.views.texts import hidden, lasted, merged, spelled, unescaped
from rearview.sources.canonical import Derived, Frame, Part, Recipe, Shelf, view_of

KINDS = {
    "LLM_STEP": "llm",
    "ACTION_STEP": "tool",
    "TOPIC_STEP": "topic",
    "TRUST_GUARDRAILS_STEP": "guardrail",
    "CLASSIFIER_STEP": "guardrail",
    "RELATED_AGENT_STEP": "agent",
    "VARIABLE_UPDATE_STEP": "variable",
    "INTERRUPT_STEP": "interrupt",
    "SESSION_END": "end",
    "SESSION_START": "system",
}
"""What each type of step is."""

VIEW = view_of(
    "steps",
    {
        "text": {"step_id": "ssot__Id__c", "session_id": "session_id"},
        "clean": {
            "turn_id": "ssot__AiAgentInteractionId__c",
            "type": "ssot__AiAgentInteractionStepType__c",
            "called": "ssot__Name__c",
            "input_text": "ssot__InputValueText__c",
            "output_text": "ssot__OutputValueText__c",
            "variables_before": "ssot__PreStepVariableText__c",
            "variables_after": "ssot__PostStepVariableText__c",
            "generation_id": "ssot__GenerationId__c",
            "error": "ssot__ErrorMessageText__c",
            "previous_step_id": "ssot__PrevStepId__c",
            "attributes": "ssot__AttributeText__c",
            "request_id": "ssot__GenAiGatewayRequestId__c",
        },
        "ms": {"started_ms": "ssot__StartTimestamp__c", "ended_ms": "ssot__EndTimestamp__c"},
    },
)
_TURN = view_of("interactions", {"text": {"turn_id": "ssot__Id__c", "found": "ssot__AiAgentSessionId__c"}})
_ACTION = nw.col("type") == "ACTION_STEP"
_TOPIC = nw.col("type") == "TOPIC_STEP"


def found(lost: Frame, shelf: Shelf) -> Frame:
    """Find the sessions of steps through their turns."""
    turns = shelf.view(_TURN).select("turn_id", "found")
    named = lost.join(turns, on="turn_id", how="left")
    return named.with_columns(session_id=nw.coalesce("session_id", "found"))


def _kind(frame: Frame, _: Shelf) -> Frame:
    return frame.with_columns(kind=spelled("type", KINDS, otherwise="other"))


def _name(frame: Frame, _: Shelf) -> Frame:
    called = nw.col("called")
    owned = _ACTION & called.str.contains(".", literal=True)
    return frame.with_columns(
        name=nw.when(owned)
        .then(called.str.replace_all("^[^.]*[.]", ""))
        .otherwise(nw.when(_TOPIC).then(merged(called)).otherwise(called)),
        namespace=nw.when(owned).then(merged(called.str.replace_all("(?s)[.].*$", ""))),
    )


def _status(frame: Frame, _: Shelf) -> Frame:
    ended = nw.when(nw.col("ended_ms").is_null()).then(nw.lit("open")).otherwise(nw.lit("ok"))
    return frame.with_columns(
        status=nw.when(~nw.col("error").is_null()).then(nw.lit("failed")).otherwise(ended)
    )


def _duration(frame: Frame, _: Shelf) -> Frame:
    return frame.with_columns(duration_ms=lasted())


def _texts(frame: Frame, _: Shelf) -> Frame:
    return frame.with_columns(
        unescaped(nw.col(name)).alias(name)
        for name in ("input_text", "output_text", "variables_before", "variables_after")
    )


def _child(frame: Frame, _: Shelf) -> Frame:
    attributes = nw.when(nw.col("type") == "RELATED_AGENT_STEP").then(nw.col("attributes"))
    return frame.with_columns(child_session_id=hidden(attributes, "related_agent_session_id"))


PART = Part(
    view=VIEW,
    found=found,
    derived=(
        Derived(columns=("kind",), how="By the step's type.", add=_kind),
        Derived(
            columns=("name", "namespace"),
            how="An action is recorded as `Topic.Action`: the topic is the namespace, the action the name.",
            add=_name,
        ),
        Derived(
            columns=("status",),
            how="Failed with an error message; open without an end; else ok.",
            add=_status,
        ),
        Derived(columns=("duration_ms",), how="The end less the start.", add=_duration),
        Derived(
            columns=("input_text", "output_text", "variables_before", "variables_after"),
            how="As recorded, without HTML's entities where the whole text was escaped.",
            add=_texts,
        ),
        Derived(
            columns=("child_session_id",),
            how="The `related_agent_session_id` within the attributes of a step that calls another agent.",
            add=_child,
        ),
    ),
)

RECIPE = Recipe(source="agentforce", table="steps", parts=(PART,))
