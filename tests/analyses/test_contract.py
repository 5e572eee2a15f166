"""What every analysis promises, asked of each in turn, on every engine."""

import ast
from importlib import import_module
from pathlib import Path
from typing import Any

import narwhals as nw
import pytest

import rearview.analyses
from rearview.analyses import ANALYSES, ask, load_analysis, tables_of
from rearview.analyses.analysis import Analysis, Column
from rearview.engines import open_engine
from rearview.engines.view import identity
from rearview.errors import ArgumentError
from rearview.model.tables import (
    TABLES,
    AssessmentRow,
    MessageRow,
    MomentRow,
    ParticipantRow,
    Rows,
    SessionRow,
    StepRow,
    TurnRow,
    UsageRow,
)
from tests.analyses.conftest import Asked, written
from tests.analyses.rows import some_rows

PYTHON = {"text": str, "int": int, "float": float, "bool": bool}
ROWS = some_rows(1)
NOTHING = Rows(
    sessions=(SessionRow(source="test", session_id="s"),),
    turns=(TurnRow(source="test", session_id="s", turn_id="t"),) * 2,
    steps=(StepRow(source="test", session_id="s", step_id="x"),) * 3,
    messages=(MessageRow(source="test", session_id="s", message_id="m"),),
    usage=(UsageRow(source="test", session_id="s"),) * 2,
    assessments=(AssessmentRow(source="test", session_id="s"),) * 2,
    moments=(MomentRow(source="test", session_id="s", moment_id="o"),),
    participants=(ParticipantRow(source="test", session_id="s", participant_id="p"),),
)
"""Rows whose every column that may be null is null."""


@pytest.fixture(params=ANALYSES)
def question(request: pytest.FixtureRequest) -> Analysis:
    """Each analysis in turn."""
    return load_analysis(request.param)


def ways(question: Analysis) -> list[dict[str, Any]]:
    """Return the ways in which a question is asked here: as it is, and broken down by many things at once."""
    choices = next((parameter.choices for parameter in question.parameters if parameter.columns), ())
    of = {"of": "steps"} if question.name == "durations" else {}
    return [{}, {**of, "by": ",".join(choices[::2])}] if choices else [{}]


def check(answer: list[dict[str, Any]], columns: tuple[Column, ...]) -> None:
    """Check that an answer has the columns that were declared, and nothing in them but what was declared."""
    for row in answer:
        assert list(row) == [column.name for column in columns]
        for column in columns:
            assert type(row[column.name]) in {PYTHON[column.type], type(None)}, column.name


def test_engines_answer_alike(question: Analysis, asked: Asked) -> None:
    """Whatever the rows and their order, every engine gives the same answer, in the declared columns and types."""
    for said in ways(question):
        check(asked(question, ROWS, **said), question.heads(**said))


@pytest.mark.xdist_group("spark")
def test_spark_answers_alike(tmp_path: Path) -> None:
    """PySpark gives the answers that Polars gives, to every question."""
    rows = some_rows(3, sessions=12, days=3)
    files = written(rows, tmp_path / "rows", shuffled=False)
    engines = [open_engine(name, [tmp_path]) for name in ("polars", "spark")]
    frames = [
        {name: nw.from_native(engine.view(identity(name), files[name])) for name in TABLES}
        for engine in engines
    ]
    for name in ANALYSES:
        first, second = (
            engine.collect(ask(name, tables).to_native()).to_pylist()
            for engine, tables in zip(engines, frames, strict=True)
        )
        assert first == second, name


def test_no_rows_give_no_answer(question: Analysis, asked: Asked) -> None:
    """An empty lake has nothing to say, and that is no error."""
    assert asked(question, Rows()) == []


def test_rows_that_hold_nothing_break_nothing(question: Analysis, asked: Asked) -> None:
    """Rows whose every column that may be null is null are answered like any other."""
    check(asked(question, NOTHING), question.heads())


def test_an_analysis_says_what_it_is(question: Analysis) -> None:
    """A question ends with a question mark; it is its module's own sentence, and names real tables and columns."""
    assert question.question.endswith("?")
    assert import_module(f"rearview.analyses.{question.name}").__doc__ == question.question
    assert set(question.tables) <= set(TABLES)
    known = {column.name for column in load_analysis("facts").columns}
    assert set(question.facts) <= known
    assert len({column.name for column in question.columns}) == len(question.columns)
    meanings = [each.meaning for each in question.columns] + [each.meaning for each in question.parameters]
    assert all(meaning.endswith(".") for meaning in meanings)


def test_facts_that_are_at_hand_spare_the_tables(question: Analysis, frames: Any) -> None:
    """With the facts of sessions at hand, a question that goes by them answers alike, and needs other tables no more."""
    engine, tables = next(iter(frames(ROWS)))
    facts = ask("facts", tables)
    needed = {name: tables[name] for name in tables_of(question, with_facts=True)}
    spared = ask(question.name, {**needed, "facts": facts})
    whole = ask(question.name, {name: tables[name] for name in tables_of(question)})
    assert engine.collect(spared.to_native()).equals(engine.collect(whole.to_native()))


def test_every_analysis_is_in_the_list() -> None:
    """The list names the modules that declare an analysis, and those alone."""
    folder = Path(rearview.analyses.__file__).parent
    assert sorted(ANALYSES) == sorted(file.stem for file in folder.glob("*.py") if _declares(file))


def test_an_unknown_question_is_named() -> None:
    """The error says which questions there are."""
    with pytest.raises(
        ArgumentError, match=r"There is no question named weather\.\nHint: choose from: volume"
    ):
        load_analysis("weather")


def _declares(file: Path) -> bool:
    body = ast.parse(file.read_text(encoding="utf-8")).body
    names = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    return any(isinstance(name, ast.Name) and name.id == "ANALYSIS" for name in names)
