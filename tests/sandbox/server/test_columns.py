"""What the two APIs call the types of columns."""

import pyarrow as pa
import pytest

from rearview.sandbox.server.columns import column_of

CHAR = pa.field("x", pa.string(), metadata={"hyper:type": "Char"})


@pytest.mark.parametrize(
    ("kind", "tenant", "core"),
    [
        (pa.string(), "varchar", "Varchar"),
        (pa.bool_(), "bool", "Bool"),
        (pa.int16(), "smallint", "SmallInt"),
        (pa.int32(), "integer", "Integer"),
        (pa.int64(), "bigint", "BigInt"),
        (pa.uint32(), "oid", "Oid"),
        (pa.float32(), "float4", "Float"),
        (pa.float64(), "float8", "Double"),
        (pa.date64(), "date", "Date"),
        (pa.time64("us"), "time", "Time"),
        (pa.timestamp("us"), "timestamp", "Timestamp"),
        (pa.timestamp("us", "Utc"), "timestamptz", "TimestampTZ"),
    ],
)
def test_names_of_types(kind: pa.DataType, tenant: str, core: str) -> None:
    """Each type has a name in either API."""
    field = pa.field("x", kind, nullable=False)
    assert column_of(field) == {"name": "x", "type": tenant, "nullable": False}
    assert column_of(field, connect=True) == {"name": "x", "type": core, "nullable": False}


def test_numbers_say_how_precise_they_are() -> None:
    """A number has a precision and a scale."""
    number = pa.field("x", pa.decimal128(38, 18))
    assert column_of(number) == {
        "name": "x",
        "type": "numeric",
        "nullable": True,
        "precision": 38,
        "scale": 18,
    }


def test_texts_of_fixed_length_are_marked() -> None:
    """A text of fixed length is told apart by the engine's own mark."""
    assert (column_of(CHAR)["type"], column_of(CHAR, connect=True)["type"]) == ("char", "Char")


def test_arrays_say_what_is_in_them() -> None:
    """An array names the type of its elements."""
    array = pa.field("x", pa.list_(pa.int64()))
    assert column_of(array) == {"name": "x", "type": "array", "nullable": True, "inner": {"type": "bigint"}}
    connect = column_of(array, connect=True)
    assert (connect["type"], connect["innerElement"]) == ("ArrayOfBigInt", "BigInt")
