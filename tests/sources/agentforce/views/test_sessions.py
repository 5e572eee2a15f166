"""What the rows of sessions, turns, messages, moments and parties mean, against the rows that the org planted."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from rearview.sandbox.org.repertoire import AGENTS, REPERTOIRE
from rearview.sandbox.org.symptoms import Symptom

Rows = Callable[[str], list[dict[str, Any]]]
Planted = Callable[[Symptom], dict[str, set[str]]]

TIMES = {"started_ms": "ssot__StartTimestamp__c", "ended_ms": "ssot__EndTimestamp__c"}


def _ms(at: datetime | None) -> int | None:
    """Count milliseconds as a person would, rounded down."""
    since = None if at is None else at - datetime(1970, 1, 1, tzinfo=UTC)
    return (
        None if since is None else since.days * 86_400_000 + since.seconds * 1000 + since.microseconds // 1000
    )


def _by_id(rows: list[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in rows}


def test_every_session_is_there_once(rows: Rows, source: Rows) -> None:
    """No join loses a session or doubles it, and its times are those recorded."""
    had = {row["ssot__Id__c"]: tuple(_ms(row[name]) for name in TIMES.values()) for row in source("sessions")}
    assert sorted(had) == sorted(row["session_id"] for row in rows("sessions"))
    assert {row["session_id"]: tuple(row[name] for name in TIMES) for row in rows("sessions")} == had
    assert {row["source"] for row in rows("sessions")} == {"agentforce"}


def test_the_agent_is_named_on_whichever_row_names_it(rows: Rows, source: Rows) -> None:
    """The agent and its version are found whether they stand on the user's row, the agent's or both."""
    named = {
        row["ssot__AiAgentSessionId__c"]: (
            row["ssot__AiAgentApiName__c"],
            row["ssot__AiAgentVersionApiName__c"],
        )
        for row in source("participants")
        if row["ssot__AiAgentApiName__c"] is not None
    }
    assert set(named) == {row["session_id"] for row in rows("sessions")}
    assert {row["session_id"]: (row["agent"], row["agent_version"]) for row in rows("sessions")} == named


def test_outcomes_are_derived_and_never_guessed(rows: Rows, source: Rows, planted: Planted) -> None:
    """An end type that says something counts; else a person who took over, a missing end; and `NOT_SET` is unknown."""
    types = {
        row["ssot__Id__c"]: (row["ssot__AiAgentSessionEndType__c"] or "").upper()
        for row in source("sessions")
    }
    said = {
        "ESCALATED": "escalated",
        "TRANSFERRED": "escalated",
        "ABANDONED": "abandoned",
        "TIMEOUT": "timed_out",
    }
    said |= {"COMPLETED": "completed", "USER_ENDED": "completed", "AGENT_ENDED": "completed"}
    handed, still_open = planted("escalated"), planted("open")
    for row in rows("sessions"):
        id_ = row["session_id"]
        other = "escalated" if id_ in handed else "open" if id_ in still_open else "unknown"
        assert row["outcome"] == said.get(types[id_], other), row
    assert {row["outcome"] for row in rows("sessions")} >= {"escalated", "timed_out", "open", "unknown"}


def test_the_mode_is_told_by_the_channel(rows: Rows, planted: Planted) -> None:
    """The builder's channels are previews, also those on which people speak; other spoken ones are voice."""
    spoken = planted("voice")
    for row in rows("sessions"):
        expected = "preview" if row["channel"].startswith("Builder") else "production"
        assert row["mode"] == ("voice" if row["session_id"] in spoken and expected != "preview" else expected)
    assert spoken


def test_a_session_that_another_called_names_it(rows: Rows, planted: Planted) -> None:
    """A session stands under the one that was going on when it began, and its step names it."""
    sessions = _by_id(rows("sessions"), "session_id")
    calling = {row["step_id"]: row for row in rows("steps") if row["child_session_id"] is not None}
    assert set(calling) == set().union(*planted("delegated").values())
    for step in calling.values():
        child = sessions[step["child_session_id"]]
        assert (step["kind"], step["session_id"]) == ("agent", child["parent_session_id"])
        assert child["root_session_id"] == child["parent_session_id"]
    called = {row["session_id"] for row in sessions.values() if row["parent_session_id"] is not None}
    assert called == {step["child_session_id"] for step in calling.values()}
    assert all(row["root_session_id"] in sessions for row in sessions.values())


def test_turns_are_turns_or_the_systems(rows: Rows, source: Rows) -> None:
    """Every interaction is a turn, those that end a session are the system's, and links lead to other turns."""
    turns = _by_id(rows("turns"), "turn_id")
    assert sorted(turns) == sorted(row["ssot__Id__c"] for row in source("interactions"))
    for row in source("interactions"):
        turn, type_ = turns[row["ssot__Id__c"]], row["ssot__AiAgentInteractionType__c"]
        assert (turn["kind"], turn["label"]) == (("turn", None) if type_ == "TURN" else ("system", type_))
        assert turn["previous_turn_id"] == row["ssot__PrevInteractionId__c"]
    assert all(re.fullmatch("[0-9a-f]{32}", turn["trace_id"]) for turn in turns.values())


def test_topics_of_previews_are_merged(rows: Rows, source: Rows) -> None:
    """A topic has one name, however many ids previews and planners append to it."""
    known = {exchange.topic.name for exchanges in REPERTOIRE.values() for exchange in exchanges}
    topics = {row["topic"] for row in rows("turns")} - {None, "__human__"}
    assert topics <= known | set(AGENTS) | {"Appointments"}
    assert any("_PlannerPreview-" in (row["ssot__TopicApiName__c"] or "") for row in source("interactions"))
    assert {row["namespace"] for row in rows("steps")} - {None} <= known


def test_messages_are_kept_to_the_letter(rows: Rows, source: Rows) -> None:
    """What people typed is as they typed it, also where it looks like nothing, and says who said it."""
    typed = {row["message_id"]: row["text"] for row in rows("messages")}
    assert {"NOT_SET", "None", "UNSET_VALUE"} <= set(typed.values())
    roles = {"Input": "user", "Output": "agent"}
    types = {
        row["ssot__Id__c"]: roles[row["ssot__AiAgentInteractionMessageType__c"]] for row in source("messages")
    }
    assert {row["message_id"]: row["role"] for row in rows("messages")} == types


def test_people_who_take_over_are_no_agents(rows: Rows, planted: Planted) -> None:
    """Each session has a user and an agent with its name; a person who took over is human, and has none."""
    humans = [row for row in rows("participants") if row["role"] == "human"]
    assert {row["session_id"] for row in humans} == set(planted("escalated"))
    assert all(
        row["agent"] is row["agent_type"] is None for row in rows("participants") if row["role"] != "agent"
    )
    agents = {row["session_id"]: row["agent"] for row in rows("participants") if row["role"] == "agent"}
    assert agents == {row["session_id"]: row["agent"] for row in rows("sessions")}


def test_moments_are_as_recorded(rows: Rows, source: Rows) -> None:
    """Each moment says what was wanted and answered."""
    had = {row["ssot__Id__c"]: row["ssot__RequestSummaryText__c"] for row in source("moments")}
    assert {row["moment_id"]: row["request"] for row in rows("moments")} == had
    assert had
