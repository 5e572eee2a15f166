"""How many sessions there are, how they end, and how long they wait."""

import pytest

from rearview.analyses import load_analysis
from rearview.model.tables import Rows, SessionRow, TurnRow
from tests.analyses.conftest import Asked
from tests.analyses.rows import some_rows
from tests.analyses.truth import day, grouped, keyed, known, mean, near, percentile

VOLUME, LENGTHS, OUTCOMES, ENDINGS, IDLE = map(
    load_analysis, ("volume", "lengths", "outcomes", "endings", "idle")
)
DECIDED = ("completed", "escalated", "abandoned", "failed", "timed_out")


@pytest.fixture(params=[5, 6])
def rows(request: pytest.FixtureRequest) -> Rows:
    """Some sessions, and some others."""
    return some_rows(request.param)


def test_volume_is_what_there_is(asked: Asked, rows: Rows) -> None:
    """Sessions and their rows are counted by agent and day; a session without an agent is in a group of its own."""
    tables = (
        rows.turns,
        rows.steps,
        rows.messages,
        rows.usage,
        rows.assessments,
        rows.moments,
        rows.participants,
    )
    answer = keyed(asked(VOLUME, rows, by="agent,day"), "agent", "day")
    groups = grouped(rows.sessions, lambda session: (session.agent, day(session.started_ms)))
    assert answer.keys() == groups.keys()
    for key, sessions in groups.items():
        ids = {session.session_id for session in sessions}
        row = answer[key]
        steps = sum(step.session_id in ids for step in rows.steps)
        turns = sum(turn.session_id in ids and turn.kind != "system" for turn in rows.turns)
        others = sum(record.session_id in ids for table in tables[1:] for record in table)
        assert (row["sessions"], row["turns"], row["steps"]) == (len(ids), turns, steps)
        assert row["records"] == len(ids) + turns + others
        assert row["steps_per_session"] == steps / len(ids)
        assert row["mean_ms"] == mean(session.duration_ms for session in sessions)
        assert row["first_ms"] == min(known(session.started_ms for session in sessions), default=None)


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("day", ["2026-01-27", "2026-01-28"]),
        ("week", ["2026-01-26", "2026-01-26"]),
        ("hour", ["00:00", "23:00"]),
        ("weekday", ["Tuesday", "Wednesday"]),
    ],
)
def test_times_are_told_as_people_tell_them(asked: Asked, by: str, told: list[str]) -> None:
    """A session of the last millisecond of a day isn't one of the next day; groups of times come in their order."""
    midnight = 1_769_558_400_000
    rows = Rows(
        sessions=(
            SessionRow(source="test", session_id="a", started_ms=midnight),
            SessionRow(source="test", session_id="b", started_ms=midnight - 1),
        )
    )
    assert [row[by] for row in asked(VOLUME, rows, by=by)] == sorted(set(told))


def test_sessions_by_their_number_of_turns(asked: Asked, rows: Rows) -> None:
    """The system's own turns don't count, and a session without turns has none."""
    turns = {session.session_id: 0 for session in rows.sessions}
    for turn in rows.turns:
        if turn.session_id in turns and turn.kind != "system":
            turns[turn.session_id] += 1
    counted = {number: list(turns.values()).count(number) for number in turns.values()}
    answer = asked(LENGTHS, rows)
    assert [(row["turns"], row["sessions"]) for row in answer] == sorted(counted.items())
    assert [row["share"] for row in answer] == [row["sessions"] / len(turns) for row in answer]


def test_rates_are_of_what_is_known(asked: Asked, rows: Rows) -> None:
    """Unknown and open are answers of their own: no rate counts them."""
    answer = keyed(asked(OUTCOMES, rows), "agent")
    for key, sessions in grouped(rows.sessions, lambda session: (session.agent,)).items():
        ended: list[str] = [session.outcome or "unknown" for session in sessions]
        row = answer[key]
        assert all(row[outcome] == ended.count(outcome) for outcome in (*DECIDED, "open", "unknown"))
        decided = sum(outcome in DECIDED for outcome in ended)
        assert row["completion_rate"] == (ended.count("completed") / decided if decided else None)
        assert row["unknown_share"] == ended.count("unknown") / len(ended)


def test_an_org_that_records_nothing_has_no_rates(asked: Asked) -> None:
    """Where every end is unknown the rates are unknown too, and never zero."""
    sessions = tuple(SessionRow(source="test", session_id=id_, outcome="unknown") for id_ in "abc")
    (row,) = asked(OUTCOMES, Rows(sessions=sessions))
    assert (row["unknown"], row["unknown_share"], row["completion_rate"]) == (3, 1.0, None)


def test_a_session_counts_for_each_of_its_topics(asked: Asked, rows: Rows) -> None:
    """By topic, a session is counted once for every topic that it went through."""
    went = {(turn.session_id, turn.topic) for turn in rows.turns}
    for row in asked(OUTCOMES, rows, by="topic"):
        ids = {session.session_id for session in rows.sessions}
        through = {id_ for id_ in ids if (id_, row["topic"]) in went}
        if row["topic"] is None:
            through |= ids - {id_ for id_, _ in went}
        assert row["sessions"] == len(through)


@pytest.mark.parametrize(
    ("session", "derived_from"),
    [
        ({"outcome": "unknown", "end_type": "NGC"}, None),
        ({"outcome": None, "end_type": "NGC"}, None),
        ({"outcome": "open"}, "no_end"),
        ({"outcome": "completed", "end_type": "USER_ENDED"}, "end_type"),
        ({"outcome": "escalated", "end_type": "USER_ENDED"}, "participants"),
        ({"outcome": "escalated", "end_type": "Escalated"}, "end_type"),
        ({"outcome": "escalated"}, "participants"),
        ({"outcome": "failed", "error": "it broke"}, "error"),
        ({"outcome": "completed"}, "recorder"),
    ],
)
def test_an_outcome_says_what_it_rests_on(
    asked: Asked, session: dict[str, str], derived_from: str | None
) -> None:
    """What was derived is told apart from what was recorded."""
    (row,) = asked(ENDINGS, Rows(sessions=(SessionRow(source="test", session_id="s", **session),)))  # type: ignore[arg-type]
    assert (row["derived_from"], row["sessions"], row["share"]) == (derived_from, 1, 1.0)
    assert row["end_type"] == session.get("end_type")


def test_sessions_wait_where_no_turn_is_under_way(asked: Asked, rows: Rows) -> None:
    """What turns take is taken off a session's time; turns that overlap leave nothing, and not less than nothing."""
    waits = {}
    for session in rows.sessions:
        took = known(turn.duration_ms for turn in rows.turns if turn.session_id == session.session_id)
        if session.duration_ms is not None and took:
            waits[session.session_id] = max(0, session.duration_ms - sum(took))
    (row,) = asked(IDLE, rows)
    assert (row["sessions"], row["mean_ms"]) == (len(waits), mean(waits.values()))
    assert near(row["p90_ms"], percentile(waits.values(), 90))


def test_a_turn_that_nobody_timed_says_nothing_of_waiting(asked: Asked) -> None:
    """Where no turn has a duration, the wait is unknown."""
    rows = Rows(
        sessions=(SessionRow(source="test", session_id="s", duration_ms=100),),
        turns=(TurnRow(source="test", session_id="s", turn_id="t"),),
    )
    assert asked(IDLE, rows) == []
