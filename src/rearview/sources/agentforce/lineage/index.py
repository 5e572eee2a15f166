"""Which session each of many keys belongs to, and how whole columns are looked up among sorted keys. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc

NARROW = 8
"""Up to how many keys a value it pays to hash the keys; among more, each value is searched for by halving."""

PAIRS = pa.schema([("key", pa.string()), ("session", pa.dictionary(pa.int32(), pa.string()))])
"""Keys with their sessions. A session has many keys, so its id is held once."""


@dataclass(frozen=True, slots=True)
class Index:
    """Keys in order, none of them twice, each with its session."""

    keys: pa.StringArray
    sessions: pa.DictionaryArray

    @classmethod
    def of(cls, pairs: Sequence[pa.Table]) -> Self:
        """Build an index of keys with their sessions; of several sessions of a key, the least one counts."""
        rows = pa.concat_tables([PAIRS.empty_table(), *pairs]).unify_dictionaries().combine_chunks()
        if any(column.null_count for column in rows.columns):
            rows = rows.drop_null().combine_chunks()
        keys, sessions = map(whole, rows.columns)
        ranks = pc.rank(sessions.dictionary).take(sessions.indices)
        order = pc.sort_indices(
            pa.table([keys, ranks], ["key", "rank"]), [("key", "ascending"), ("rank", "ascending")]
        )
        keys, sessions = keys.take(order), sessions.take(order)
        first = _changes(keys)
        return cls(keys.filter(first), sessions.filter(first))

    def find(self, values: pa.Array) -> pa.StringArray:
        """Return the session of each value, null where it has none."""
        return self.sessions.take(places(values, self.keys)).dictionary_decode()


def whole(column: pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece; what is in one piece already isn't copied."""
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def distinct(columns: Iterable[pa.Array]) -> pa.Array:
    """Return the values of some columns in order, each once; what is sorted or nearly so takes little memory."""
    values = pa.concat_arrays(
        [pa.array([], pa.string()), *(column.filter(_changes(column)) for column in columns)]
    )
    values = values.drop_null().sort()
    return values.filter(_changes(values))


def places(values: pa.Array, keys: pa.Array) -> pa.Array:
    """Return where each value stands among sorted keys, null where it doesn't."""
    ends = pc.min_max(values)
    if not ends["min"].is_valid:
        return pa.nulls(len(values), pa.int64())
    # Rows are often sorted by what is looked up: then few keys lie between the first value and the last.
    first = bisect_left(keys, ends["min"].as_py(), key=lambda key: key.as_py())
    end = bisect_right(keys, ends["max"].as_py(), lo=first, key=lambda key: key.as_py())
    near = keys.slice(first, end - first)
    found = _hashed(values, near) if len(near) <= NARROW * len(values) else _halved(values, near)
    return pc.add(found.cast(pa.int64()), first)


def _hashed(values: pa.Array, keys: pa.Array) -> pa.Array:
    return pc.index_in(values, value_set=keys, skip_nulls=True)


def _halved(values: pa.Array, keys: pa.Array) -> pa.Array:
    found = pc.min_element_wise(pc.search_sorted(keys, values), len(keys) - 1, skip_nulls=False)
    return pc.if_else(pc.equal(keys.take(found), values), found, None)


def _changes(values: pa.Array) -> pa.Array:
    """Return for each value whether it differs from the one before it."""
    if not len(values):
        return pa.array([], pa.bool_())
    differ = pc.not_equal(values.slice(1), values.slice(0, len(values) - 1)).fill_null(True)
    return pa.concat_arrays([pa.array([True]), differ])
