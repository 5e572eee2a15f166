"""The tables of Agent Optimization: what a session was about, and the tags that judge it.

A tag is a value, such as a score from 1 to 5; its definition says what is judged; an association pins it on a
session, a moment or a turn. Definitions, what they apply to, and tags are a vocabulary: few, older than the sessions
that they judge, and changed long after they were made. So they go by no time.
"""

from rearview.sources.agentforce.catalog.fields import (
    DATA_SOURCE,
    ORGANIZATION,
    boolean,
    number,
    qualifiers,
    text,
    timestamp,
)
from rearview.sources.agentforce.catalog.shape import Dmo, Link

_NEEDS = "Agent Optimization, on top of Agentforce Session Tracing"
_TO_SESSION = Link(field="ssot__AiAgentSessionId__c", to="sessions", column="ssot__Id__c")
_TO_DEFINITION = Link(field="ssot__AiAgentTagDefinitionId__c", to="tag_definitions", column="ssot__Id__c")
_ONE_OF_THREE = "a tag judges one of three things: a session, a moment or a turn"

MOMENTS = Dmo(
    api_name="ssot__AiAgentMoment__dlm",
    folder="moments",
    meaning="One request of the user's with the answer, summarised by a model.",
    key="ssot__Id__c",
    time="ssot__StartTimestamp__c",
    parents=(_TO_SESSION,),
    needs=_NEEDS,
    fields=(
        text("ssot__Id__c", "The moment's id."),
        text("ssot__AiAgentSessionId__c", "The session that it belongs to."),
        text("ssot__AiAgentApiName__c", "The agent that answered."),
        text("ssot__AiAgentVersionApiName__c", "The agent's version; may be `NOT_SET`."),
        text("ssot__RequestSummaryText__c", "What the user wanted, summarised."),
        text("ssot__ResponseSummaryText__c", "What the agent answered, summarised."),
        timestamp("ssot__StartTimestamp__c", "When it began."),
        timestamp("ssot__EndTimestamp__c", "When it ended."),
        ORGANIZATION,
        *DATA_SOURCE,
        *qualifiers("ssot__Id__c", "ssot__AiAgentSessionId__c"),
    ),
)

MOMENT_INTERACTIONS = Dmo(
    api_name="ssot__AiAgentMomentInteraction__dlm",
    folder="moment_interactions",
    meaning="That a turn is part of a moment; either may have several of the other.",
    key="ssot__Id__c",
    time="ssot__StartTimestamp__c",
    parents=(
        Link(field="ssot__AiAgentMomentId__c", to="moments", column="ssot__Id__c"),
        Link(field="ssot__AiAgentInteractionId__c", to="interactions", column="ssot__Id__c"),
    ),
    needs=_NEEDS,
    fields=(
        text("ssot__Id__c", "The row's id."),
        text("ssot__AiAgentMomentId__c", "The moment."),
        text("ssot__AiAgentInteractionId__c", "The turn."),
        timestamp("ssot__StartTimestamp__c", "When the turn became part of it."),
        ORGANIZATION,
    ),
)

TAG_DEFINITIONS = Dmo(
    api_name="ssot__AiAgentTagDefinition__dlm",
    folder="tag_definitions",
    meaning="One thing that can be judged, such as an intent or a quality score.",
    key="ssot__Id__c",
    time=None,
    needs=_NEEDS,
    fields=(
        text("ssot__Id__c", "The definition's id."),
        text("ssot__DeveloperName__c", "Its API name."),
        text("ssot__Name__c", "Its name for people."),
        text("ssot__Description__c", "What it judges."),
        text("ssot__TagIdentifier__c", "What all of its versions are called."),
        text("ssot__DataType__c", "What its values are: `Text` or `Integer`."),
        text("ssot__Status__c", "Whether it is in use: `Available`, where the documentation says `Active`."),
        number("ssot__VersionNumber__c", "Its version."),
        text("ssot__EngineType__c", "What applies it."),
        text("ssot__SourceType__c", "`Generated` or `Predefined`."),
        text("ssot__SourceTagReferenceName__c", "The definition that it was derived from."),
        text("ssot__InputScope__c", "What it is applied to."),
        timestamp("ssot__CreatedDate__c", "When it was made."),
        ORGANIZATION,
    ),
)

TAG_DEFINITION_ASSOCIATIONS = Dmo(
    api_name="ssot__AiAgentTagDefinitionAssociation__dlm",
    folder="tag_definition_associations",
    meaning="That an agent is judged by a definition.",
    key="ssot__Id__c",
    time=None,
    parents=(_TO_DEFINITION,),
    needs=_NEEDS,
    fields=(
        text("ssot__Id__c", "The row's id."),
        text("ssot__AiAgentTagDefinitionId__c", "The definition."),
        text("ssot__AiAgentApiName__c", "The agent."),
        text("ssot__AiPromptTemplateId__c", "The prompt template that judges."),
        boolean("ssot__IsActive__c", "Whether it is in use."),
        timestamp("ssot__CreatedDate__c", "When it was made."),
        ORGANIZATION,
    ),
)

TAGS = Dmo(
    api_name="ssot__AiAgentTag__dlm",
    folder="tags",
    meaning="One value that a definition allows.",
    key="ssot__Id__c",
    time=None,
    parents=(_TO_DEFINITION,),
    needs=_NEEDS,
    fields=(
        text("ssot__Id__c", "The tag's id."),
        text("ssot__AiAgentTagDefinitionId__c", "The definition that allows it."),
        text("ssot__Value__c", "The value: a score from `1` to `5`, or the text of an intent."),
        text("ssot__Description__c", "What the value means."),
        number("ssot__OrderNumber__c", "Its place among the values."),
        boolean("ssot__IsActive__c", "Whether it is in use."),
        boolean("ssot__IsFallback__c", "Whether it is given when no other fits."),
        timestamp("ssot__CreatedDate__c", "When it was made."),
        ORGANIZATION,
    ),
)

TAG_ASSOCIATIONS = Dmo(
    api_name="ssot__AiAgentTagAssociation__dlm",
    folder="tag_associations",
    meaning="One verdict: a tag given to a session, a moment or a turn.",
    key="ssot__Id__c",
    time="ssot__CreatedDate__c",
    parents=(
        Link(field="ssot__AiAgentSessionId__c", to="sessions", column="ssot__Id__c", note=_ONE_OF_THREE),
        Link(field="ssot__AiAgentMomentId__c", to="moments", column="ssot__Id__c", note=_ONE_OF_THREE),
        Link(
            field="ssot__AiAgentInteractionId__c",
            to="interactions",
            column="ssot__Id__c",
            note=_ONE_OF_THREE,
        ),
        Link(field="ssot__AiAgentTagId__c", to="tags", column="ssot__Id__c"),
        Link(
            field="ssot__AiAgentTagDefinitionAssociationId__c",
            to="tag_definition_associations",
            column="ssot__Id__c",
        ),
    ),
    needs=_NEEDS,
    fields=(
        text("ssot__Id__c", "The verdict's id."),
        text("ssot__AiAgentTagId__c", "The tag that was given."),
        text("ssot__AiAgentTagDefinitionAssociationId__c", "By which definition of the agent's."),
        text("ssot__AiAgentMomentId__c", "The moment that it judges."),
        text("ssot__AiAgentSessionId__c", "The session that it judges."),
        text("ssot__AiAgentInteractionId__c", "The turn that it judges.", later=True),
        boolean("ssot__IsPassed__c", "Whether it passed.", later=True),
        text("ssot__AssociationReasonText__c", "Why the model gave it."),
        timestamp("ssot__CreatedDate__c", "When it was given."),
        text("ValueText__c", "The tag's value, repeated.", later=True),
        text("SourceType__c", "What gave it, such as `PROMPT_TEMPLATE`.", later=True),
        *DATA_SOURCE,
        ORGANIZATION,
        *qualifiers(
            "ssot__Id__c",
            "ssot__AiAgentTagId__c",
            "ssot__AiAgentTagDefinitionAssociationId__c",
            "ssot__AiAgentMomentId__c",
            "ssot__AiAgentSessionId__c",
        ),
    ),
)

DMOS = (MOMENTS, MOMENT_INTERACTIONS, TAG_DEFINITIONS, TAG_DEFINITION_ASSOCIATIONS, TAGS, TAG_ASSOCIATIONS)
"""The tables of this family, each after those it hangs on."""
