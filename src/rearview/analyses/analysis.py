"""How a question is declared: what it reads, what its answer looks like, and how it is found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from rearview.model.tables import Type

Frame = nw.LazyFrame[Any]

_TYPES: dict[Type, nw.dtypes.DType] = {
    "text": nw.String(),
    "int": nw.Int64(),
    "float": nw.Float64(),
    "bool": nw.Boolean(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of an answer."""

    name: str
    type: Type
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One question, and the function that answers it."""

    name: str
    question: str
    tables: tuple[str, ...]
    """The canonical tables it reads; the function's parameters have these names."""
    columns: tuple[Column, ...]
    answer: Callable[..., Frame]

    def ask(self, **tables: Frame) -> Frame:
        """Answer the question from its tables: the declared columns, in their order and types."""
        answer = self.answer(**{name: tables[name] for name in self.tables})
        return answer.select(nw.col(column.name).cast(_TYPES[column.type]) for column in self.columns)
