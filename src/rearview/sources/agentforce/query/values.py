"""Values of JSON and the Arrow arrays they become: exactly, or not at all. It knows neither pages nor rows."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any, Literal, Optional

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from rearview.sources.agentforce.query.api import Column
from rearview.sources.agentforce.query.columns import SINGLE

UNFIT = (ValueError, OverflowError, RecursionError, pa.ArrowException, msgspec.MsgspecError)
"""What is raised where a value doesn't fit its type."""

_Floating = float | Literal["NaN", "Infinity", "-Infinity"]
_MIDNIGHT = "1970-01-01T"


def json_type(kept: pa.DataType) -> Any:
    """Return the Python type that a value arrives as; all that isn't listed arrives as text."""
    if pa.types.is_list(kept):
        return Optional[list[json_type(kept.value_type)]]  # type: ignore[misc] # noqa: UP045 -- it is made while running
    kinds = (
        (pa.types.is_boolean, bool),
        (pa.types.is_integer, int),
        (pa.types.is_floating, _Floating),
        (pa.types.is_decimal, Decimal),  # exact: never by way of a float
    )
    return next((type_ for is_it, type_ in kinds if is_it(kept)), str) | None


def is_text(kept: pa.DataType) -> bool:
    """Tell whether values of a type arrive as text."""
    return bool(json_type(kept) == str | None)


def array_of(values: Sequence[Any], column: Column) -> pa.Array:
    """Return the values of a column as Arrow keeps them."""
    return _array(values, column.type, single=column.told.casefold() in SINGLE)


def from_texts(texts: pa.Array, kept: pa.DataType) -> pa.Array:
    """Return what texts say, as values of a type that arrives as text."""
    if pa.types.is_time(kept):  # which Arrow reads only as a part of a moment
        moments = pc.binary_join_element_wise(_MIDNIGHT, texts, "")
        return moments.cast(pa.timestamp("us")).cast(kept)
    return texts.cast(kept)


def _array(values: Sequence[Any], kept: pa.DataType, *, single: bool = False) -> pa.Array:
    if pa.types.is_list(kept):
        return _lists(values, kept)
    if is_text(kept):
        return from_texts(pa.array(values, pa.string()), kept)
    if pa.types.is_floating(kept):
        values = [None if value is None else float(value) for value in values]
        # As rounded as the server has it, though it is kept in double precision.
        return pa.array(values, pa.float32() if single else kept).cast(kept)
    return pa.array(values, kept)


def _lists(values: Sequence[Any], kept: pa.ListType) -> pa.Array:
    inner = _array([one for value in values for one in value or ()], kept.value_type)
    ends = accumulate((len(value or ()) for value in values), initial=0)
    missing = pa.array([value is None for value in values], pa.bool_())
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), inner, mask=missing)
