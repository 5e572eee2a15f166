"""What the recipes about sessions, turns and steps should answer, worked out in Python from what the org recorded."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from tests.library.expected.org import (
    EMPTY,
    Expected,
    Row,
    by,
    counted,
    failed,
    mean,
    or_none,
    rows,
    seconds,
    steps,
    turns,
)

NOON = datetime(2026, 2, 1, 12, tzinfo=UTC)
BADLY = {"ESCALATED", "FAILED", "ABANDONED", "TRANSFERRED", "TIMEOUT"}


def _session_of(step: Row) -> Any:
    return by("interactions", "Id")[step["AiAgentInteractionId"]][0]["AiAgentSessionId"]


def _recent(days: int) -> int:
    since = datetime.now(UTC).date() - timedelta(days=days)
    return sum(
        row["StartTimestamp"] is not None and row["StartTimestamp"].date() >= since
        for row in rows("sessions")
    )


def _all_of_a_session(session: Row) -> tuple[Any, ...]:
    held = by("interactions", "AiAgentSessionId")[session["Id"]]
    messages = sum(len(by("messages", "AiAgentInteractionId")[turn["Id"]]) for turn in held)
    folders = ("participants", "moments")
    parties, moments = (len(by(folder, "AiAgentSessionId")[session["Id"]]) for folder in folders)
    return session["Id"], parties, len(held), messages, moments


def _whole_session() -> list[tuple[Any, ...]]:
    found = []
    for session in rows("sessions"):
        for turn in or_none(by("interactions", "AiAgentSessionId")[session["Id"]]):
            done = by("steps", "AiAgentInteractionId")[turn["Id"]] if turn else []
            held = (session["Id"], turn and turn["Id"], turn and turn["TopicApiName"])
            found += [(*held, step and step["Id"], step and step["Name"]) for step in or_none(done)]
    return found


def _details() -> list[tuple[Any, ...]]:
    found = set()
    for party in rows("participants"):
        for turn in by("interactions", "AiAgentSessionId")[party["AiAgentSessionId"]]:
            done, said = (by(folder, "AiAgentInteractionId")[turn["Id"]] for folder in ("steps", "messages"))
            role = party["AiAgentSessionParticipantRole"]
            if done:
                found.add((party["AiAgentSessionId"], role, turn["Id"], len(done), len(said)))
    return list(found)


def _statistics() -> list[tuple[Any, ...]]:
    took = Counter(_session_of(step) for step in rows("steps"))
    had = Counter(turn["AiAgentSessionId"] for turn in turns())
    return [(row["Id"], had[row["Id"]], took[row["Id"]], seconds(row)) for row in rows("sessions")]


def _in_order(session: str, held: list[Row]) -> list[Row]:
    mine = [row for row in held if row["AiAgentSessionId"] == session and row["StartTimestamp"]]
    return sorted(mine, key=lambda row: (row["StartTimestamp"], row["Id"]))


def _timeline() -> list[tuple[Any, ...]]:
    return [
        (session, row["Id"], place)
        for session, held in by("interactions", "AiAgentSessionId").items()
        for place, row in enumerate(_in_order(session, held), start=1)
    ]


def _routing() -> list[tuple[Any, ...]]:
    return counted(
        (one["TopicApiName"], other["TopicApiName"])
        for session, held in by("interactions", "AiAgentSessionId").items()
        for one, other in pairwise(_in_order(session, [row for row in held if row in turns()]))
        if one["TopicApiName"] != other["TopicApiName"]
    )


def _topics_of_sessions() -> dict[Any, set[Any]]:
    topics: dict[Any, set[Any]] = {}
    for turn in turns():
        if turn["TopicApiName"] not in {None, "NOT_SET"}:
            topics.setdefault(turn["AiAgentSessionId"], set()).add(turn["TopicApiName"])
    return topics


def _depths() -> list[tuple[Any, ...]]:
    depths: list[int] = []
    level, depth = [step for step in rows("steps") if step["PrevStepId"] in EMPTY - {"None"}], 1
    while level:
        depths += [depth] * len(level)
        level, depth = [after for step in level for after in by("steps", "PrevStepId")[step["Id"]]], depth + 1
    return counted(depths)


def _by_action(name: str) -> tuple[int, int]:
    calls = [step for step in steps("ACTION_STEP") if step["Name"] == name]
    return len(calls), sum(map(failed, calls))


def _actions() -> set[str]:
    return {step["Name"] for step in steps("ACTION_STEP")}


def _prompts() -> list[tuple[Any, ...]]:
    calls = counted(step["Name"] for step in steps("LLM_STEP"))
    return [
        (name, count, mean(seconds(step) for step in steps("LLM_STEP") if step["Name"] == name))
        for name, count in calls
    ]


SESSIONS: dict[str, Expected] = {
    "sessions_since": lambda: [
        (row["Id"], row["StartTimestamp"], row["EndTimestamp"], row["AiAgentSessionEndType"])
        for row in rows("sessions")
        if row["StartTimestamp"] and row["StartTimestamp"] >= NOON
    ],
    "sessions_of_recent_days": lambda: [(_recent(7), _recent(36500))],
    "sessions_by_day": lambda: counted(
        row["StartTimestamp"] and row["StartTimestamp"].date() for row in rows("sessions")
    ),
    "sessions_by_hour": lambda: counted(
        row["StartTimestamp"].hour for row in rows("sessions") if row["StartTimestamp"]
    ),
    "sessions_by_participant": lambda: counted(
        agent
        for agent, _ in {
            (row["AiAgentApiName"], row["AiAgentSessionId"])
            for row in rows("participants")
            if row["AiAgentApiName"] not in {None, "NOT_SET"}
        }
    ),
    "sessions_that_ended_badly": lambda: [
        (row["Id"], row["AiAgentSessionEndType"])
        for row in rows("sessions")
        if (row["AiAgentSessionEndType"] or "").upper() in BADLY
    ],
    "end_types": lambda: counted(row["AiAgentSessionEndType"] for row in rows("sessions")),
    "overview": lambda: [
        (row["Id"], row["AiAgentChannelType"], None if seconds(row) is None else (seconds(row) or 0) / 60)
        for row in rows("sessions")
    ],
    "all_entities_of_sessions": lambda: map(_all_of_a_session, rows("sessions")),
    "whole_session": _whole_session,
    "session_details": _details,
    "session_statistics": _statistics,
    "session_insights": lambda: [
        *(
            (row["AiAgentSessionId"], row["MessageSentTimestamp"], row["AiAgentInteractionMessageType"])
            for row in rows("messages")
        ),
        *((_session_of(step), step["StartTimestamp"], step["Name"]) for step in rows("steps")),
    ],
    "topics": lambda: [
        (topic, count, len({turn["AiAgentSessionId"] for turn in turns() if turn["TopicApiName"] == topic}))
        for topic, count in counted(turn["TopicApiName"] for turn in turns())
        if count > 1
    ],
    "topic_switches": lambda: [
        (session, len(topics)) for session, topics in _topics_of_sessions().items() if len(topics) > 1
    ],
    "topic_routing": _routing,
    "turns_of_sessions": lambda: [
        (row["Id"], sum(turn["AiAgentSessionId"] == row["Id"] for turn in turns()))
        for row in rows("sessions")
    ],
    "turns_of_channel": lambda: [
        (turn["Id"], turn["TopicApiName"])
        for session in by("sessions", "AiAgentChannelType")["Voice"]
        for turn in by("interactions", "AiAgentSessionId")[session["Id"]]
    ],
    "long_sessions": lambda: [
        (session, count)
        for session, count in counted(turn["AiAgentSessionId"] for turn in turns())
        if count > 3
    ],
    "timeline": _timeline,
    "transcripts": lambda: [
        (row["AiAgentInteractionId"], row["AiAgentInteractionMessageType"], row["ContentText"])
        for row in rows("messages")
    ],
    "actions": lambda: counted(step["Name"] for step in steps("ACTION_STEP")),
    "top_actions": lambda: [(name, *_by_action(name)) for name in _actions()],
    "action_failure_rate": lambda: [
        (name, calls, failures, 100 * failures / calls)
        for name in _actions()
        for calls, failures in [_by_action(name)]
    ],
    "knowledge_calls": lambda: [
        (step["Id"], step["OutputValueText"])
        for step in steps("ACTION_STEP")
        if "knowledge" in step["Name"].lower()
    ],
    "steps_with_errors": lambda: [
        (step["Id"], step["Name"], step["ErrorMessageText"]) for step in rows("steps") if failed(step)
    ],
    "steps_by_type": lambda: counted(step["AiAgentInteractionStepType"] for step in rows("steps")),
    "errors_by_topic": lambda: counted(
        by("interactions", "Id")[step["AiAgentInteractionId"]][0]["TopicApiName"]
        for step in rows("steps")
        if failed(step)
    ),
    "step_chain": _depths,
    "prompt_latency": _prompts,
    "common_prompts": lambda: [
        (count,) for _, count in Counter(step["Name"] for step in steps("LLM_STEP")).most_common(5)
    ],
}
