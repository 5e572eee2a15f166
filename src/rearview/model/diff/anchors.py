"""Where two long sequences surely meet: short stretches that stand once in each, in the same order in both."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

_WIDTHS = (1, 4, 16)
"""A key alone is seldom the only one of its sort; a few in a row are."""


def anchors(a: Sequence[int], b: Sequence[int]) -> list[tuple[int, int]]:
    """Return where such stretches begin: of the widths that are tried, those of the one that yields the most."""
    return max((_of_width(a, b, width) for width in _WIDTHS), key=len)


def _of_width(a: Sequence[int], b: Sequence[int], width: int) -> list[tuple[int, int]]:
    first, second = _only_once(a, width), _only_once(b, width)
    met = [(place, second[stretch]) for stretch, place in first.items() if stretch in second]
    return _rising(met)


def _only_once(keys: Sequence[int], width: int) -> dict[tuple[int, ...], int]:
    """Return the stretches that stand only once, with their places, in order."""
    stretches = [tuple(keys[place : place + width]) for place in range(len(keys) - width + 1)]
    number = Counter(stretches)
    return {stretch: place for place, stretch in enumerate(stretches) if number[stretch] == 1}


def _rising(met: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest run of meetings that go forward in both sequences; they go forward in the first already."""
    ends: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for place, (_, there) in enumerate(met):
        length = bisect_left(ends, there)
        before.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [there]
        places[length : length + 1] = [place]
    found = []
    place = places[-1] if places else -1
    while place >= 0:
        found.append(met[place])
        place = before[place]
    return found[::-1]
