"""A view: how a source's own columns become the columns of a canonical table, as data.

Here stands what every engine must agree on: the kinds, and which texts are a time, a number or nothing at all.
How an engine computes a kind is its own affair; no engine is known here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Self

from rearview.model.tables import TABLES, Type

Kind = Literal["text", "clean", "ms", "int", "float", "bool"]
"""How a source column is read.

`text` as it stands · `clean` without the sentinels · `ms` a time, as milliseconds since 1970 UTC, rounded down ·
`int` without its fraction · `float` finite or null · `bool` also from the words true and false. What can't be read
so is null.
"""

TYPES: dict[Kind, Type] = {
    "text": "text",
    "clean": "text",
    "ms": "int",
    "int": "int",
    "float": "float",
    "bool": "bool",
}
"""The type that each kind gives."""

SENTINELS = ("", "NOT_SET", "UNSET_VALUE", "None")
"""What recorders write where they have nothing to say."""

PARTITION = "date"
"""The column that every frame ends with: the day of the folder a row lies in; null outside of such folders."""

# Read alike by RE2 (DuckDB) and by Rust's regex (Polars): no look-around, and [0-9] because \d differs.
_DAY = "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
_OFFSET = "(?:Z|[+-](?:[01][0-9]|2[0-3])(?::?[0-5][0-9])?)"
MOMENT = f"^{_DAY}(?:[T ]{_CLOCK}{_OFFSET}?)?$"
"""A day, or a day and a time, with or without an offset (UTC where there is none)."""
OFFSET = f"{_OFFSET}$"
"""The offset at the end of a moment that has one."""
NUMBER = r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
"""A number in digits."""
WHOLE = r"^([+-]?[0-9]+)(?:\.[0-9]*)?$"
"""A number without an exponent; the group is what stands before its fraction."""


class ViewError(ValueError):
    """A view doesn't fit its table: a mistake in a source, never in what a person typed."""

    @classmethod
    def of(cls, table: str, columns: set[str]) -> Self:
        """Name the columns that don't fit."""
        return cls(f"{table} has no such columns, or they are of another type: {', '.join(sorted(columns))}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewColumn:
    """One canonical column and where it comes from."""

    name: str
    """The canonical name."""
    column: str
    """The name in the source's files; letters' case doesn't matter."""
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Files of a source, seen as a canonical table, or as columns from which such a table is made."""

    table: str | None = None
    """The canonical table; without one, the view has the columns that it names, and no others."""
    of: str
    """The source's own table, which is the name of its folder in a lake."""
    columns: tuple[ViewColumn, ...] = ()
    """Canonical columns that are named neither here nor among the constants are null."""
    constants: Mapping[str, str | float | bool] = field(default_factory=dict, hash=False)
    """Canonical columns that hold one value throughout."""

    @property
    def schema(self) -> dict[str, Type]:
        """Every column that the view has, in its order, with its type."""
        if self.table is None:
            return {column.name: TYPES[column.kind] for column in self.columns}
        return {column.name: column.type for column in TABLES[self.table].columns}

    def __post_init__(self) -> None:
        types = self.schema
        wrong = {column.name for column in self.columns if types.get(column.name) != TYPES[column.kind]}
        wrong |= self.constants.keys() - types.keys()
        if wrong:
            raise ViewError.of(self.table or self.of, wrong)


def identity(table: str) -> View:
    """Return the view of a table whose files are canonical already."""
    columns = tuple(
        ViewColumn(name=column.name, column=column.name, kind=column.type) for column in TABLES[table].columns
    )
    return View(table=table, of=table, columns=columns)
