"""What is noted of each chunk of an answer, and how it shows that one is short, empty or there twice.

Statements ask for their rows in order, so chunks arrive sorted as a whole: keys that ascend from chunk to chunk prove
that none is repeated, and the sum of their rows proves that none is short. It must never look at a whole answer.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import pyarrow as pa

from rearview.lake.sort import Key, key_of


class End(NamedTuple):
    """What is noted of a row at the edge of a chunk."""

    key: Key
    """What it is sorted by."""
    content: str
    """A digest of all of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """What is noted of one chunk."""

    rows: int
    rejected: int
    """How many more it had, that can't be kept."""
    told: int | None
    """How many the source said it has, if it did."""
    bytes: int
    """How much memory it took."""
    ends: tuple[End, End] | None
    """Its first row and its last; None if it has no rows."""
    unfinished: bool
    """Whether something in it is still going to change."""

    @property
    def came(self) -> int:
        """How many rows the source gave."""
        return self.rows + self.rejected


def note(
    table: pa.Table, order: Sequence[str], *, rejected: int, told: int | None, open_until: str | None
) -> Chunk:
    """Note what is to be known of a chunk's rows."""
    last = table.num_rows - 1
    ends = (_end(table.slice(0, 1), order), _end(table.slice(last), order)) if table.num_rows else None
    unfinished = open_until in table.column_names and table[open_until].null_count > 0
    return Chunk(
        rows=table.num_rows,
        rejected=rejected,
        told=told,
        bytes=table.nbytes,
        ends=ends,
        unfinished=unfinished,
    )


def suspects(chunks: Sequence[Chunk], *, rows: int, collated: bool) -> set[int]:
    """Return the places of the chunks to fetch again, all of them if it can't be told which; none if all is well."""
    odd = {place for place, chunk in enumerate(chunks) if chunk.told not in {None, chunk.came}}
    odd |= _repeated(chunks) if collated else _overlapping(chunks)
    if not odd and sum(chunk.came for chunk in chunks) == rows:
        return set()
    odd |= {place for place, chunk in enumerate(chunks) if not chunk.came}
    return odd or set(range(len(chunks)))


def _overlapping(chunks: Sequence[Chunk]) -> set[int]:
    """Chunks that begin before the one in front of them ends, or with its last row, and that one.

    Two rows of the source may be alike in all that they are sorted by, but not in everything.
    """
    filled = [(place, *chunk.ends) for place, chunk in enumerate(chunks) if chunk.ends is not None]
    return {
        place
        for (left, _, last), (right, first, _) in pairwise(filled)
        if last.key > first.key or last == first
        for place in (left, right)
    }


def _repeated(chunks: Sequence[Chunk]) -> set[int]:
    """Chunks that begin or end with the same row as another."""
    met: dict[End, int] = {}
    odd: set[int] = set()
    for place, chunk in enumerate(chunks):
        for end in set(chunk.ends or ()):
            if met.setdefault(end, place) != place:
                odd |= {met[end], place}
    return odd


def _end(row: pa.Table, order: Sequence[str]) -> End:
    return End(key_of(row, order), hashlib.sha256(repr(row.to_pylist()).encode()).hexdigest())
