"""The tables that the platform keeps of its own work: its traces, and how well it retrieved knowledge."""

from rearview.sources.agentforce.catalog.fields import ORGANIZATION, number, text, timestamp
from rearview.sources.agentforce.catalog.shape import Dmo, Link

TRACE_SPANS = Dmo(
    api_name="ssot__TelemetryTraceSpan__dlm",
    folder="trace_spans",
    meaning="One operation of the platform, as OpenTelemetry describes it.",
    key="ssot__Id__c",
    time="ssot__StartDateTime__c",
    parents=(
        Link(
            field="ssot__TelemetryTrace__c",
            to="interactions",
            column="ssot__TelemetryTraceId__c",
            note="where that is empty, the id is the `internalTraceId` in the turn's `ssot__AttributeText__c`",
        ),
        Link(
            field="ssot__TelemetryParentSpanId__c",
            to="trace_spans",
            column="ssot__Id__c",
            note="the operation that it is part of",
        ),
    ),
    needs="Agent Platform Tracing, on top of Agentforce Session Tracing",
    fields=(
        text("ssot__Id__c", "The span's id."),
        text("ssot__TelemetryTrace__c", "The trace that it belongs to."),
        text(
            "ssot__TelemetryParentSpanId__c",
            "The operation that it is part of; null or `0000000000000000` for the root.",
        ),
        text("ssot__OperationName__c", "What was done, such as `run.llmstep`."),
        text("ssot__ServiceName__c", "Which service did it."),
        text("ssot__SpanKind__c", "OpenTelemetry's kind of span."),
        text("ssot__StatusCode__c", "How it went: `OK` or `ERROR`."),
        timestamp("ssot__StartDateTime__c", "When it began."),
        timestamp("ssot__EndDateTime__c", "When it ended."),
        number("ssot__DurationNumber__c", "How long it took, in nanoseconds."),
        text("ssot__TelemetrySpanAttributeText__c", "Its attributes, as JSON."),
        ORGANIZATION,
    ),
)

RETRIEVER_METRICS = Dmo(
    api_name="ssot__AiRetrieverQualityMetric__dlm",
    folder="retriever_metrics",
    meaning="How good one retrieval of knowledge was, and the answer built on it.",
    key="ssot__Id__c",
    time=None,
    parents=(Link(field="ssot__AiGatewayRequestId__c", to="gateway_requests", column="gatewayRequestId__c"),),
    needs="Retriever quality metrics (release 254 or later), and an agent that retrieves knowledge",
    fields=(
        text("ssot__Id__c", "The metric's id."),
        text("ssot__AiGatewayRequestId__c", "The gateway's request."),
        text("ssot__AiRetrieverRequestId__c", "The retriever's request."),
        text("ssot__RetrieverApiName__c", "The retriever."),
        text("ssot__UserUtteranceText__c", "What the user asked."),
        text("ssot__AgentGeneratedResponseText__c", "What the agent answered."),
        number(
            "ssot__FaithfulnessRelevancyScoreNumber__c", "How true the answer is to what was found: 0 to 1."
        ),
        number("ssot__AnswerRelevancyScoreNumber__c", "How well the answer fits the question: 0 to 1."),
        number("ssot__ContextPrecisionScoreNumber__c", "How much of what was found was of use: 0 to 1."),
    ),
)

DMOS = (TRACE_SPANS, RETRIEVER_METRICS)
"""The tables of this family, each after those it hangs on."""
