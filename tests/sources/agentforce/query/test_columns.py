"""Each word of the server's for a type has one Arrow type, and columns are found by their names."""

import pyarrow as pa
import pytest

from rearview.sources.agentforce.query.columns import Told, places


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (Told(name="x", type="numeric"), pa.decimal128(38, 18)),
        (Told(name="x", type="Numeric", precision=10, scale=0), pa.decimal128(10, 0)),
        (Told(name="x", type="Char"), pa.string()),
        (Told(name="x", type="something new"), pa.string()),
        (Told(name="x", type="Oid"), pa.int64()),
        (Told(name="x", type="bytea"), pa.binary()),
        (Told(name="x", type="array", inner={"type": "timestamptz"}), pa.list_(pa.timestamp("us", "UTC"))),
        (Told(name="x", type="array"), pa.list_(pa.string())),
        (Told(name="x", type="ArrayOfBigInt"), pa.list_(pa.int64())),
        (Told(name="x", type="ArrayOfArrayOfBool"), pa.list_(pa.list_(pa.bool_()))),
    ],
)
def test_word_has_a_type(told: Told, kept: pa.DataType) -> None:
    """A type is found by the word for it in either API; one that nobody knows is kept as text."""
    assert told.column().type == kept
    assert told.column().told == told.type


@pytest.mark.parametrize(
    ("wanted", "given", "found"),
    [
        (["a", "B"], ["a", "B"], [0, 1]),
        (["a", "B"], ["b", "A"], [1, 0]),
        (["a", "a"], ["a", "A"], [0, 1]),
        (["a", "a", "b"], ["b", "a", "a"], None),
        (["a"], ["a", "b"], None),
        (["a", "b"], ["a"], None),
        (["a", "b"], ["a", "c"], None),
        ([], [], []),
    ],
)
def test_columns_are_found_by_name(wanted: list[str], given: list[str], found: list[int] | None) -> None:
    """Columns are found whatever the case of their letters and their order, as long as that is without doubt."""
    assert places(wanted, given) == found
