"""How a question is asked: its parameters, and the part of all sessions that it is about."""

import pytest

from rearview.analyses import ask, load_analysis
from rearview.analyses.scope import of_agents
from rearview.errors import ArgumentError
from tests.analyses.conftest import Frames
from tests.analyses.rows import some_rows

TOOLS, FEEDBACK, SLOWEST = map(load_analysis, ("tools", "feedback", "slowest"))


def test_parameters_have_defaults() -> None:
    """What isn't said is as the question declares it."""
    assert TOOLS.read({}) == {"by": (), "min_calls": 1, "limit": None}


def test_text_is_read_as_what_it_stands_for() -> None:
    """What people type is text: numbers, truths and lists of choices are read from it."""
    assert TOOLS.read({"by": "agent, day,agent", "min_calls": "3", "limit": 5}) == {
        "by": ("agent", "day"),
        "min_calls": 3,
        "limit": 5,
    }
    assert TOOLS.read({"by": ["day"], "limit": None})["by"] == ("day",)
    assert FEEDBACK.read({"negative": "True"})["negative"] is True
    assert FEEDBACK.read({"negative": False})["negative"] is False
    assert SLOWEST.read({"kind": "llm"})["kind"] == "llm"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"min_calls": "many"}, r"'many' is no value for min_calls\.\nHint: give a whole number"),
        ({"min_calls": None}, "None is no value for min_calls"),
        ({"limit": 0}, r"0 is too small for limit\.\nHint: give 1 or more"),
        ({"by": "colour"}, r"choice for by named colour\.\nHint: choose from: agent"),
        ({"colour": 1}, r"The question tools takes no colour\.\nHint: choose from: by, min_calls, limit"),
    ],
)
def test_what_makes_no_sense_is_refused(said: dict[str, object], message: str) -> None:
    """The error says what can be said instead."""
    with pytest.raises(ArgumentError, match=message):
        TOOLS.read(said)


def test_a_truth_is_true_or_false() -> None:
    """Other words are neither."""
    with pytest.raises(ArgumentError, match="true or false"):
        FEEDBACK.read({"negative": "perhaps"})


def test_a_question_without_parameters_takes_none() -> None:
    """There is nothing to choose from."""
    with pytest.raises(ArgumentError, match="leave it out"):
        load_analysis("reach").read({"by": "agent"})


def test_what_an_answer_is_broken_down_by_begins_it() -> None:
    """The chosen columns come first, in the order in which they were chosen."""
    names = [column.name for column in TOOLS.heads(by="day,agent")]
    assert names[:3] == ["day", "agent", "kind"]


def test_a_scope_is_the_sessions_of_some_agents(frames: Frames) -> None:
    """In every table the rows of their sessions are left, and no others; no agents are all agents."""
    rows = some_rows(17)
    own = {session.session_id for session in rows.sessions if session.agent in {"Sales", "ä"}}
    for engine, tables in frames(rows):
        for name, frame in of_agents(tables, ["Sales", "ä"]).items():
            left = engine.collect(frame.select("session_id").to_native())["session_id"].to_pylist()
            assert sorted(left) == sorted(
                row.session_id for row in getattr(rows, name) if row.session_id in own
            )
        assert of_agents(tables, []) == tables
    assert ask("volume", of_agents(tables, ["Sales"])).collect_schema().names()
