"""What the APIs call the types of columns, and the Arrow type that each is kept in. It knows no values."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pyarrow as pa

from rearview.sources.agentforce.query.api import Column
from rearview.sources.agentforce.query.known import known

TEXT = pa.string()
_LONGEST_NUMERIC = (38, 18)

_KEPT: Mapping[str, pa.DataType] = {
    "bool": pa.bool_(),
    "boolean": pa.bool_(),
    "smallint": pa.int64(),
    "integer": pa.int64(),
    "bigint": pa.int64(),
    "oid": pa.int64(),
    "float4": pa.float64(),
    "float": pa.float64(),
    "float8": pa.float64(),
    "double": pa.float64(),
    "date": pa.date32(),
    "time": pa.time64("us"),
    "timestamp": pa.timestamp("us"),
    "timestamptz": pa.timestamp("us", "UTC"),
    "bytea": pa.binary(),
}
"""The Arrow types by the server's words in small letters; a word that isn't here tells of text."""

_ARRAY = "arrayof"
SINGLE = frozenset({"float4", "float"})
"""The words for numbers of single precision: Query V3 says float4, and Connect says Float."""


@known
class Told(msgspec.Struct, frozen=True, rename="camel"):
    """What is told of a column."""

    name: str
    type: str
    precision: int | None = None
    scale: int | None = None
    inner: dict[str, Any] | None = None
    """What an array holds, as Query V3 says it."""

    def column(self) -> Column:
        """Return the column that is told of."""
        return Column(name=self.name, type=self.kept(), told=self.type)

    def kept(self) -> pa.DataType:
        """Return the Arrow type that its values are kept in."""
        word = self.type.casefold()
        if word == "numeric":
            precision, scale = _LONGEST_NUMERIC
            return pa.decimal128(self.precision or precision, scale if self.scale is None else self.scale)
        if word == "array" or word.startswith(_ARRAY):
            inner = (self.inner or {}).get("type", "") if word == "array" else word.removeprefix(_ARRAY)
            return pa.list_(Told(name=self.name, type=str(inner)).kept())
        return _KEPT.get(word, TEXT)


def columns_of(told: Sequence[Told]) -> tuple[Column, ...]:
    """Return the columns that a server tells of."""
    return tuple(one.column() for one in told)


def schema_of(columns: Sequence[Column]) -> pa.Schema:
    """Return the Arrow schema of columns."""
    return pa.schema([(column.name, column.type) for column in columns])


def places(wanted: Sequence[str], given: Sequence[str]) -> list[int] | None:
    """Return where each wanted column lies among those given, whatever the case of their letters; None if one doesn't.

    Names that occur twice have no other place than the one they were promised at.
    """
    asked, found = [name.casefold() for name in wanted], [name.casefold() for name in given]
    if asked == found:
        return list(range(len(asked)))
    if len(set(asked)) < len(asked) or sorted(asked) != sorted(found):
        return None
    place = {name: index for index, name in enumerate(found)}
    return [place[name] for name in asked]
