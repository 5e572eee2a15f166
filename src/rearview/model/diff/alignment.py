"""Two sequences of keys laid side by side, so that as many equal keys as possible stand opposite each other.

Owns the algorithm: what is equal at both ends is set aside, the rest is aligned exactly (Myers) while that is cheap,
else piece by piece between keys that fix the place, else block by block. So time stays nearly linear, whatever the
sequences; a pair is always of equal keys, and pairs never cross.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

from rearview.model.diff.anchors import anchors

Pair = tuple[int | None, int | None]
"""A place in the first sequence and one in the second; None where the other has nothing opposite."""

_WORK = 8
"""Steps of the exact search, for each key, after which it is given up: they grow with the square of the differences."""
_ALWAYS = 10_000
"""Steps that it may take in any case: two blocks without a key in common take no more."""
_BLOCK = 32
"""Of sequences that have nothing in common to go by, so much is aligned at once."""


def align(first: Sequence[Hashable], second: Sequence[Hashable]) -> list[Pair]:
    """Return the places of two sequences side by side, in order, each place once."""
    numbers: dict[Hashable, int] = {}
    a = [numbers.setdefault(key, len(numbers)) for key in first]
    b = [numbers.setdefault(key, len(numbers)) for key in second]
    return list(_filled(matches(a, b), len(a), len(b)))


def _filled(matches: Iterator[tuple[int, int]], first: int, second: int) -> Iterator[Pair]:
    """Yield matches, and between them what has none: of the first sequence, then of the second."""
    i = j = 0
    for here, there in (*matches, (first, second)):
        yield from ((place, None) for place in range(i, here))
        yield from ((None, place) for place in range(j, there))
        if here < first and there < second:
            yield here, there
        i, j = here + 1, there + 1


def matches(a: Sequence[int], b: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the places that stand opposite each other."""
    tasks = [(0, len(a), 0, len(b), True)]
    while tasks:
        i, ends, j, stops, whole = tasks.pop()
        head = _in_common(a[i:ends], b[j:stops])
        yield from zip(range(i, i + head), range(j, j + head), strict=True)
        i, j = i + head, j + head
        tail = _in_common(a[i:ends][::-1], b[j:stops][::-1])
        if tail:
            tasks.append((ends - tail, ends, stops - tail, stops, False))
        ends, stops = ends - tail, stops - tail
        if i == ends or j == stops:
            continue
        found = exact(a[i:ends], b[j:stops])
        if found is not None:
            yield from ((i + here, j + there) for here, there in found)
        else:
            tasks += reversed(list(_pieces(a, b, (i, ends, j, stops), whole=whole)))


def _in_common(a: Sequence[int], b: Sequence[int]) -> int:
    """Return how many keys two sequences begin with in common."""
    shorter = min(len(a), len(b))
    return bisect_left(range(shorter), True, key=lambda place: a[: place + 1] != b[: place + 1])


Task = tuple[int, int, int, int, bool]


def _pieces(
    a: Sequence[int], b: Sequence[int], span: tuple[int, int, int, int], *, whole: bool
) -> Iterator[Task]:
    """Yield what is too much at once in pieces: between keys that fix the place, else in blocks."""
    i, ends, j, stops = span
    fixed = list(anchors(a[i:ends], b[j:stops])) if whole else []
    if fixed:
        for here, there in fixed:
            yield i, here + span[0], j, there + span[2], False
            i, j = here + span[0], there + span[2]
        yield i, ends, j, stops, False
        return
    blocks = max(1, max(ends - i, stops - j) // _BLOCK)
    for number in range(blocks):
        yield (
            i + (ends - i) * number // blocks,
            i + (ends - i) * (number + 1) // blocks,
            j + (stops - j) * number // blocks,
            j + (stops - j) * (number + 1) // blocks,
            False,
        )


def exact(a: Sequence[int], b: Sequence[int]) -> list[tuple[int, int]] | None:
    """Return the places of a longest common subsequence, or None where finding it takes too much work."""
    held, other = set(b), set(a)
    here = [place for place, key in enumerate(a) if key in held]
    there = [place for place, key in enumerate(b) if key in other]
    found = _shortest([a[place] for place in here], [b[place] for place in there])
    return None if found is None else [(here[x], there[y]) for x, y in found]


def _shortest(a: list[int], b: list[int]) -> list[tuple[int, int]] | None:
    """Search the shortest way from one sequence to the other: by Myers, ever more differences at a time."""
    allowed = max(_ALWAYS, _WORK * (len(a) + len(b)))
    if _at_least(a, b) ** 2 > 2 * allowed:
        return None
    trail: list[list[int]] = []
    """By the number of differences: how far into the first sequence one comes, on every other diagonal."""
    before = [0]
    work = 0
    for distance in range(len(a) + len(b) + 1):
        reach = []
        for number in range(distance + 1):
            start = x = _start(before, number, distance)
            y = x - (2 * number - distance)
            while x < len(a) and y < len(b) and a[x] == b[y]:
                x, y = x + 1, y + 1
            work += 1 + x - start
            reach.append(x)
            if x >= len(a) and y >= len(b):
                trail.append(reach)
                return _walked_back(trail, number)
        if work > allowed:
            return None
        trail.append(reach)
        before = reach
    return []


def _start(before: list[int], number: int, distance: int) -> int:
    """Return where one more difference leads to on a diagonal: from the one above it, or from the one below.

    At a distance there are the diagonals -distance, -distance + 2, …, numbered from 0.
    """
    if distance == 0:
        return 0
    down = _comes_down(before, number, distance)
    return before[number] if down else before[number - 1] + 1


def _comes_down(before: list[int], number: int, distance: int) -> bool:
    return number == 0 or (number != distance and before[number - 1] < before[number])


def _at_least(a: list[int], b: list[int]) -> int:
    """Return how many differences there are in any case: what one has more of than the other."""
    mine, yours = Counter(a), Counter(b)
    return sum(((mine - yours) + (yours - mine)).values())


def _walked_back(trail: list[list[int]], number: int) -> list[tuple[int, int]]:
    """Follow the way back from both ends, and return the places on it where the sequences agree."""
    found: list[tuple[int, int]] = []
    for distance in range(len(trail) - 1, -1, -1):
        x = trail[distance][number]
        y = x - (2 * number - distance)
        before = trail[distance - 1] if distance else []
        start = _start(before, number, distance)
        found += ((x - step, y - step) for step in range(1, x - start + 1))
        if distance and not _comes_down(before, number, distance):
            number -= 1
    return found[::-1]
