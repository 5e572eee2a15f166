"""Looking keys up by whole columns."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.sources.agentforce.lineage.index import NARROW, PAIRS, Index, distinct, places

IDS = st.text("abé\U0001f600", max_size=3)
CHUNKS = st.lists(st.lists(st.tuples(st.none() | IDS, st.none() | IDS), max_size=8), max_size=4)
VALUES = st.lists(st.none() | IDS, max_size=12)


def pairs(rows: list[tuple[str | None, str | None]]) -> pa.Table:
    """Keys with their sessions."""
    sessions = pa.array([session for _, session in rows], pa.string()).dictionary_encode()
    return pa.table([pa.array([key for key, _ in rows], pa.string()), sessions], schema=PAIRS)


@given(chunks=CHUNKS, values=VALUES)
def test_a_key_has_its_least_session(
    chunks: list[list[tuple[str | None, str | None]]], values: list[str | None]
) -> None:
    """Whatever the chunks, a value is led to the first session in order that its key has anywhere."""
    index = Index.of([pairs(chunk) for chunk in chunks])
    known: dict[str, str] = {}
    for key, session in (pair for chunk in chunks for pair in chunk):
        if key is not None and session is not None:
            known[key] = min(session, known.get(key, session))
    found = index.find(pa.array(values, pa.string())).to_pylist()
    assert found == [None if value is None else known.get(value) for value in values]
    assert index.keys.to_pylist() == sorted(known)


@pytest.mark.parametrize("step", [1, 3 * NARROW, 500], ids=["narrow", "wide", "ends"])
def test_few_values_among_many_keys(step: int) -> None:
    """However far the values lie apart, each is found where it is, and others aren't found."""
    keys = [f"{number:05}" for number in range(1000)]
    values = [value for key in keys[::step] for value in (key, key + "x")]
    found = places(pa.array([None, *reversed(values), "99999"]), pa.array(keys)).to_pylist()
    where = {key: place for place, key in enumerate(keys)}
    assert found == [None, *(where.get(value) for value in reversed(values)), None]


@given(st.lists(VALUES, max_size=4))
def test_distinct_values_of_columns(columns: list[list[str | None]]) -> None:
    """Each value comes once, in order; nulls are none."""
    found = distinct(pa.array(column, pa.string()) for column in columns).to_pylist()
    assert found == sorted({value for column in columns for value in column if value is not None})
