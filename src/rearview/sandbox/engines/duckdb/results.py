"""Results in the Arrow types and with the names of the real engine."""

import pyarrow as pa

from rearview.sandbox.engines.duckdb.spelling import decoded
from rearview.sandbox.engines.error import SqlError


def as_real(result: pa.Table, kinds: list[str]) -> pa.Table:
    """Return DuckDB's result as the real engine gives it; the kinds are DuckDB's own names of its types."""
    fields = [
        pa.field(decoded(field.name), _type(decoded(field.name), field.type, kind))
        for field, kind in zip(result.schema, kinds, strict=True)
    ]
    try:
        columns = [column.cast(field.type) for column, field in zip(result.columns, fields, strict=True)]
    except pa.ArrowInvalid as error:
        raise SqlError.overflow() from error
    return pa.Table.from_arrays(columns, schema=pa.schema(fields))


def _type(name: str, type_: pa.DataType, kind: str) -> pa.DataType:
    if kind == "HUGEINT":  # the sum of whole numbers
        return pa.int64()
    if kind in {'"NULL"', "NULL"}:
        return pa.string()
    if pa.types.is_struct(type_):  # a whole row, which DuckDB gives for the name of a table
        raise SqlError.unknown_column(name)
    if pa.types.is_list(type_):
        return pa.list_(pa.field("element", _type(name, type_.value_type, kind.removesuffix("[]"))))
    if pa.types.is_timestamp(type_) and type_.tz:
        return pa.timestamp("us", "Utc")
    return pa.date64() if pa.types.is_date32(type_) else type_
