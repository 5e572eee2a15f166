"""What every analysis promises, asked of each in turn, on every engine."""

import ast
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import rearview.analyses
from rearview.analyses import ANALYSES, load_analysis
from rearview.analyses.analysis import Analysis
from rearview.errors import ArgumentError
from rearview.model.tables import TABLES, Rows, StepRow

Asked = Callable[[Analysis, Rows], list[dict[str, Any]]]

PYTHON = {"text": str, "int": int, "float": float, "bool": bool}


@pytest.fixture(params=ANALYSES)
def question(request: pytest.FixtureRequest) -> Analysis:
    """Each analysis in turn."""
    return load_analysis(request.param)


words = st.none() | st.sampled_from(["a", "b", "ä", "A"])
steps = st.builds(
    StepRow,
    source=st.just("test"),
    session_id=st.sampled_from(["s1", "s2"]),
    step_id=st.text("xyz", min_size=1, max_size=4),
    turn_id=words,
    kind=st.none() | st.sampled_from(["llm", "tool", "agent", "other"]),
    name=words,
    namespace=words,
    status=st.none() | st.sampled_from(["ok", "failed", "open"]),
    started_ms=st.none() | st.integers(0, 10**6),
    duration_ms=st.none() | st.integers(-5, 10**6),
)


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.builds(Rows, steps=st.lists(steps, max_size=30).map(tuple)))
def test_engines_answer_alike(question: Analysis, asked: Asked, rows: Rows) -> None:
    """Whatever the rows and their order, every engine gives the same answer, in the declared columns and types."""
    for row in asked(question, rows):
        assert list(row) == [column.name for column in question.columns]
        for column in question.columns:
            assert type(row[column.name]) in {PYTHON[column.type], type(None)}


def test_no_rows_give_no_answer(question: Analysis, asked: Asked) -> None:
    """An empty lake has nothing to say, and that is no error."""
    assert asked(question, Rows()) == []


def test_rows_that_hold_nothing_break_nothing(question: Analysis, asked: Asked) -> None:
    """Rows whose every column that may be null is null are answered like any other."""
    asked(question, Rows(steps=(StepRow(source="test", session_id="s", step_id="a"),) * 3))


def test_an_analysis_says_what_it_is(question: Analysis) -> None:
    """A question ends with a question mark; it is its module's own sentence, and names real tables."""
    assert question.question.endswith("?")
    assert import_module(f"rearview.analyses.{question.name}").__doc__ == question.question
    assert set(question.tables) <= set(TABLES)
    assert len({column.name for column in question.columns}) == len(question.columns)
    assert all(column.meaning.endswith(".") for column in question.columns)


def test_every_analysis_is_in_the_list() -> None:
    """The list names the modules that declare an analysis, and those alone."""
    folder = Path(rearview.analyses.__file__).parent
    assert sorted(ANALYSES) == sorted(file.stem for file in folder.glob("*.py") if _declares(file))


def test_an_unknown_question_is_named() -> None:
    """The error says which questions there are."""
    with pytest.raises(
        ArgumentError, match=r"There is no question named weather\.\nHint: choose from: tools"
    ):
        load_analysis("weather")


def _declares(file: Path) -> bool:
    body = ast.parse(file.read_text(encoding="utf-8")).body
    names = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    return any(isinstance(name, ast.Name) and name.id == "ANALYSIS" for name in names)
