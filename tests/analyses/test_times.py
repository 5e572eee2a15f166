"""How long things take, and where a turn's time goes."""

import pytest

from rearview.analyses import load_analysis
from rearview.errors import ArgumentError
from rearview.model.tables import Rows, StepKind, StepRow, TurnRow
from tests.analyses.conftest import Asked
from tests.analyses.rows import some_rows
from tests.analyses.truth import grouped, keyed, known, mean, near, percentile, session_of

DURATIONS, TURN_TIME, SLOWEST = map(load_analysis, ("durations", "turn_time", "slowest"))
ROWS = some_rows(7)


@pytest.mark.parametrize("of", ["sessions", "turns", "steps"])
def test_durations_of_each_agent(asked: Asked, of: str) -> None:
    """Sessions, turns and steps are timed by the agent of their session; strays have none."""
    sessions = session_of(ROWS)
    groups = grouped(
        getattr(ROWS, of),
        lambda row: (sessions[row.session_id].agent if row.session_id in sessions else None,),
    )
    answer = keyed(asked(DURATIONS, ROWS, of=of, by="agent"), "agent")
    assert answer.keys() == groups.keys()
    for key, rows in groups.items():
        took = [row.duration_ms for row in rows]
        told = answer[key]
        assert (told["rows"], told["timed"]) == (len(rows), len(known(took)))
        assert (told["mean_ms"], told["longest_ms"]) == (mean(took), max(known(took), default=None))
        assert all(near(told[f"p{percent}_ms"], percentile(took, percent)) for percent in (50, 90, 95, 99))


def test_steps_are_timed_by_their_turns_topic(asked: Asked) -> None:
    """A step has the topic of its turn."""
    topics = {turn.turn_id: turn.topic for turn in ROWS.turns}
    groups = grouped(ROWS.steps, lambda step: (topics.get(step.turn_id or ""), step.kind))
    answer = keyed(asked(DURATIONS, ROWS, of="steps", by="topic,kind"), "topic", "kind")
    assert {key: row["rows"] for key, row in answer.items()} == {
        key: len(rows) for key, rows in groups.items()
    }


def test_what_a_thing_doesnt_have_it_cant_be_timed_by(asked: Asked) -> None:
    """Turns have no name; the error says what they can be broken down by."""
    with pytest.raises(ArgumentError, match=r"(?s)the by of turns named name.*topic"):
        asked(DURATIONS, ROWS, of="turns", by="name")


def test_where_a_turns_time_goes(asked: Asked) -> None:
    """Steps account for their time by kind; what is left of the turns is the rest."""
    whole = sum(known(turn.duration_ms for turn in ROWS.turns))
    spent = dict.fromkeys(("llm", "tool", "agent", "topic", "guardrail", "other"), 0)
    for step in ROWS.steps:
        if step.turn_id is not None:
            kind = step.kind if step.kind in spent else "other"
            spent[kind or "other"] += step.duration_ms or 0
    spent["rest"] = max(0, whole - sum(spent.values()))
    answer = keyed(asked(TURN_TIME, ROWS), "part")
    assert {part: row["spent_ms"] for (part,), row in answer.items()} == spent
    assert answer["llm",]["share"] == spent["llm"] / whole


def test_the_rest_is_what_no_step_accounts_for(asked: Asked) -> None:
    """Of a turn of 100 ms with a model call of 60 and a tool call of 30, ten are left."""
    kinds: tuple[tuple[StepKind, int], ...] = (("llm", 60), ("tool", 30))
    rows = Rows(
        turns=(TurnRow(source="test", session_id="s", turn_id="t", duration_ms=100),),
        steps=tuple(
            StepRow(source="test", session_id="s", step_id=kind, turn_id="t", kind=kind, duration_ms=took)
            for kind, took in kinds
        ),
    )
    parts = [(row["part"], row["spent_ms"], row["share"]) for row in asked(TURN_TIME, rows)]
    assert parts[:3] == [("llm", 60, 0.6), ("tool", 30, 0.3), ("rest", 10, 0.1)]


def test_the_slowest_come_first(asked: Asked) -> None:
    """As many as are wanted, of the kind that is wanted, each with the agent of its session."""
    sessions = session_of(ROWS)
    tools = [step for step in ROWS.steps if step.kind == "tool" and step.duration_ms is not None]
    answer = asked(SLOWEST, ROWS, kind="tool", limit=7)
    assert [row["duration_ms"] for row in answer] == sorted(
        known(step.duration_ms for step in tools), reverse=True
    )[:7]
    for row in answer:
        session = sessions.get(row["session_id"])
        assert row["agent"] == (session.agent if session else None)
