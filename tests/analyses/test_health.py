"""What is missing from the trace, and which tables lag behind."""

from rearview.analyses import load_analysis
from rearview.model.tables import TABLES, Rows
from tests.analyses.conftest import Asked
from tests.analyses.rows import some_rows
from tests.analyses.truth import grouped, keyed, known

HEALTH, REACH = map(load_analysis, ("health", "reach"))
ROWS = some_rows(16)


def test_gaps_are_counted(asked: Asked) -> None:
    """Each gap out of all that could have it."""
    answer = {gap: (row["missing"], row["of"]) for (gap,), row in keyed(asked(HEALTH, ROWS), "gap").items()}
    sessions, steps = ROWS.sessions, ROWS.steps
    own = [turn for turn in ROWS.turns if turn.kind != "system"]
    stepped = {step.turn_id for step in steps}
    talked = {message.session_id for message in ROWS.messages}
    calls = [usage for usage in ROWS.usage if usage.kind == "llm"]
    exchanged = {turn.session_id for turn in own}
    expected = {
        "sessions_without_turns": (sum(s.session_id not in exchanged for s in sessions), len(sessions)),
        "sessions_without_messages": (sum(s.session_id not in talked for s in sessions), len(sessions)),
        "sessions_without_agent": (sum(s.agent is None for s in sessions), len(sessions)),
        "sessions_without_end": (sum(s.ended_ms is None for s in sessions), len(sessions)),
        "sessions_without_outcome": (sum(s.outcome in {None, "unknown"} for s in sessions), len(sessions)),
        "turns_without_steps": (sum(turn.turn_id not in stepped for turn in own), len(own)),
        "turns_without_topic": (sum(turn.topic is None for turn in own), len(own)),
        "steps_without_turn": (sum(step.turn_id is None for step in steps), len(steps)),
        "steps_never_finished": (sum(step.status == "open" for step in steps), len(steps)),
        "failures_without_reason": (sum(s.status == "failed" and s.error is None for s in steps), len(steps)),
        "calls_without_cost": (sum(call.cost_usd is None for call in calls), len(calls)),
        "calls_without_step": (sum(call.step_id is None for call in calls), len(calls)),
    }
    assert expected.items() <= answer.items()


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
