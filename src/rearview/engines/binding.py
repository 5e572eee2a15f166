"""A view meets files: for each canonical column, the file's column that fills it, or the value that does.

Which types a kind can be read from is decided here, once for all engines; an engine only says which family each of
its own types belongs to.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from rearview.engines.view import Kind, View
from rearview.model.tables import Type

Family = Literal["text", "int", "float", "decimal", "bool", "time", "nanos", "null", "other"]
"""What an engine's many types have in common.

`time` is a timestamp or a date, `nanos` a timestamp for which the engine has a type and functions apart, `null` a
column that never had a value.
"""

READABLE: dict[Kind, frozenset[Family]] = {
    "text": frozenset({"text", "int", "decimal", "bool", "null"}),
    "clean": frozenset({"text", "int", "decimal", "bool", "null"}),
    "ms": frozenset({"time", "nanos", "text", "int", "null"}),
    "int": frozenset({"int", "float", "decimal", "text", "null"}),
    "float": frozenset({"int", "float", "decimal", "text", "null"}),
    "bool": frozenset({"bool", "text", "null"}),
}
"""The families that a kind is read from. Floats and times make no text: each engine would write them its own way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A canonical column that is read from a column of the files."""

    name: str
    column: str
    kind: Kind
    family: Family


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """A canonical column that holds one value throughout, which may be null."""

    name: str
    type: Type
    value: str | float | bool | None


def bind(view: View, columns: Mapping[str, Family]) -> tuple[Read | Constant, ...]:
    """Say how each column of a view is filled from files that have such columns."""
    held = _by_folded_name(columns)
    reads: dict[str, Read] = {}
    for wanted in view.columns:
        column = held.get(wanted.column.casefold())
        if column is not None and columns[column] in READABLE[wanted.kind] - {"null"}:
            reads[wanted.name] = Read(
                name=wanted.name, column=column, kind=wanted.kind, family=columns[column]
            )
    return tuple(
        reads.get(name) or Constant(name=name, type=type_, value=view.constants.get(name))
        for name, type_ in view.schema.items()
    )


def missing(view: View, files: Iterable[tuple[Mapping[str, Family], int]]) -> dict[str, int]:
    """Return the source columns of a view that files lack or hold in an unreadable type, and how many files do.

    The files come as the columns that they hold, and how many hold just these.
    """
    lacking: Counter[str] = Counter()
    for columns, count in files:
        held = _by_folded_name(columns)
        for wanted in view.columns:
            column = held.get(wanted.column.casefold())
            if column is None or columns[column] not in READABLE[wanted.kind]:
                lacking[wanted.column] += count
    return dict(lacking)


def _by_folded_name(columns: Mapping[str, Family]) -> dict[str, str]:
    return {column.casefold(): column for column in columns}
