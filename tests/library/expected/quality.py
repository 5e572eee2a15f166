"""What the recipes about quality, tokens, moments and tags should answer, worked out in Python."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from tests.library.expected.org import Expected, Row, by, counted, mean, or_none, rows, seconds, steps

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
GOOD = {"GOOD", "UP"}
VALIDATIONS = ("AiCopilot__ReactValidationPrompt", "Atlas__GroundednessValidationPrompt")


def _found(detector: str) -> list[Row]:
    return by("content_categories", "detectorType")[detector]


def _steps_of(generation: str) -> list[Row]:
    return by("steps", "GenerationId")[generation]


def _session_of(step: Row) -> Any:
    return by("interactions", "Id")[step["AiAgentInteractionId"]][0]["AiAgentSessionId"]


def _toxic() -> list[tuple[Any, ...]]:
    return [
        (_session_of(step), quality["contentType"], row["category"], float(row["value"]))
        for row in _found("TOXICITY")
        if row["category"] != "safety_score" and float(row["value"]) >= 0.5
        for quality in by("content_quality", "id")[row["parent"]]
        for step in _steps_of(quality["parent"])
    ]


def _shares() -> list[tuple[Any, ...]]:
    every = Counter(row["detectorType"] for row in rows("content_categories"))
    found = counted((row["detectorType"], row["category"]) for row in rows("content_categories"))
    return [(detector, category, count, count / every[detector]) for detector, category, count in found]


def _by_model(model: Any) -> tuple[Any, ...]:
    held = by("gateway_requests", "model")[model]
    sums = (sum(row[name] for row in held) for name in ("promptTokens", "completionTokens", "totalTokens"))
    return model, *sums, len(held)


def _bindings() -> list[tuple[Any, ...]]:
    return [
        (step["Id"], request["model"], request["totalTokens"])
        for step in rows("steps")
        for generation in by("generations", "generationId")[step["GenerationId"]]
        for response in by("gateway_responses", "generationResponseId")[generation["generationResponseId"]]
        for request in by("gateway_requests", "gatewayRequestId")[response["generationRequestId"]]
    ]


def _feedback_of_steps() -> list[tuple[Any, ...]]:
    return [
        (step["Id"], generation["responseText"], feedback["feedback"])
        for feedback in rows("feedback")
        for generation in by("generations", "generationId")[feedback["generationId"]]
        for step in _steps_of(generation["generationId"])
    ]


def _tagged() -> list[tuple[Row, Row]]:
    """Return the moments that are tagged, each with its tag."""
    return [
        (moment, tag)
        for given in rows("tag_associations")
        for moment in by("moments", "Id")[given["AiAgentMomentId"]]
        for tag in by("tags", "Id")[given["AiAgentTagId"]]
    ]


def _ratings() -> list[tuple[Any, ...]]:
    scored = {row["Id"] for row in by("tag_definitions", "DataType")["Integer"]}
    rated: dict[Any, list[int]] = {}
    for moment, tag in _tagged():
        if tag["AiAgentTagDefinitionId"] in scored:
            rated.setdefault(moment["AiAgentApiName"], []).append(int(tag["Value"]))
    return [(agent, len(scores), mean(scores)) for agent, scores in rated.items()]


def _sessions_with_moments() -> list[tuple[Any, ...]]:
    return [
        (
            session["Id"],
            moment and moment["Id"],
            len(by("moment_interactions", "AiAgentMomentId")[moment["Id"]]) if moment else 0,
        )
        for session in rows("sessions")
        for moment in or_none(by("moments", "AiAgentSessionId")[session["Id"]])
    ]


def _spans(name: Any) -> tuple[Any, ...]:
    spans = by("trace_spans", "OperationName")[name]
    return name, len(spans), max(float(span["DurationNumber"]) for span in spans) / 1_000_000


def _durations() -> list[tuple[Any, ...]]:
    took = [
        _ms(row["EndTimestamp"]) - _ms(row["StartTimestamp"])
        for row in rows("sessions")
        if seconds(row) is not None
    ]
    return [(mean(took), median(took), max(took))]


def _ms(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


QUALITY: dict[str, Expected] = {
    "toxic_text": _toxic,
    "low_adherence": lambda: [
        (row["parent"], step and step["Id"])
        for row in _found("InstructionAdherence")
        if row["category"] == "Low"
        for step in or_none(_steps_of(row["parent"]))
    ],
    "unresolved_tasks": lambda: [
        (row["parent"], row["category"])
        for row in _found("TaskResolution")
        if row["category"] != "FULLY_RESOLVED"
    ],
    "personal_data": lambda: [
        (kind, count, len({row["parent"] for row in _found("PII") if row["category"] == kind}))
        for kind, count in counted(row["category"] for row in _found("PII"))
    ],
    "prompt_attacks": lambda: [
        (row["parent"], float(row["value"]))
        for row in _found("PROMPT_DEFENSE")
        if row["category"] == "isPromptAttackDetected" and float(row["value"]) >= 0.5
    ],
    "ungrounded": lambda: [
        (_session_of(step), step["Id"], step["Name"])
        for step in rows("steps")
        if step["Name"] in VALIDATIONS and "UNGROUNDED" in (step["OutputValueText"] or "")
    ],
    "quality_dashboard": _shares,
    "knowledge_gaps": lambda: [
        (row["RetrieverApiName"], row["UserUtteranceText"], row["FaithfulnessRelevancyScoreNumber"])
        for row in rows("retriever_metrics")
        if row["FaithfulnessRelevancyScoreNumber"] < 0.8
    ],
    "tokens_by_model": lambda: map(_by_model, {row["model"] for row in rows("gateway_requests")}),
    "prompt_templates": lambda: [
        (
            name,
            count,
            mean(row["totalTokens"] for row in by("gateway_requests", "promptTemplateDevName")[name]),
        )
        for name, count in counted(row["promptTemplateDevName"] for row in rows("gateway_requests"))
    ],
    "unguarded_requests": lambda: counted(
        (row["enableInputSafetyScoring"], row["enableOutputSafetyScoring"], row["enablePiiMasking"])
        for row in rows("gateway_requests")
    ),
    "largest_requests": lambda: [
        (tokens,)
        for tokens in sorted((row["totalTokens"] for row in rows("gateway_requests")), reverse=True)[:20]
    ],
    "gateway_sessions": lambda: counted(
        row["sessionId"].replace('"', "")
        for row in rows("gateway_requests")
        if row["sessionId"] != '"no_session"'
    ),
    "call_bindings": _bindings,
    "feedback": lambda: counted("good" if row["feedback"] in GOOD else "bad" for row in rows("feedback")),
    "feedback_details": lambda: [
        (row["feedback"], detail and detail["feedbackText"])
        for row in rows("feedback")
        for detail in or_none(by("feedback_details", "parent")[row["feedbackId"]])
    ],
    "feedback_of_steps": _feedback_of_steps,
    "sessions_of_an_agent": lambda: {
        (session["Id"], session["StartTimestamp"])
        for moment in by("moments", "AiAgentApiName")["Customer_Support_Agent"]
        for session in by("sessions", "Id")[moment["AiAgentSessionId"]]
    },
    "sessions_by_agent": lambda: counted(
        agent for agent, _ in {(row["AiAgentApiName"], row["AiAgentSessionId"]) for row in rows("moments")}
    ),
    "tag_definitions": lambda: [
        (row["DeveloperName"], row["DataType"], row["Status"]) for row in rows("tag_definitions")
    ],
    "tag_values": lambda: [
        (definition["DeveloperName"], tag["Value"])
        for tag in rows("tags")
        for definition in by("tag_definitions", "Id")[tag["AiAgentTagDefinitionId"]]
    ],
    "tagged_sessions": lambda: {(moment["AiAgentSessionId"], tag["Value"]) for moment, tag in _tagged()},
    "tag_distribution": lambda: counted(
        tag["Value"] for given in rows("tag_associations") for tag in by("tags", "Id")[given["AiAgentTagId"]]
    ),
    "tags_by_agent": lambda: counted((moment["AiAgentApiName"], tag["Value"]) for moment, tag in _tagged()),
    "quality_ratings": _ratings,
    "turns_of_moments": lambda: [
        (row["AiAgentMomentId"], row["AiAgentInteractionId"])
        for row in rows("moment_interactions")
        if by("moments", "Id")[row["AiAgentMomentId"]]
    ],
    "turn_counts_of_moments": lambda: counted(
        count for _, count in counted(row["AiAgentMomentId"] for row in rows("moment_interactions"))
    ),
    "sessions_with_moments": _sessions_with_moments,
    "slow_spans": lambda: map(_spans, {row["OperationName"] for row in rows("trace_spans")}),
    "canonical_weekdays": lambda: counted(
        f"{row['StartTimestamp']:%A}" for row in rows("sessions") if row["StartTimestamp"]
    ),
    "canonical_durations": _durations,
    "canonical_message_lengths": lambda: [
        (role, len(held), max(len(row["ContentText"]) for row in held))
        for role, type_ in (("user", "Input"), ("agent", "Output"))
        for held in [by("messages", "AiAgentInteractionMessageType")[type_]]
    ],
    "canonical_with_data360": lambda: counted(
        (agent, session["AiAgentChannelType"])
        for agent, id_ in {
            (row["AiAgentApiName"], row["AiAgentSessionId"])
            for row in rows("participants")
            if row["AiAgentApiName"] not in {None, "NOT_SET"}
        }
        for session in by("sessions", "Id")[id_]
    ),
    "canonical_step_kinds": lambda: [(len(steps("LLM_STEP")), len(steps("ACTION_STEP")))],
}
