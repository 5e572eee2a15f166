"""How whole the trace of a session is."""

from typing import Any

import pytest

from rearview.library import load_session
from rearview.model.findings import findings
from rearview.model.shape import Shape, shapes
from tests.lakes import ORG, agentforce_lake
from tests.model.findings.plot import Plot


def shaped(plot: Plot, asked: str | None = None) -> list[str]:
    """Return the names of what is to be known of a session."""
    return [shape.name for shape in _shapes(plot, asked)]


def _shapes(plot: Plot, asked: str | None = None) -> tuple[Shape, ...]:
    tree = plot.tree()
    return shapes(tree, findings(tree), asked)


def agentforce(**session: Any) -> Plot:
    """A session of Agentforce."""
    return Plot(source="agentforce", **session)


def asking() -> Plot:
    """A session in which a model was asked."""
    plot = agentforce()
    plot.turn("Where is it?", "Here.")
    plot.usage(plot.step("llm", "Plan"), kind="llm", model="gpt")
    return plot


def test_complete() -> None:
    """Where a model was asked and its charge is there, nothing is known to be missing."""
    assert shaped(asking()) == ["complete"]


def test_interactions_that_have_not_come_in() -> None:
    """Of a session that is only a row, nothing has come in; and so it is where no more than its end has."""
    assert shaped(agentforce(mode="production")) == ["not_materialised"]
    ended = agentforce()
    ended.turn(kind="system")
    ended.step("end", "CLOSED")
    assert shaped(ended) == ["not_materialised"]


def test_gateway_rows_that_were_dropped() -> None:
    """Where models were called and no charge speaks of it, the gateway's rows are missing."""
    plot = agentforce()
    plot.turn("Where is it?", "Here.")
    plot.step("llm", "Plan")
    assert shaped(plot) == ["gateway_dropped"]


def test_previews() -> None:
    """A preview in which nothing was asked is no lack, whether or not its end was recorded."""
    assert shaped(agentforce(mode="preview")) == ["preview"]
    ended = agentforce(mode="preview")
    ended.turn(kind="system")
    ended.step("end", "CLOSED")
    assert shaped(ended) == ["preview"]


def test_sessions_without_a_model_call() -> None:
    """A greeting, and no more: it was over before a model was called; while it is open, that may still come."""
    plot = agentforce()
    plot.turn(said="Hello!")
    assert shaped(plot) == ["abandoned"]
    assert shaped(plot.ends(ended_ms=None)) == ["complete"]


def test_steps_that_are_missing() -> None:
    """Where a question has no steps, it can't be told what was called, and the lack is said as it is."""
    plot = agentforce()
    plot.turn("Where is it?", "Here.")
    (shape,) = _shapes(plot)
    assert (shape.name, shape.sentence) == ("incomplete", "The steps of 1 turn with a question aren't there.")
    assert shape.next_step


@pytest.mark.parametrize(
    ("asked", "names"), [("S", ["complete"]), ("other", ["child_tree"]), (None, ["complete"])]
)
def test_files_of_another_session(asked: str | None, names: list[str]) -> None:
    """A snapshot that doesn't hold the session it was found by holds that of a sub-agent."""
    plot = Plot(source="snapshots")
    plot.turn("Where is it?", "Here.")
    plot.step("llm", "Plan")
    assert shaped(plot, asked) == names


def test_a_messaging_session_is_no_other_session() -> None:
    """A session of Agentforce that was found by what it came in by is the one that was meant."""
    tree = asking().tree()
    assert [shape.name for shape in shapes(tree, findings(tree), "0Mw000000000001AAA")] == ["complete"]


@pytest.mark.parametrize(("story", "name"), [("success", "complete"), ("builder-preview", "preview")])
def test_the_stand_in(story: str, name: str) -> None:
    """Its sessions are as whole as their stories say."""
    planted = next(planted for planted in ORG.stories() if planted.story == story)
    tree = load_session(agentforce_lake(), planted.sessions[0])
    assert [shape.name for shape in shapes(tree, findings(tree))] == [name]
