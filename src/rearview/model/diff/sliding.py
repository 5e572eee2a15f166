"""Gaps moved to where they belong.

Of three calls of one tool, one of which the second tree lacks, any may be the missing one as far as keys tell. A gap is
moved along such calls to where most of those that stand opposite each other also did the same.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from rearview.model.diff.alignment import Pair

Alike = Callable[[int, int], bool]
"""Whether two nodes, by their places in the first and the second sequence, did the same."""
Opposite = list[int | None]
"""For each place of one sequence, the place opposite in the other."""


def slid(pairs: Sequence[Pair], keys: tuple[Sequence[int], Sequence[int]], alike: Alike) -> list[Pair]:
    """Return the pairs with their gaps moved."""
    first: Opposite = [j for i, j in pairs if i is not None]
    _slide(first, keys[0], alike)
    second: Opposite = [None] * len(keys[1])
    for i, j in enumerate(first):
        if j is not None:
            second[j] = i
    _slide(second, keys[1], lambda j, i: alike(i, j))
    return _paired(second, len(keys[0]))


def _paired(second: Opposite, length: int) -> list[Pair]:
    pairs: list[Pair] = []
    met = [(i, j) for j, i in enumerate(second) if i is not None]
    for (i, j), (here, there) in pairwise([(-1, -1), *met, (length, len(second))]):
        pairs += ((place, None) for place in range(i + 1, here))
        pairs += ((None, place) for place in range(j + 1, there))
        if here < length:
            pairs.append((here, there))
    return pairs


def _slide(opposite: Opposite, keys: Sequence[int], alike: Alike) -> None:
    """Move every run of places that have nothing opposite."""
    start = 0
    while start < len(opposite):
        if opposite[start] is not None:
            start += 1
            continue
        end = start
        while end < len(opposite) and opposite[end] is None:
            end += 1
        up, gained = _best(opposite, keys, alike, (start, end), step=-1)
        down, more = _best(opposite, keys, alike, (start, end), step=1)
        if max(gained, more) > 0:
            _move(opposite, (start, end), up if gained >= more else down, step=-1 if gained >= more else 1)
        # Past where it is now, so that no run is moved twice.
        start = end + (down if more > gained else 0)


def _best(
    opposite: Opposite, keys: Sequence[int], alike: Alike, run: tuple[int, int], *, step: int
) -> tuple[int, int]:
    """Return how far it is best to move a run in a direction, and how many more pairs are then alike."""
    start, end = run
    best = (0, 0)
    gained = moved = 0
    while True:
        leaving, joining = (start - 1, end - 1) if step < 0 else (end, start)
        if not 0 <= leaving < len(keys) or keys[leaving] != keys[joining]:
            return best
        partner = opposite[leaving]
        if partner is None:
            return best
        gained += alike(joining, partner) - alike(leaving, partner)
        start, end, moved = start + step, end + step, moved + 1
        if gained > best[1]:
            best = (moved, gained)


def _move(opposite: Opposite, run: tuple[int, int], distance: int, *, step: int) -> None:
    start, end = run
    for _ in range(distance):
        leaving, joining = (start - 1, end - 1) if step < 0 else (end, start)
        opposite[joining], opposite[leaving] = opposite[leaving], None
        start, end = start + step, end + step
