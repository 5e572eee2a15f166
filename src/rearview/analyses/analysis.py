"""How a question is declared: what it reads, what may be asked for, what its answer looks like.

An analysis is data and one function. It must not open anything: whoever asks brings the frames.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import narwhals as nw

from rearview.errors import ArgumentError
from rearview.model.tables import Type

Frame = nw.LazyFrame[Any]
Value = str | int | float | bool | tuple[str, ...] | None

_TYPES: dict[Type, nw.dtypes.DType] = {
    "text": nw.String(),
    "int": nw.Int64(),
    "float": nw.Float64(),
    "bool": nw.Boolean(),
}
_READ: dict[Type, Callable[[str], Value]] = {
    "text": str,
    "int": int,
    "float": float,
    "bool": {"true": True, "false": False}.__getitem__,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of an answer."""

    name: str
    type: Type
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What may be said along with a question."""

    name: str
    type: Type
    default: Value
    """A tuple where several choices can be made; None where nothing need be said."""
    meaning: str
    choices: tuple[str, ...] = ()
    """All that can be said; anything, if empty."""
    least: float | None = None
    """The smallest number that makes sense."""
    columns: tuple[Column, ...] = ()
    """Where each choice begins the answer with a column: those columns."""

    def read(self, value: object) -> Value:
        """Return what was said as the question takes it; text is read as what it stands for."""
        if isinstance(self.default, tuple):
            said = value.split(",") if isinstance(value, str) else cast("Iterable[object]", value or ())
            return tuple(dict.fromkeys(self._checked(str(choice).strip()) for choice in said if choice))
        if value is None and self.default is None:
            return None
        try:
            known = _READ[self.type](str(value).lower() if self.type == "bool" else str(value))
        except (ValueError, KeyError) as error:
            raise ArgumentError.unfit_parameter(self.name, value, self.type) from error
        if self.least is not None and not cast("float", known) >= self.least:
            raise ArgumentError.small_parameter(self.name, value, self.least)
        return self._checked(known) if self.choices else known

    def _checked(self, choice: Any) -> Any:
        if choice not in self.choices:
            raise ArgumentError.unknown_name(str(choice), of=f"choice for {self.name}", known=self.choices)
        return choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One question, and the function that answers it."""

    name: str
    question: str
    tables: tuple[str, ...] = ()
    """The canonical tables it reads; the function's parameters have these names."""
    facts: tuple[str, ...] = ()
    """The columns it reads of the facts of sessions; the function then has a parameter `facts`."""
    parameters: tuple[Parameter, ...] = ()
    """What may be said along with it; the function has parameters of these names too."""
    columns: tuple[Column, ...]
    """The columns of the answer, behind those that parameters add."""
    answer: Callable[..., Frame]

    def read(self, said: Mapping[str, object]) -> dict[str, Value]:
        """Return the value of every parameter, by what was said and by the defaults."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in said:
            if name not in known:
                raise ArgumentError.unknown_parameter(name, of=self.name, known=list(known))
        return {
            name: parameter.read(said[name]) if name in said else parameter.default
            for name, parameter in known.items()
        }

    def heads(self, **said: object) -> tuple[Column, ...]:
        """Return the columns of the answer to the question, asked so."""
        values = self.read(said)
        added = {column.name: column for parameter in self.parameters for column in parameter.columns}
        chosen = [
            added[choice]
            for parameter in self.parameters
            if parameter.columns
            for choice in cast("tuple[str, ...]", values[parameter.name])
        ]
        return (*chosen, *(column for column in self.columns if column not in chosen))

    def ask(self, frames: Mapping[str, Frame], **said: object) -> Frame:
        """Answer the question from frames of its tables: the declared columns, in their order and types."""
        read = (*self.tables, "facts") if self.facts else self.tables
        answer = self.answer(**{name: frames[name] for name in read}, **self.read(said))
        return answer.select(nw.col(column.name).cast(_TYPES[column.type]) for column in self.heads(**said))
