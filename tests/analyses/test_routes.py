"""Which way sessions take: through topics, and from call to call."""

import pytest

from rearview.analyses import load_analysis
from rearview.model.tables import Rows, StepRow, TurnRow
from tests.analyses.conftest import Asked
from tests.analyses.rows import some_rows
from tests.analyses.truth import grouped, keyed, known, mean

TOPICS, TRANSITIONS, SWITCHES, SEQUENCES = map(
    load_analysis, ("topics", "transitions", "switches", "sequences")
)


@pytest.fixture(params=[8, 9])
def rows(request: pytest.FixtureRequest) -> Rows:
    """Some sessions, and some others."""
    return some_rows(request.param)


def exchanges(rows: Rows) -> list[TurnRow]:
    """Return the turns that aren't the system's own."""
    return [turn for turn in rows.turns if turn.kind != "system"]


def turn_order(turn: TurnRow) -> tuple[int, int, str]:
    """Return what puts turns in order; what has no time or number comes first."""
    return turn.started_ms or 0, -1 if turn.turn_index is None else turn.turn_index, turn.turn_id


def step_order(step: StepRow) -> tuple[int, int, str]:
    """Return what puts steps in order; what has no time or number comes first."""
    return step.started_ms or 0, -1 if step.step_index is None else step.step_index, step.step_id


def ways(rows: Rows) -> dict[str, list[str]]:
    """Return the topics of each session in their order."""
    told = [turn for turn in exchanges(rows) if turn.topic is not None]
    return {
        id_: [turn.topic or "" for turn in sorted(turns, key=turn_order)]
        for (id_,), turns in grouped(told, lambda turn: (turn.session_id,)).items()
    }


def pairs(way: list[str]) -> list[tuple[str | None, str]]:
    """Return each stop with the one before it."""
    return list(zip([None, *way], way, strict=False))


def test_topics_take_turns(asked: Asked, rows: Rows) -> None:
    """Turns and sessions are counted by topic, those without a topic apart."""
    groups = grouped(exchanges(rows), lambda turn: (turn.topic,))
    answer = keyed(asked(TOPICS, rows), "topic")
    assert answer.keys() == groups.keys()
    for key, turns in groups.items():
        row = answer[key]
        sessions = {turn.session_id for turn in turns}
        assert (row["turns"], row["sessions"]) == (len(turns), len(sessions))
        assert row["turns_per_session"] == len(turns) / len(sessions)
        assert row["share"] == len(turns) / len(exchanges(rows))
        assert row["mean_ms"] == mean(turn.duration_ms for turn in turns)


def test_sessions_go_from_topic_to_topic(asked: Asked, rows: Rows) -> None:
    """Every turn is reached from the one before it in its session, the first from nowhere."""
    steps = [pair for way in ways(rows).values() for pair in pairs(way)]
    answer = keyed(asked(TRANSITIONS, rows), "from_topic", "to_topic")
    assert {key: row["times"] for key, row in answer.items()} == {pair: steps.count(pair) for pair in steps}
    for (before, after), row in answer.items():
        assert row["share"] == steps.count((before, after)) / sum(first == before for first, _ in steps)


def test_sessions_that_switch(asked: Asked, rows: Rows) -> None:
    """A switch is a topic that isn't the one before it; coming back is one too."""
    switched = {
        id_: sum(before is not None and before != after for before, after in pairs(way))
        for id_, way in ways(rows).items()
    }
    answer = keyed(asked(SWITCHES, rows, at_least=2), "session_id")
    assert {id_: row["switches"] for (id_,), row in answer.items()} == {
        id_: times for id_, times in switched.items() if times >= 2
    }
    assert all(row["topics"] == len(set(ways(rows)[id_])) for (id_,), row in answer.items())


def test_turns_of_one_moment_have_an_order(asked: Asked) -> None:
    """Where times are the same, the recorded number decides."""
    turns = tuple(
        TurnRow(source="t", session_id="s", turn_id=id_, turn_index=number, topic=topic, started_ms=5)
        for id_, number, topic in (("z", 0, "A"), ("y", 1, "B"), ("x", 2, "A"))
    )
    answer = asked(TRANSITIONS, Rows(turns=turns))
    assert {(row["from_topic"], row["to_topic"]) for row in answer} == {(None, "A"), ("A", "B"), ("B", "A")}


def test_which_call_follows_which(asked: Asked, rows: Rows) -> None:
    """Calls are followed through a whole session, across its turns."""
    calls = [step for step in rows.steps if step.kind in {"tool", "agent"} and step.name is not None]
    steps = [
        pair
        for made in grouped(calls, lambda step: (step.session_id,)).values()
        for pair in pairs([step.name or "" for step in sorted(made, key=step_order)])
    ]
    answer = keyed(asked(SEQUENCES, rows), "previous", "name")
    assert {key: row["times"] for key, row in answer.items()} == {pair: steps.count(pair) for pair in steps}
    assert known(row["share"] for row in answer.values())


def test_a_sessions_first_call_follows_none(asked: Asked) -> None:
    """Two sessions are not one after the other."""
    steps = tuple(
        StepRow(source="t", session_id=id_, step_id="x", kind="tool", name="a", started_ms=1) for id_ in "pq"
    )
    assert [(row["previous"], row["times"]) for row in asked(SEQUENCES, Rows(steps=steps))] == [(None, 2)]
