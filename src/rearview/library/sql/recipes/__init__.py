"""Queries to begin with: what the documentation of Data 360 and its users ask, each a statement that runs as it is.

Each lies in a file of its own, whose first line is the question that it answers. Nothing is run here.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_COMMENT = "-- "
_OF_DATA_360 = "__dlm"
"""The ending of every name that a table of Data 360 has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A query to begin with."""

    name: str
    question: str
    text: str
    """The statement, below its question."""

    @property
    def of_data_360(self) -> bool:
        """Whether it names tables that only a lake of Data 360 has."""
        return _OF_DATA_360 in self.text


@cache
def recipes() -> tuple[Recipe, ...]:
    """Return all of them, by their questions' order: those of the canonical tables first, since every lake has these."""
    files = sorted(Path(__file__).parent.glob("*.sql"))
    found = [_recipe(file.stem, file.read_text(encoding="utf-8")) for file in files]
    return tuple(sorted(found, key=lambda recipe: (recipe.of_data_360, recipe.question)))


def _recipe(name: str, text: str) -> Recipe:
    question = text.partition("\n")[0].removeprefix(_COMMENT)
    return Recipe(name=name, question=question, text=text.strip())
