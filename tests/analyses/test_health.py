"""What is missing from the trace, and which tables lag behind."""

from dataclasses import replace

import pytest

from rearview.analyses import load_analysis
from rearview.analyses.gaps import NAMES, lacking
from rearview.model.tables import TABLES, Rows, SessionRow, StepRow, TurnRow, UsageRow
from tests.analyses.conftest import Asked, Frames
from tests.analyses.rows import some_rows
from tests.analyses.truth import grouped, keyed, known

HEALTH, REACH = map(load_analysis, ("health", "reach"))
ROWS = some_rows(16)
SILENT = ROWS.turns[0].session_id
"""A session of which there are turns, but none with its user."""
ROWS = replace(
    ROWS, turns=tuple(replace(t, kind="system") if t.session_id == SILENT else t for t in ROWS.turns)
)


def _lacking() -> dict[str, list[str]]:
    """Return by gap the session of every row that has it."""
    sessions, steps = ROWS.sessions, ROWS.steps
    own = [turn for turn in ROWS.turns if turn.kind != "system"]
    calls = [usage for usage in ROWS.usage if usage.kind == "llm"]
    stepped = {step.turn_id for step in steps}
    rows = {
        "turns": {turn.session_id for turn in own},
        "steps": {step.session_id for step in steps},
        "messages": {message.session_id for message in ROWS.messages},
        "verdicts": {verdict.session_id for verdict in ROWS.assessments},
    }
    told: dict[str, list[SessionRow | TurnRow | StepRow | UsageRow]] = {
        **{
            f"sessions_without_{name}": [s for s in sessions if s.session_id not in rows[name]]
            for name in rows
        },
        "sessions_without_agent": [s for s in sessions if s.agent is None],
        "sessions_without_version": [s for s in sessions if s.agent_version is None],
        "sessions_without_channel": [s for s in sessions if s.channel is None],
        "sessions_without_start": [s for s in sessions if s.started_ms is None],
        "sessions_without_end": [s for s in sessions if s.ended_ms is None],
        "sessions_without_outcome": [s for s in sessions if s.outcome in {None, "unknown"}],
        "turns_without_steps": [turn for turn in own if turn.turn_id not in stepped],
        "turns_without_topic": [turn for turn in own if turn.topic is None],
        "turns_without_duration": [turn for turn in own if turn.duration_ms is None],
        "steps_without_turn": [step for step in steps if step.turn_id is None],
        "steps_without_name": [step for step in steps if step.name is None],
        "steps_without_duration": [step for step in steps if step.duration_ms is None],
        "steps_never_finished": [step for step in steps if step.status == "open"],
        "failures_without_reason": [s for s in steps if s.status == "failed" and s.error is None],
        "calls_without_tokens": [c for c in calls if c.tokens_in is None and c.tokens_out is None],
        "calls_without_cost": [call for call in calls if call.cost_usd is None],
        "calls_without_step": [call for call in calls if call.step_id is None],
    }
    return {gap: [row.session_id for row in rows] for gap, rows in told.items()}


def test_gaps_are_counted(asked: Asked) -> None:
    """Each gap out of all that could have it."""
    answer = keyed(asked(HEALTH, ROWS), "gap")
    assert {gap: row["missing"] for (gap,), row in answer.items()} == {
        gap: len(ids) for gap, ids in _lacking().items()
    }
    of = {"sessions": len(ROWS.sessions), "steps": len(ROWS.steps), "failures": len(ROWS.steps)}
    of["turns"] = sum(turn.kind != "system" for turn in ROWS.turns)
    of["calls"] = sum(usage.kind == "llm" for usage in ROWS.usage)
    assert all(row["of"] == of[gap.partition("_")[0]] for (gap,), row in answer.items())


@pytest.mark.parametrize("gap", NAMES)
def test_gaps_lead_to_their_sessions(gap: str, frames: Frames) -> None:
    """What is counted can be looked at: the session of every row that lacks something."""
    expected = _lacking()[gap]
    assert gap != "sessions_without_turns" or SILENT in expected
    assert expected or gap == "sessions_without_start"
    for engine, tables in frames(ROWS):
        found = engine.collect(lacking(gap, tables).to_native())
        assert sorted(found.column("session_id").to_pylist()) == sorted(expected)


def test_gaps_belong_to_the_agent_of_their_session(asked: Asked) -> None:
    """Turns and steps are told by the agent of their session, strays among those without one."""
    agents = {session.session_id: session.agent for session in ROWS.sessions}
    answer = keyed(asked(HEALTH, ROWS, by="agent"), "agent", "gap")
    for (agent,), steps in grouped(ROWS.steps, lambda step: (agents.get(step.session_id),)).items():
        row = answer[agent, "steps_without_name"]
        assert (row["missing"], row["of"]) == (sum(step.name is None for step in steps), len(steps))


def test_each_table_reaches_so_far(asked: Asked) -> None:
    """The oldest and the newest row, and how far behind the newest of all that is; a table without rows says so."""
    rows = Rows(sessions=ROWS.sessions, steps=ROWS.steps, messages=ROWS.messages)
    newest = max(known([*(s.started_ms for s in rows.sessions), *(m.sent_ms for m in rows.messages)]))
    answer = asked(REACH, rows)
    assert [row["table"] for row in answer] == list(TABLES)
    for row in answer:
        held = getattr(rows, row["table"])
        times = known(getattr(each, TABLES[row["table"]].time) for each in held)
        assert (row["rows"], row["undated"]) == (len(held), len(held) - len(times))
        assert (row["first_ms"], row["last_ms"]) == ((min(times), max(times)) if times else (None, None))
        assert row["behind_ms"] == (newest - max(times) if times else None)
