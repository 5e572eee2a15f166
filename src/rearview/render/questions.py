"""Which questions there are, what can be said along with each, and what its answer tells. Yields lines or rows."""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from rich.text import Text

from rearview.analyses.analysis import Column, Parameter
from rearview.render.facts import across
from rearview.render.listing import defined

COLUMNS = ("name", "question")
EXPLAINED = ("part", "name", "type", "default", "choices", "meaning")
_HOW = "'rearview ask NAME --explain' says what can be said along, and what the answer's columns mean."


class Question(Protocol):
    """Whatever can be asked."""

    @property
    def name(self) -> str:
        """What people type."""
        ...

    @property
    def question(self) -> str:
        """The question as a sentence."""
        ...

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What may be said along with it."""
        ...

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the answer."""
        ...


def show(questions: Sequence[Question], *, width: int) -> Iterator[Text]:
    """Yield every question by its name."""
    yield from across("What can be asked: rearview ask NAME", width=width, style="bold")
    yield Text()
    yield from defined([(each.name, each.question) for each in questions], width=width)
    yield Text()
    yield from across(_HOW, width=width, style="dim")


def rows(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Return every question as a row."""
    return [{"name": each.name, "question": each.question} for each in questions]


def explain(question: Question, *, width: int) -> Iterator[Text]:
    """Yield what can be said along with a question, and what each column of its answer means."""
    yield from across(question.question, width=width, style="bold")
    if question.parameters:
        yield Text()
        yield Text("What can be said along", "bold")
        yield from defined([(each.name, _meaning(each)) for each in question.parameters], width=width)
    yield Text()
    yield Text("What the answer tells", "bold")
    yield from defined([(each.name, each.meaning) for each in question.columns], width=width)


def explained(question: Question) -> list[dict[str, Any]]:
    """Return the same as rows."""
    parameters = [
        {
            "part": "parameter",
            "name": each.name,
            "type": each.type,
            "default": list(each.default) if isinstance(each.default, tuple) else each.default,
            "choices": list(each.choices),
            "meaning": each.meaning,
        }
        for each in question.parameters
    ]
    columns = [
        {
            "part": "column",
            "name": each.name,
            "type": each.type,
            "default": None,
            "choices": None,
            "meaning": each.meaning,
        }
        for each in question.columns
    ]
    return [*parameters, *columns]


def _meaning(parameter: Parameter) -> str:
    default = parameter.default
    usual = ", ".join(default) if isinstance(default, tuple) else "" if default is None else str(default)
    told = [parameter.meaning]
    if parameter.choices:
        told.append(f"Choose from {', '.join(parameter.choices)}.")
    if usual:
        told.append(f"By default {usual}.")
    return " ".join(told)
