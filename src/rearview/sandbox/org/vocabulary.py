"""The tables that no session writes: what Agent Optimization judges, which agents it judges, and the values it gives.

They are the same for every seed and older than every session.
"""

from collections.abc import Mapping

from rearview.sandbox.org.chance import digest
from rearview.sandbox.org.repertoire import AGENTS, REPERTOIRE

QUALITY = "Quality_Score"
INTENT = "Request_Category"
DEFINITIONS = (QUALITY, INTENT)
SCORES = ("1", "2", "3", "4", "5")

CREATED_US = 1_735_689_600_000_000
"""When they were made: the first moment of 2025."""

Rows = list[dict[str, object]]


def vocabulary() -> Mapping[str, Rows]:
    """Return the rows of those tables, by folder."""
    return {
        "tag_definitions": [_definition(name) for name in DEFINITIONS],
        "tag_definition_associations": [
            _association(name, agent.name)
            for name in DEFINITIONS
            for agent in AGENTS.values()
            if agent.optimized
        ],
        "tags": [
            *(_tag(QUALITY, score, number) for number, score in enumerate(SCORES)),
            *(_tag(INTENT, intent, number) for number, intent in enumerate(intents())),
        ],
    }


def intents() -> list[str]:
    """Return every intent that a request can have."""
    asked = (exchange.intent for exchanges in REPERTOIRE.values() for exchange in exchanges)
    return [*dict.fromkeys(asked), "Other"]


def tag_id(definition: str, value: str) -> str:
    """Return the id of a value."""
    return _id("tag", definition, value)


def association_id(definition: str, agent: str) -> str:
    """Return the id of what says that an agent is judged by a definition."""
    return _id("association", definition, agent)


def _definition(name: str) -> dict[str, object]:
    scored = name == QUALITY
    return {
        "ssot__Id__c": _id("definition", name),
        "ssot__DeveloperName__c": name,
        "ssot__Name__c": "Relevance Score" if scored else "Optimization Request Category",
        "ssot__Description__c": "How well requests are served." if scored else "What users want.",
        "ssot__TagIdentifier__c": name,
        "ssot__DataType__c": "Integer" if scored else "Text",
        "ssot__Status__c": "Available",
        "ssot__VersionNumber__c": 1,
        "ssot__EngineType__c": "LLM",
        "ssot__SourceType__c": "Predefined" if scored else "Generated",
        "ssot__SourceTagReferenceName__c": "NOT_SET",
        "ssot__InputScope__c": "Moment",
        "ssot__CreatedDate__c": CREATED_US,
    }


def _association(definition: str, agent: str) -> dict[str, object]:
    return {
        "ssot__Id__c": association_id(definition, agent),
        "ssot__AiAgentTagDefinitionId__c": _id("definition", definition),
        "ssot__AiAgentApiName__c": agent,
        "ssot__AiPromptTemplateId__c": "NOT_SET",
        "ssot__IsActive__c": True,
        "ssot__CreatedDate__c": CREATED_US,
    }


def _tag(definition: str, value: str, number: int) -> dict[str, object]:
    return {
        "ssot__Id__c": tag_id(definition, value),
        "ssot__AiAgentTagDefinitionId__c": _id("definition", definition),
        "ssot__Value__c": value,
        "ssot__Description__c": value,
        "ssot__OrderNumber__c": number + 1,
        "ssot__IsActive__c": True,
        "ssot__IsFallback__c": value == "Other",
        "ssot__CreatedDate__c": CREATED_US,
    }


def _id(*name: str) -> str:
    """Return an id that is the same in every org, in the form of a UUIDv7."""
    time, rest = f"{CREATED_US // 1000:012x}", digest("vocabulary", *name, size=10).hex()
    return f"{time[:8]}-{time[8:]}-7{rest[:3]}-8{rest[3:6]}-{rest[6:18]}"
