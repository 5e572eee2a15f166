"""The types of Parquet's columns as Spark reads them, and the families that they belong to."""

from collections.abc import Callable, Iterable

import pyarrow as pa
import pyarrow.types as arrow
from pyspark.sql.pandas.types import from_arrow_type
from pyspark.sql.types import DataType, DateType, DecimalType, IntegerType, LongType, ShortType, StringType

from rearview.engines.binding import Family

_MOST_DIGITS = 38
_FAMILIES: tuple[tuple[Family, Callable[[pa.DataType], bool]], ...] = (
    ("text", lambda type_: _is_text(type_) or (arrow.is_dictionary(type_) and _is_text(type_.value_type))),
    ("int", arrow.is_integer),
    ("float", lambda type_: arrow.is_float32(type_) or arrow.is_float64(type_)),
    ("decimal", lambda type_: arrow.is_decimal(type_) and type_.precision <= _MOST_DIGITS),
    ("bool", arrow.is_boolean),
    ("nanos", lambda type_: arrow.is_timestamp(type_) and type_.unit == "ns"),
    ("time", lambda type_: arrow.is_timestamp(type_) or arrow.is_date(type_)),
    ("null", arrow.is_null),
)
_UNSIGNED: dict[pa.DataType, DataType] = {
    pa.uint8(): ShortType(),
    pa.uint16(): IntegerType(),
    pa.uint32(): LongType(),
    pa.uint64(): DecimalType(20, 0),
}


def families(columns: Iterable[tuple[str, pa.DataType]]) -> dict[str, Family]:
    """Return the family of each column."""
    return {name: family(type_) for name, type_ in columns}


def family(type_: pa.DataType) -> Family:
    """Return the family that a type belongs to."""
    return next((name for name, holds in _FAMILIES if holds(type_)), "other")


def spark_type(type_: pa.DataType) -> DataType:
    """Return the type by which Spark reads a column, or raise what Spark says if it has none."""
    match family(type_):
        case "text":
            return StringType()
        case "nanos":  # Spark has no such time; it can read the number that stands for it
            return LongType()
        case "time" if arrow.is_date(type_):
            return DateType()
        case "int" if type_ in _UNSIGNED:
            return _UNSIGNED[type_]
        case _:
            return from_arrow_type(type_)


def _is_text(type_: pa.DataType) -> bool:
    return any(is_one(type_) for is_one in (arrow.is_string, arrow.is_large_string, arrow.is_string_view))
