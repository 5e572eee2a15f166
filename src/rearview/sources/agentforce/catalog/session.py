"""The tables of Agentforce Session Tracing: sessions, who took part, turns, steps, and what was said.

Three tables write `AIAgent` in their names, all others `AiAgent`; every field writes `AiAgent`. Messages and steps
have fields without the prefix `ssot__`: those came later. A text that isn't set holds `NOT_SET`, rarely null.
"""

from rearview.sources.agentforce.catalog.fields import (
    DATA_SOURCE,
    INDIVIDUAL,
    ORGANIZATION,
    OWNER,
    TRACE_SPAN,
    external_source,
    qualifiers,
    text,
    timestamp,
)
from rearview.sources.agentforce.catalog.shape import Dmo, Link

_NEEDS = "Agentforce Session Tracing (Standard Data Model 1.124 or later)"
_TO_SESSION = Link(field="ssot__AiAgentSessionId__c", to="sessions", column="ssot__Id__c")

SESSIONS = Dmo(
    api_name="ssot__AIAgentSession__dlm",
    folder="sessions",
    meaning="One session with one or more agents. It doesn't name the agent: its participants do.",
    key="ssot__Id__c",
    time="ssot__StartTimestamp__c",
    parents=(
        Link(
            field="ssot__PreviousSessionId__c",
            to="sessions",
            column="ssot__Id__c",
            note="the session that it goes on from",
        ),
    ),
    needs=_NEEDS,
    fields=(
        text("ssot__Id__c", "The session's id, a UUIDv7."),
        timestamp("ssot__StartTimestamp__c", "When it began."),
        timestamp("ssot__EndTimestamp__c", "When it ended; null while it is open."),
        text("ssot__AiAgentSessionEndType__c", "How it ended; many orgs hold `NOT_SET` throughout."),
        text("ssot__AiAgentChannelType__c", "How the user reached the agent, such as `Builder` or `Voice`."),
        text("ssot__RelatedMessagingSessionId__c", "The messaging session behind it, which may have others."),
        text("ssot__RelatedVoiceCallId__c", "The voice call behind it."),
        *OWNER,
        INDIVIDUAL,
        text("ssot__PreviousSessionId__c", "The session that it goes on from, perhaps another agent's."),
        text("ssot__VariableText__c", "The variables that it began with, as JSON."),
        ORGANIZATION,
        *DATA_SOURCE,
        external_source(later=True),
        *qualifiers("ssot__Id__c", "ssot__IndividualId__c", "ssot__PreviousSessionId__c"),
    ),
)

PARTICIPANTS = Dmo(
    api_name="ssot__AiAgentSessionParticipant__dlm",
    folder="participants",
    meaning="One party to a session: a user, an agent, a human who took over.",
    key="ssot__Id__c",
    time="ssot__StartTimestamp__c",
    parents=(_TO_SESSION,),
    needs=_NEEDS,
    fields=(
        text("ssot__Id__c", "The participant's id."),
        text("ssot__AiAgentSessionId__c", "The session that it takes part in."),
        text("ssot__AiAgentType__c", "The agent's type, such as `EinsteinServiceAgent`."),
        text("ssot__AiAgentTemplateApiName__c", "The template that the agent was made from."),
        text(
            "ssot__AiAgentApiName__c",
            "The agent's name; it may stand on the user's row and not on the agent's.",
        ),
        text("ssot__AiAgentVersionApiName__c", "The agent's version."),
        text("ssot__AiAgentSessionParticipantRole__c", "`USER` or `AGENT`."),
        text("ssot__ParticipantId__c", "The record behind it: a user or a planner, 15 or 18 characters."),
        text("ssot__ParticipantObject__c", "The object that record belongs to."),
        text("ssot__ParticipantAttributeText__c", "More about the party, as JSON."),
        timestamp("ssot__StartTimestamp__c", "When it joined."),
        timestamp("ssot__EndTimestamp__c", "When it left."),
        INDIVIDUAL,
        external_source(),
        ORGANIZATION,
    ),
)

INTERACTIONS = Dmo(
    api_name="ssot__AIAgentInteraction__dlm",
    folder="interactions",
    meaning="One turn of a session, or its end.",
    key="ssot__Id__c",
    time="ssot__StartTimestamp__c",
    parents=(
        _TO_SESSION,
        Link(
            field="ssot__PrevInteractionId__c",
            to="interactions",
            column="ssot__Id__c",
            note="the one before it in its session",
        ),
    ),
    needs=_NEEDS,
    fields=(
        text("ssot__Id__c", "The turn's id."),
        text("ssot__AiAgentSessionId__c", "The session that it belongs to."),
        text("ssot__AiAgentInteractionType__c", "`TURN` or `SESSION_END`."),
        text("ssot__TopicApiName__c", "The topic that handled it; a preview appends an id to the name."),
        timestamp("ssot__StartTimestamp__c", "When it began."),
        timestamp("ssot__EndTimestamp__c", "When it ended."),
        text("ssot__PrevInteractionId__c", "The one before it."),
        *OWNER,
        INDIVIDUAL,
        text("ssot__TelemetryTraceId__c", "Its trace in Agent Platform Tracing; usually empty."),
        TRACE_SPAN,
        text("ssot__AttributeText__c", "HTML-escaped JSON, with the trace's real id as `internalTraceId`."),
        ORGANIZATION,
        *DATA_SOURCE,
        external_source(),
        *qualifiers("ssot__Id__c", "ssot__AiAgentSessionId__c", "ssot__PrevInteractionId__c"),
    ),
)

STEPS = Dmo(
    api_name="ssot__AIAgentInteractionStep__dlm",
    folder="steps",
    meaning="One operation within a turn: a model call, an action, a routing decision, a check.",
    key="ssot__Id__c",
    time="ssot__StartTimestamp__c",
    parents=(
        Link(field="ssot__AiAgentInteractionId__c", to="interactions", column="ssot__Id__c"),
        Link(
            field="ssot__PrevStepId__c",
            to="steps",
            column="ssot__Id__c",
            note="the one before it; steps aren't nested",
        ),
    ),
    needs=_NEEDS,
    fields=(
        text("ssot__Id__c", "The step's id."),
        text(
            "ssot__AiAgentInteractionId__c", "The turn that it belongs to; a step doesn't name its session."
        ),
        text("ssot__AiAgentInteractionStepType__c", "What it is, such as `LLM_STEP` or `ACTION_STEP`."),
        text("ssot__Name__c", "The prompt, the topic or the action, as `Topic.Action`."),
        text("ssot__InputValueText__c", "What went in: HTML-escaped JSON, or a Python dict as text."),
        text("ssot__OutputValueText__c", "What came out, in the same forms."),
        text("ssot__PreStepVariableText__c", "The agent's variables before it, as JSON."),
        text("ssot__PostStepVariableText__c", "The agent's variables after it, as JSON."),
        text("ssot__GenerationId__c", "The generation it led to; only an `LLM_STEP` has one."),
        text("ssot__ErrorMessageText__c", "Why it failed; `NOT_SET` or `None` when it didn't."),
        timestamp("ssot__StartTimestamp__c", "When it began."),
        timestamp("ssot__EndTimestamp__c", "When it ended."),
        text("ssot__PrevStepId__c", "The one before it."),
        ORGANIZATION,
        TRACE_SPAN,
        text("ssot__AttributeText__c", "More about it, as JSON."),
        text("ssot__GenAiGatewayRequestId__c", "The gateway's request; too often `NOT_SET` to join by."),
        text("ssot__GenAiGatewayResponseId__c", "The gateway's response; too often `NOT_SET` to join by."),
        *DATA_SOURCE,
        external_source(later=True),
        text("SubType__c", "What it is, told more finely than by its type.", later=True),
        *qualifiers("ssot__Id__c", "ssot__AiAgentInteractionId__c", "ssot__PrevStepId__c"),
    ),
)

MESSAGES = Dmo(
    api_name="ssot__AiAgentInteractionMessage__dlm",
    folder="messages",
    meaning="One message between user and agent, word for word.",
    key="ssot__Id__c",
    time="ssot__MessageSentTimestamp__c",
    parents=(
        _TO_SESSION,
        Link(field="ssot__AiAgentInteractionId__c", to="interactions", column="ssot__Id__c"),
        Link(field="ssot__AiAgentSessionParticipantId__c", to="participants", column="ssot__Id__c"),
        Link(
            field="ssot__ParentMessageId__c",
            to="messages",
            column="ssot__Id__c",
            note="the message that it answers or goes on from",
        ),
    ),
    needs=_NEEDS,
    fields=(
        text("ssot__Id__c", "The message's id."),
        text("ssot__AiAgentSessionId__c", "The session that it belongs to."),
        text("ssot__AiAgentInteractionId__c", "The turn that it belongs to."),
        text("ssot__AiAgentSessionParticipantId__c", "Who sent it."),
        text("ssot__ParentMessageId__c", "The message that it answers or goes on from."),
        text("ssot__ContentText__c", "What was said."),
        text("ssot__AiAgentInteractionMessageType__c", "`Input` from the user, `Output` from the agent."),
        text("ssot__AiAgentInteractionMsgContentType__c", "Its media type."),
        timestamp("ssot__MessageSentTimestamp__c", "When it was sent."),
        text("Modality__c", "Whether it was spoken or written.", later=True),
        timestamp("MessageStartTimestamp__c", "When it began, if it was spoken or streamed.", later=True),
        timestamp("MessageEndTimestamp__c", "When it ended, if it was spoken or streamed.", later=True),
        text("AttributeText__c", "More about it, as JSON.", later=True),
        *OWNER,
        INDIVIDUAL,
        *DATA_SOURCE,
        external_source(),
        ORGANIZATION,
        *qualifiers(
            "ssot__Id__c",
            "ssot__AiAgentInteractionId__c",
            "ssot__AiAgentSessionId__c",
            "ssot__AiAgentSessionParticipantId__c",
            "ssot__ParentMessageId__c",
        ),
    ),
)

DMOS = (SESSIONS, PARTICIPANTS, INTERACTIONS, STEPS, MESSAGES)
"""The tables of this family, each after those it hangs on."""
