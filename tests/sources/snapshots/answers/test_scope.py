"""Which part of a run a question is about."""

import pytest

from rearview.errors import NotFoundError
from rearview.sources.snapshots.answers.scope import EVERYTHING, Scope
from tests.sources.snapshots.written import call, laid_out, session, tool

RUN = laid_out(session(call(childSession=session(tool("t"), id_="abcdef", agentId="b")), agentId="a"))


def test_everything() -> None:
    """Nothing said is no limit."""
    assert EVERYTHING.of(RUN) is RUN


def test_an_agent() -> None:
    """An agent is meant by its name in any case, by its call's name, or by a part of a session's id."""
    for wanted in ("B", "agent__b", "bcde"):
        assert [step.step_id for step in Scope(agent=wanted).of(RUN).steps] == ["t"]
    with pytest.raises(NotFoundError, match="it has a, b"):
        Scope(agent="bcd").of(RUN)


def test_a_turn() -> None:
    """A turn is meant in every session that has one of that number."""
    assert len(Scope(turn="1").of(RUN).turns) == 2
    with pytest.raises(NotFoundError, match="it has 1"):
        Scope(turn="S1").of(RUN)
    with pytest.raises(NotFoundError, match="none at all"):
        Scope(turn="1").of(laid_out({"id": "s", "turns": []}))


def test_sub_agents_that_are_not_there() -> None:
    """A sub-agent that the file only names belongs to the part that its caller is in."""
    run = laid_out(session(call(childSessionRef={"sessionId": "x"}), agentId="a"))
    assert len(Scope(agent="a").of(run).absent) == 1
    assert Scope(turn="1").of(run).absent[0].session_id == "x"
