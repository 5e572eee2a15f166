"""Rows as they travel: as JSON text and as an Arrow stream.

JSON is put together a column at a time, which is several times as fast as a value at a time. Numbers are bare, with
all their decimals; a moment has no more digits than it needs. Nothing here knows a query or a request.
"""

from collections.abc import Callable

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from rearview.sandbox.server.refusal import Refusal

_TO_ESCAPE = r'["\\\x00-\x1f]'
_UTC = "+00:00"
_JSON = msgspec.json.Encoder(decimal_format="number")


def as_json(
    table: pa.Table, *, opening: str = "[", closing: str = "]", numeric_as_text: bool = False
) -> bytes:
    """Return rows as one JSON array, each row between what opens and what closes it."""
    if not table.num_rows:
        return b"[]"
    columns = [_texts(column.combine_chunks(), numeric_as_text) for column in table.columns]
    columns = columns or [pa.array([""] * table.num_rows)]  # SELECT without columns is SQL, too
    rows = pc.binary_join_element_wise(*columns, ",", null_handling="replace", null_replacement="null")
    whole = pa.LargeListArray.from_arrays(pa.array([0, len(rows)], pa.int64()), rows)
    joined = pc.binary_join(whole, f"{closing},{opening}")[0].as_buffer()
    return b"".join((f"[{opening}".encode(), joined, f"{closing}]".encode()))


def as_arrow(table: pa.Table) -> pa.Buffer:
    """Return rows as one whole Arrow IPC stream, with the schema in front."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue()


def _texts(values: pa.Array, numeric_as_text: bool) -> pa.Array:
    """Return each value as JSON writes it; a null stays null."""
    kind = values.type
    texts = next((write for is_it, write in _WRITERS if is_it(kind)), _strings)(values)
    return _quoted(texts) if numeric_as_text and pa.types.is_decimal(kind) else texts


def _strings(values: pa.Array) -> pa.Array:
    texts = values.cast(pa.string())
    to_escape = pc.fill_null(pc.match_substring_regex(texts, _TO_ESCAPE), fill_value=False)
    return pc.replace_with_mask(_quoted(texts), to_escape, _one_by_one(texts.filter(to_escape)))


def _one_by_one(values: pa.Array) -> pa.Array:
    texts = [None if value is None else _JSON.encode(value) for value in values.to_pylist()]
    return pa.array(texts, pa.binary()).cast(pa.string())


def _decimals(values: pa.Array) -> pa.Array:
    # Arrow writes small ones with an exponent. What a column of numbers holds is few different values many times over.
    encoded = values.dictionary_encode()
    texts = pa.array([f"{value:f}" for value in encoded.dictionary.to_pylist()], pa.string())
    return texts.take(encoded.indices)


def _moments(values: pa.Array) -> pa.Array:
    zone = _UTC if values.type.tz is not None else ""
    texts = _without_idle_zeros(values.cast(pa.timestamp(values.type.unit)))
    return _quoted(pc.replace_substring(texts, " ", "T"), after=zone)


def _times(values: pa.Array) -> pa.Array:
    return _quoted(_without_idle_zeros(values))


def _without_idle_zeros(values: pa.Array) -> pa.Array:
    texts = values.cast(pa.string())
    return texts if values.type.unit == "s" else pc.ascii_rtrim(pc.ascii_rtrim(texts, "0"), ".")


def _dates(values: pa.Array) -> pa.Array:
    return _quoted(values.cast(pa.string()))


def _floats(values: pa.Array) -> pa.Array:
    texts = pc.replace_substring_regex(values.cast(pa.string()), "^nan$", '"NaN"')
    return pc.replace_substring_regex(texts, "^(-?)inf$", r'"\1Infinity"')


def _as_they_are(values: pa.Array) -> pa.Array:
    return values.cast(pa.string())


def _refused(_: pa.Array) -> pa.Array:
    raise Refusal.bytes_as_json()


def _quoted(texts: pa.Array, *, after: str = "") -> pa.Array:
    return pc.binary_join_element_wise('"', texts, f'{after}"', "")


_WRITERS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.Array], pa.Array]], ...] = (
    (pa.types.is_decimal, _decimals),
    (pa.types.is_timestamp, _moments),
    (pa.types.is_time, _times),
    (pa.types.is_date, _dates),
    (pa.types.is_floating, _floats),
    (pa.types.is_integer, _as_they_are),
    (pa.types.is_boolean, _as_they_are),
    (pa.types.is_null, _as_they_are),
    (pa.types.is_binary, _refused),
    (pa.types.is_nested, _one_by_one),
)
"""What writes which type; all others are texts."""
