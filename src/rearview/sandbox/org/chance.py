"""Chance that repeats itself: draws that depend on nothing but the words they are named with.

Whoever names the same words draws the same numbers, in any process, on any machine and in any order of work. Only
the generator's `random()` is used, whose sequence Python promises to keep.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from random import Random
from typing import TypeVar

Option = TypeVar("Option")


def digest(*name: object, size: int = 40) -> bytes:
    """Return bytes that are as good as random, and the same for the same words."""
    return blake2b("/".join(map(str, name)).encode(), digest_size=size).digest()


class Chance:
    """A row of draws, named by words."""

    def __init__(self, *name: object) -> None:
        self._random = Random(int.from_bytes(digest(*name))).random  # noqa: S311 - it has to repeat itself

    def below(self, bound: int) -> int:
        """Return a whole number from 0 up to a bound that isn't reached."""
        return int(self._random() * bound)

    def between(self, low: int, high: int) -> int:
        """Return a whole number between two, both included."""
        return low + self.below(high - low + 1)

    def happens(self, share: float) -> bool:
        """Decide something that is true in a share of all cases."""
        return self._random() < share

    def pick(self, options: Sequence[Option]) -> Option:
        """Return one of several."""
        return options[self.below(len(options))]

    def weighted(self, weights: Mapping[Option, float]) -> Option:
        """Return one of several, the heavier the more often."""
        return weigh(self._random(), weights)

    def score(self, low: float, high: float) -> float:
        """Return a score between two, as detectors give it: four digits."""
        return round(low + self._random() * (high - low), 4)

    def hex(self, digits: int) -> str:
        """Return a number in so many hexadecimal digits, twelve at most."""
        return f"{self.below(16**digits):0{digits}x}"


def weigh(share: float, weights: Mapping[Option, float]) -> Option:
    """Return the option at a place between 0 and 1, where each takes up as much room as it weighs."""
    left = share * sum(weights.values())
    for option, weight in weights.items():
        left -= weight
        if left < 0:
            return option
    return option
