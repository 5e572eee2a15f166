"""The shape of the org: the shares of values as they were counted in a live org, within what stories take up."""

# ruff: noqa: S608 - the SQL is put together from the catalog's names and the test's own words

import pytest

from rearview.sandbox.org.repertoire import AGENTS
from tests.sandbox.org.conftest import Ask

POINTS = 6
"""How many percentage points a share may be off."""

LIVE = {
    ("sessions", "ssot__AiAgentChannelType__c"): {
        "E & O": 13_894,
        "Builder": 1_546,
        "SCRT2 - EmbeddedMessaging": 957,
        "LightningDesktopCopilot": 63,
        "Voice": 41,
        "PSTN": 41,
        "Builder: Voice Preview": 10,
        "NGC": 2,
    },
    ("steps", "ssot__AiAgentInteractionStepType__c"): {
        "LLM_STEP": 67_163,
        "TOPIC_STEP": 16_236,
        "SESSION_END": 14_990,
        "ACTION_STEP": 13_780,
        "INTERRUPT_STEP": 5,
    },
    ("participants", "ssot__AiAgentSessionParticipantRole__c"): {"USER": 16_431, "AGENT": 16_393},
    ("messages", "ssot__AiAgentInteractionMessageType__c"): {"Input": 16_428, "Output": 16_390},
    ("content_categories", "detectorType__c"): {
        "TOXICITY": 627_603,
        "PROMPT_DEFENSE": 119_050,
        "PII": 27_805,
        "InstructionAdherence": 16_380,
    },
    ("participants", "ssot__AiAgentType__c"): {
        "EinsteinServiceAgent": 32_255,
        "AgentforceEmployeeAgent": 314,
        "AgentforceServiceAgent": 171,
        "Employee": 84,
    },
    ("sessions", "ssot__AiAgentSessionEndType__c"): {"NOT_SET": 16_554},
}
"""What was counted, by table and field."""


def shares(counts: dict[str, int]) -> dict[str, float]:
    """Return counts in percent."""
    return {value: 100 * count / sum(counts.values()) for value, count in counts.items()}


@pytest.mark.parametrize(("folder", "field"), LIVE, ids="-".join)
def test_values_are_as_frequent_as_in_a_live_org(folder: str, field: str, ask: Ask) -> None:
    """No value is more than a few points more or less frequent than it was counted."""
    tolerated = 12 if field.endswith("EndType__c") else POINTS
    live = shares(LIVE[folder, field])
    here = shares(dict(ask(f"SELECT {field}, count(*) FROM {folder} WHERE {field} IS NOT NULL GROUP BY 1")))
    off = {value: here.get(value, 0) - live.get(value, 0) for value in here | live}
    assert {value: points for value, points in off.items() if abs(points) > tolerated} == {}


def test_each_round_trip_leaves_about_24_records(ask: Ask) -> None:
    """All rows of all tables, divided by the requests to models, make the figure that Salesforce bills by."""
    (tables,) = zip(
        *ask("SELECT view_name FROM duckdb_views() WHERE NOT internal AND view_name NOT LIKE 'every_%'"),
        strict=True,
    )
    records = sum(ask(f"FROM {name} SELECT count(*)")[0][0] for name in tables if name != "told")
    ((requests,),) = ask("SELECT count(*) FROM gateway_requests")
    assert records / requests == pytest.approx(24, rel=0.05)


def test_all_agents_are_at_work(ask: Ask) -> None:
    """Every agent has sessions, and one has two versions."""
    seen = ask(
        "SELECT ssot__AiAgentApiName__c, count(DISTINCT ssot__AiAgentVersionApiName__c) FROM participants"
        " WHERE ssot__AiAgentApiName__c <> 'NOT_SET' GROUP BY 1"
    )
    assert dict(seen) == {name: 2 if name == "Order_Tracking_Agent" else 1 for name in AGENTS}


def test_topics_have_actions(ask: Ask) -> None:
    """Many actions are called, each under its topic."""
    called = ask(
        "SELECT DISTINCT ssot__Name__c FROM steps WHERE ssot__AiAgentInteractionStepType__c = 'ACTION_STEP'"
    )
    assert len(called) > 15
    assert all(name.count(".") == 1 for (name,) in called)


def test_ordinary_turns_take_seconds(ask: Ask) -> None:
    """Nine turns in ten take less than nine seconds, and the median takes more than one."""
    took = "epoch_ms(ssot__EndTimestamp__c) - epoch_ms(ssot__StartTimestamp__c)"
    ((median, ninth),) = ask(
        f"SELECT median({took}), quantile_cont({took}, 0.9) FROM interactions i WHERE ssot__AiAgentInteractionType__c = 'TURN'"
        " AND ssot__TopicApiName__c <> 'NOT_SET'"
    )
    assert 1_000 < median < ninth < 9_000


def test_days_have_their_hours(ask: Ask) -> None:
    """There is more to do at noon than at night."""
    ((night, noon),) = ask(
        "SELECT count(*) FILTER (hour(ssot__StartTimestamp__c) < 4), count(*) FILTER (hour(ssot__StartTimestamp__c)"
        " BETWEEN 10 AND 13) FROM sessions"
    )
    assert noon > 4 * night
