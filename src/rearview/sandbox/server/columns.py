"""What the two query APIs call the types of a result's columns. It knows no values."""

from typing import Any

import pyarrow as pa

_NAMES: tuple[tuple[Any, str, str], ...] = (
    (pa.types.is_boolean, "bool", "Bool"),
    (pa.types.is_int16, "smallint", "SmallInt"),
    (pa.types.is_int32, "integer", "Integer"),
    (pa.types.is_int64, "bigint", "BigInt"),
    (pa.types.is_float32, "float4", "Float"),
    (pa.types.is_float64, "float8", "Double"),
    (pa.types.is_decimal, "numeric", "Numeric"),
    (pa.types.is_date, "date", "Date"),
    (pa.types.is_time, "time", "Time"),
    (pa.types.is_uint32, "oid", "Oid"),
)
_TEXT = ("varchar", "Varchar")
_CHAR = {b"hyper:type": b"Char"}


def column_of(field: pa.Field, *, connect: bool = False) -> dict[str, Any]:
    """Return what is told of a column: its name, its type, whether it may be null, and how precise it is."""
    column: dict[str, Any] = {"name": field.name, "type": _name(field, connect), "nullable": field.nullable}
    if pa.types.is_decimal(field.type):
        column |= {"precision": field.type.precision, "scale": field.type.scale}
    if pa.types.is_list(field.type):
        inner = field.type.value_field
        key, value = (
            ("innerElement", _name(inner, connect)) if connect else ("inner", {"type": _name(inner, connect)})
        )
        column[key] = value
    return column


def _name(field: pa.Field, connect: bool) -> str:
    if pa.types.is_timestamp(field.type):
        zoned = field.type.tz is not None
        return (
            ("TimestampTZ" if zoned else "Timestamp")
            if connect
            else ("timestamptz" if zoned else "timestamp")
        )
    if pa.types.is_list(field.type):
        return f"ArrayOf{_name(field.type.value_field, connect)}" if connect else "array"
    if _CHAR.items() <= (field.metadata or {}).items():
        return "Char" if connect else "char"
    return next((names[connect] for is_it, *names in _NAMES if is_it(field.type)), _TEXT[connect])
