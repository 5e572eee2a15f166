"""Chunks give away by their ends and their numbers of rows that one of them is short, or there twice."""

import itertools
from collections.abc import Sequence

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.sources.agentforce.extract.chunks import Chunk, note, suspects

ORDER = ("parent", "key")


def chunk(rows: Sequence[tuple[str | None, str]], *, told: int | None = None, rejected: int = 0) -> Chunk:
    """A chunk of some rows."""
    table = pa.table(
        {"parent": pa.array([row[0] for row in rows], pa.string()), "key": [row[1] for row in rows]}
    )
    return note(table, ORDER, rejected=rejected, told=told, open_until="parent")


A, B, C = ([("a", "1"), ("a", "2")], [("b", "1"), (None, "2")], [(None, "3")])


@pytest.mark.parametrize(
    ("chunks", "rows", "odd"),
    [
        ([chunk(A), chunk(B), chunk(C)], 5, set()),
        ([], 0, set()),
        ([chunk(A), chunk(A), chunk(C)], 5, {0, 1}),
        ([chunk(B), chunk(A), chunk(C)], 5, {0, 1}),
        ([chunk(A), chunk([]), chunk(C)], 5, {1}),
        ([chunk(A), chunk([]), chunk(B)], 4, set()),
        ([chunk(A), chunk(B[:1]), chunk(C)], 5, {0, 1, 2}),
        ([chunk(A), chunk(B[:1], told=2), chunk(C)], 5, {1}),
        ([chunk(A), chunk(B[:1], rejected=1, told=2), chunk(C)], 5, set()),
        ([chunk(C), chunk(C)], 2, {0, 1}),
        ([chunk(A), chunk(B)], 3, {0, 1}),
    ],
)
def test_suspects(chunks: list[Chunk], rows: int, odd: set[int]) -> None:
    """The chunks to fetch again are those that overlap or are empty; all, where only the sum tells; none, where all is well."""
    assert suspects(chunks, rows=rows, collated=False) == odd


def test_rows_that_are_alike_but_in_their_content() -> None:
    """Two rows of the same key in neighbouring chunks are no repetition if they differ in anything else."""
    tables = [pa.table({"parent": ["a"], "key": ["1"], "other": [text]}) for text in "xxy"]
    first, again, other = (note(table, ORDER, rejected=0, told=None, open_until=None) for table in tables)
    assert suspects([first, again], rows=2, collated=False) == {0, 1}
    assert suspects([first, other], rows=2, collated=False) == set()


def test_where_the_source_has_its_own_order() -> None:
    """Chunks that overlap are no sign then; those that begin or end with the same row still are."""
    left, right = chunk([("a", "1"), ("c", "1")]), chunk([("b", "1"), ("d", "1")])
    assert suspects([left, right], rows=4, collated=True) == set()
    assert suspects([left, right, left], rows=6, collated=True) == {0, 2}


def test_what_is_open_is_noted() -> None:
    """A chunk is unfinished if a row lacks what the table's rows get at their end."""
    assert chunk(B).unfinished
    assert not chunk(A).unfinished


@given(
    st.sets(st.text(st.characters(codec="utf-8"), max_size=3), min_size=1, max_size=30),
    st.lists(st.integers(0, 30), max_size=5),
    st.data(),
)
def test_a_repeated_chunk_never_passes(keys: set[str], cuts: list[int], data: st.DataObject) -> None:
    """Whatever the rows and the cuts: all chunks once pass, and one in the place of another doesn't."""
    rows = [("p", key) for key in sorted(keys)]
    places = sorted({0, len(rows), *(cut for cut in cuts if cut < len(rows))})
    parts = [chunk(rows[start:end]) for start, end in itertools.pairwise(places)]
    assert suspects(parts, rows=len(rows), collated=False) == set()
    if len(parts) > 1:
        one, other = data.draw(st.permutations(range(len(parts))))[:2]
        parts[one] = parts[other]
        assert suspects(parts, rows=sum(part.rows for part in parts), collated=False)
