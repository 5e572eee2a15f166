"""Sequences laid side by side: every place once, only equals opposite each other, and as many as there can be."""

from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.model.diff import align
from rearview.model.diff.alignment import Pair, matches

KEYS = st.lists(st.sampled_from("abcd"), max_size=12)


def longest(first: list[str], second: list[str]) -> int:
    """The length of a longest common subsequence, by the book."""
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i, j in product(range(len(first)), range(len(second))):
        same = table[i][j] + 1 if first[i] == second[j] else 0
        table[i + 1][j + 1] = max(same, table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


def met(pairs: list[Pair]) -> list[tuple[int, int]]:
    """The pairs that have both places."""
    return [(i, j) for i, j in pairs if i is not None and j is not None]


def is_sound(first: list[str], second: list[str], pairs: list[Pair]) -> bool:
    """Whether each place stands once and in order, and only equals are opposite each other."""
    whole = [i for i, _ in pairs if i is not None] == list(range(len(first)))
    other = [j for _, j in pairs if j is not None] == list(range(len(second)))
    return whole and other and all(first[i] == second[j] for i, j in met(pairs))


@given(KEYS, KEYS)
def test_as_many_as_possible_stand_opposite_each_other(first: list[str], second: list[str]) -> None:
    """No other alignment of short sequences has more pairs."""
    pairs = align(first, second)
    assert is_sound(first, second, pairs)
    assert len(met(pairs)) == longest(first, second)


@given(KEYS)
def test_a_sequence_stands_opposite_itself(keys: list[str]) -> None:
    """Every place is opposite the same place."""
    assert align(keys, keys) == [(place, place) for place in range(len(keys))]


def test_what_only_one_has_comes_before_what_only_the_other_has() -> None:
    """Between two pairs, the first sequence is read first."""
    assert align("axb", "ayb") == [(0, 0), (1, None), (None, 1), (2, 2)]


LENGTH = 6_000


def _drawn(seed: int, kinds: int) -> list[str]:
    random = Random(seed)  # noqa: S311 - a sequence, not a secret
    return [str(random.randrange(kinds)) for _ in range(LENGTH)]


@pytest.mark.parametrize(
    ("second", "least"),
    [
        (_drawn(1, 20)[: LENGTH // 2] + _drawn(1, 20)[LENGTH // 2 + 1 :], LENGTH - 1),
        ([key for place, key in enumerate(_drawn(1, 20)) if place % 50], LENGTH * 49 // 50),
        ([key if place % 5 else "other" for place, key in enumerate(_drawn(1, 20))], LENGTH * 3 // 4),
        (_drawn(2, 20), LENGTH // 10),
        (["other"] * LENGTH, 0),
        (_drawn(1, 20)[100:200], 100),
        ([], 0),
    ],
    ids=["one-less", "every-fiftieth-less", "a-fifth-other", "unlike", "disjoint", "a-part", "empty"],
)
def test_long_sequences_are_aligned_well_enough(second: list[str], least: int) -> None:
    """However unlike they are, the alignment is sound, and close to the best where they are alike."""
    first = _drawn(1, 20)
    pairs = align(first, second)
    assert is_sound(first, second, pairs)
    assert len(met(pairs)) >= least


def test_unlike_sequences_take_time_in_proportion_to_their_length() -> None:
    """Of two sequences ten times as long, no more than some ten times as many keys are compared."""
    assert _comparisons(4_000) < 20 * _comparisons(400)


class _Key(int):
    """A key that counts how often one is compared with another."""

    compared = 0
    __hash__ = int.__hash__

    def __eq__(self, other: object) -> bool:
        _Key.compared += 1
        return int.__eq__(self, other) is True


def _comparisons(length: int) -> int:
    random = Random(length)  # noqa: S311 - a sequence, not a secret
    first, second = ([_Key(random.randrange(20)) for _ in range(length)] for _ in range(2))
    _Key.compared = 0
    assert list(matches(first, second))
    return _Key.compared
