"""Moments, as Agent Optimization sums them up."""

from rearview.sources.canonical import Part, Recipe, view_of

VIEW = view_of(
    "moments",
    {
        "text": {"moment_id": "ssot__Id__c", "session_id": "ssot__AiAgentSessionId__c"},
        "clean": {
            "agent": "ssot__AiAgentApiName__c",
            "agent_version": "ssot__AiAgentVersionApiName__c",
            "request": "ssot__RequestSummaryText__c",
            "response": "ssot__ResponseSummaryText__c",
        },
        "ms": {"started_ms": "ssot__StartTimestamp__c", "ended_ms": "ssot__EndTimestamp__c"},
    },
)

RECIPE = Recipe(source="agentforce", table="moments", parts=(Part(view=VIEW),))
