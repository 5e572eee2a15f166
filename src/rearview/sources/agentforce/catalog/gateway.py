"""The gateway's half of Einstein Audit & Feedback: every request to a model, and what the gateway noted with it.

No field of the GenAI tables has the prefix `ssot__`. What looks like a boolean is the text `true` or `false`.
"""

from rearview.sources.agentforce.catalog.fields import (
    AUDITED,
    CLOUD,
    FEATURE,
    RECORDED,
    number,
    qualifiers,
    text,
)
from rearview.sources.agentforce.catalog.shape import Dmo, Link

NEEDS = "Einstein Audit & Feedback"
"""What brings every GenAI table."""

_TO_REQUEST = Link(field="parent__c", to="gateway_requests", column="gatewayRequestId__c")

GATEWAY_REQUESTS = Dmo(
    api_name="GenAIGatewayRequest__dlm",
    folder="gateway_requests",
    meaning="One request to a model, with the whole prompt and the tokens that it took.",
    key="gatewayRequestId__c",
    time="timestamp__c",
    parents=(
        Link(
            field="sessionId__c",
            to="sessions",
            column="ssot__Id__c",
            note='the id stands in double quotes: "<id>", or "no_session"',
        ),
    ),
    needs=NEEDS,
    fields=(
        text("gatewayRequestId__c", "The request's id."),
        text("generationGroupId__c", "What requests for one answer have in common."),
        text("sessionId__c", 'The session, in literal double quotes; `"no_session"` for other features.'),
        text("userId__c", "Who caused it."),
        text("botVersionId__c", "The agent's version, by id."),
        text("plannerId__c", "The agent's planner, by id."),
        FEATURE,
        text("appType__c", "The kind of application."),
        text("model__c", "The model that was asked."),
        text("provider__c", "Whose model it is."),
        text("promptTemplateDevName__c", "The prompt template."),
        text("promptTemplateVersionNo__c", "The prompt template's version; `UNSET_VALUE` where it has none."),
        text("prompt__c", "The whole prompt, HTML-escaped."),
        text("maskedPrompt__c", "The prompt with personal data masked; empty without masking."),
        text("parameters__c", "Further parameters, as JSON."),
        number("temperature__c", "The sampling temperature."),
        number("frequencyPenalty__c", "The penalty for frequent tokens."),
        number("presencePenalty__c", "The penalty for tokens already present."),
        text("stopSequences__c", "What makes the model stop."),
        number("numGenerations__c", "How many answers were asked for."),
        number("promptTokens__c", "Tokens read by the model."),
        number("completionTokens__c", "Tokens written by the model."),
        number("totalTokens__c", "Both together."),
        text("enableInputSafetyScoring__c", "Whether what goes in is scored for safety: `true` or `false`."),
        text(
            "enableOutputSafetyScoring__c", "Whether what comes out is scored for safety: `true` or `false`."
        ),
        text("enablePiiMasking__c", "Whether personal data is masked: `true` or `false`."),
        *AUDITED,
        *qualifiers("gatewayRequestId__c"),
    ),
)

GATEWAY_RESPONSES = Dmo(
    api_name="GenAIGatewayResponse__dlm",
    folder="gateway_responses",
    meaning="That a model answered a request; the answer itself is a generation.",
    key="generationResponseId__c",
    time="timestamp__c",
    parents=(Link(field="generationRequestId__c", to="gateway_requests", column="gatewayRequestId__c"),),
    needs=NEEDS,
    fields=(
        text("generationResponseId__c", "The response's id, given by the provider."),
        text("generationRequestId__c", "The request."),
        text("parameters__c", "Further parameters, as JSON."),
        *AUDITED,
        *qualifiers("generationResponseId__c", "generationRequestId__c"),
    ),
)

GATEWAY_REQUEST_TAGS = Dmo(
    api_name="GenAIGatewayRequestTag__dlm",
    folder="gateway_request_tags",
    meaning="One name with its value, noted with a request.",
    key="id__c",
    time="timestamp__c",
    parents=(_TO_REQUEST,),
    needs=NEEDS,
    fields=(
        text("id__c", "The tag's id."),
        text("parent__c", "The request."),
        text("tag__c", "The name, such as `agent_developer_name` or `user_utterance`."),
        text("tagValue__c", "The value, HTML-escaped and often quoted."),
        *AUDITED,
        *qualifiers("id__c", "parent__c"),
    ),
)

GATEWAY_REQUEST_METADATA = Dmo(
    api_name="GenAIGtwyRequestMetadata__dlm",
    folder="gateway_request_metadata",
    meaning="One further record of a request, such as a tool call.",
    key="id__c",
    time="timestamp__c",
    parents=(_TO_REQUEST,),
    needs=NEEDS,
    fields=(
        text("id__c", "The record's id."),
        text("parent__c", "The request."),
        text("metadataType__c", "What is recorded, such as `ToolCall`."),
        text("metadata__c", "The record, as JSON."),
        FEATURE,
        *AUDITED,
        *qualifiers("id__c", "parent__c"),
    ),
)

GATEWAY_REQUEST_LLM = Dmo(
    api_name="GenAIGtwyRequestLLM__dlm",
    folder="gateway_request_llm",
    meaning="One model call of a request, with its latency. No org is known where it has rows.",
    key="id__c",
    time="timestamp__c",
    parents=(_TO_REQUEST,),
    needs=NEEDS,
    fields=(
        text("id__c", "The call's id."),
        text("parent__c", "The request."),
        text("endpoint__c", "The address that was called."),
        text("region__c", "Where it ran."),
        text("genAILLM__c", "The model."),
        text("llmCallStatus__c", "How it went."),
        number("llmCallLatency__c", "How long it took."),
        text("llmErrorTrace__c", "Why it failed."),
        text("metadata__c", "More about it, as JSON."),
        FEATURE,
        text("salesforceOrgId__c", "The org's id; here, and only here, it isn't called `orgId__c`."),
        RECORDED,
        CLOUD,
    ),
)

DMOS = (
    GATEWAY_REQUESTS,
    GATEWAY_RESPONSES,
    GATEWAY_REQUEST_TAGS,
    GATEWAY_REQUEST_METADATA,
    GATEWAY_REQUEST_LLM,
)
"""The tables of this family, each after those it hangs on."""
