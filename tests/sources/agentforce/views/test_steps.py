"""What steps and charges mean, against the rows that the org planted."""

import json
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

from rearview.sandbox.org.symptoms import Symptom
from tests.lakes import ORG

Rows = Callable[[str], list[dict[str, Any]]]
Planted = Callable[[Symptom], dict[str, set[str]]]

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
}


def test_every_step_is_in_its_session(rows: Rows, source: Rows) -> None:
    """No step is lost or doubled, and each has the session of its turn."""
    turns = {row["ssot__Id__c"]: row["ssot__AiAgentSessionId__c"] for row in source("interactions")}
    had = {row["ssot__Id__c"]: turns[row["ssot__AiAgentInteractionId__c"]] for row in source("steps")}
    assert sorted(had.items()) == sorted((row["step_id"], row["session_id"]) for row in rows("steps"))


def test_kinds_say_what_a_step_is(rows: Rows, source: Rows) -> None:
    """Each type of step has its kind."""
    kinds = {row["ssot__Id__c"]: KINDS[row["ssot__AiAgentInteractionStepType__c"]] for row in source("steps")}
    assert {row["step_id"]: row["kind"] for row in rows("steps")} == kinds
    assert set(kinds.values()) == set(KINDS.values())


def test_what_failed_says_why(rows: Rows, planted: Planted) -> None:
    """The steps that failed are those that the org let fail; a sentinel is no error."""
    failed = {row["step_id"] for row in rows("steps") if row["status"] == "failed"}
    assert failed == set().union(*planted("failed-action").values())
    assert all((row["error"] is not None) == (row["status"] == "failed") for row in rows("steps"))


def test_a_step_without_an_end_is_open(rows: Rows) -> None:
    """Only what never ended is open, and it has no duration."""
    assert all(
        (row["status"] == "open") == (row["ended_ms"] is None) for row in rows("steps") if not row["error"]
    )
    assert all(row["duration_ms"] is None for row in rows("steps") if row["status"] == "open")


def test_slow_actions_can_be_told(rows: Rows, planted: Planted) -> None:
    """The tools that took longer than ten seconds are those that were planted."""
    slow = {
        row["step_id"]
        for row in rows("steps")
        if row["kind"] == "tool" and (row["duration_ms"] or 0) > 10_000
    }
    assert slow == set().union(*planted("slow-action").values())


def test_an_action_has_a_name_and_a_topic(rows: Rows, source: Rows) -> None:
    """`Topic.Action` is the tool's namespace and its name."""
    called = {row["ssot__Id__c"]: row["ssot__Name__c"] for row in source("steps")}
    for row in rows("steps"):
        if row["kind"] == "tool":
            assert f"{row['namespace']}.{row['name']}" == called[row["step_id"]]


def test_texts_are_without_entities(rows: Rows, source: Rows) -> None:
    """A payload that was escaped as a whole is JSON again; one that was written as Python stays to the letter."""
    recorded = {row["ssot__Id__c"]: row["ssot__InputValueText__c"] for row in source("steps")}
    escaped = 0
    for row in rows("steps"):
        text = recorded[row["step_id"]]
        if text is not None and text.startswith("{&quot;"):
            assert row["input_text"] == unescape(text)
            assert json.loads(row["input_text"])
            escaped += 1
        else:
            assert row["input_text"] == text
    assert escaped


def test_charges_are_those_of_the_gateway(rows: Rows, source: Rows, session_of: Mapping[str, str]) -> None:
    """Every request of a session is charged once, with its tokens and its model, and nobody knows what it cost."""
    answers = {
        row["generationResponseId__c"]: row["generationRequestId__c"] for row in source("gateway_responses")
    }
    sessions = {
        answers[row["generationResponseId__c"]]: session_of[row["generationId__c"]]
        for row in source("generations")
        if row["generationId__c"] in session_of
    }
    had = [
        (
            sessions[id_],
            row["model__c"],
            row["provider__c"],
            int(row["promptTokens__c"]),
            int(row["completionTokens__c"]),
        )
        for row in source("gateway_requests")
        if (id_ := row["gatewayRequestId__c"]) in sessions
    ]
    told = ("session_id", "model", "provider", "tokens_in", "tokens_out")
    assert sorted(tuple(row[name] for name in told) for row in rows("usage")) == sorted(had)
    assert {row["cost_usd"] for row in rows("usage")} == {None}
    assert {(row["kind"], row["status"]) for row in rows("usage")} == {("llm", "ok")}
    assert {row["stop_reason"] for row in rows("usage")} == {"stop", "tool_calls"}


def test_charges_say_what_was_asked_and_written(rows: Rows, source: Rows) -> None:
    """Each has the gateway's prompt with its template, and the generation's text, both without entities."""
    written = {
        row["generationResponseId__c"]: row["responseText__c"] and unescape(row["responseText__c"])
        for row in source("generations")
    }
    answered = {
        row["generationRequestId__c"]: written[row["generationResponseId__c"]]
        for row in source("gateway_responses")
    }
    asked = {
        (row["promptTemplateDevName__c"], row["prompt__c"] and unescape(row["prompt__c"]), answered[id_])
        for row in source("gateway_requests")
        if (id_ := row["gatewayRequestId__c"]) in answered
    }
    said = {(row["template"], row["prompt"], row["response"]) for row in rows("usage")}
    assert said <= asked
    assert len(said) > 1


def test_charges_are_tied_to_the_steps_that_declare_them(rows: Rows, source: Rows) -> None:
    """A step that names a generation has its charge; what no step declares is only tied to the turn it happened in."""
    declared = [row["ssot__Id__c"] for row in source("steps") if row["ssot__GenerationId__c"] is not None]
    bound = [row for row in rows("usage") if row["binding"] == "declared"]
    assert sorted(row["step_id"] for row in bound) == sorted(declared)
    turns = {row["step_id"]: row["turn_id"] for row in rows("steps")}
    assert all(turns[row["step_id"]] == row["turn_id"] for row in bound)
    spans = {row["turn_id"]: (row["started_ms"], row["ended_ms"]) for row in rows("turns")}
    for row in rows("usage"):
        if row["binding"] == "time_window":
            started, ended = spans[row["turn_id"]]
            assert started <= row["at_ms"] <= ended
        if row["binding"] != "declared":
            assert row["step_id"] is None
    unbound = [row for row in rows("usage") if row["binding"] == "unbound"]
    assert len(unbound) < len(rows("usage")) / ORG.sessions_per_day * 10
