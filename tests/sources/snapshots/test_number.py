"""Numbers of the recorder's as the canonical tables want them."""

import pytest

from rearview.sources.snapshots.number import amount, duration, durations, whole, wholes


def test_whole_numbers() -> None:
    """A fraction is rounded; what is unknown stays unknown."""
    assert [whole(5), whole(1.6), whole(None)] == [5, 2, None]


def test_durations() -> None:
    """A duration needs both ends."""
    assert [duration(5, 8), duration(0, 0), duration(None, 8), duration(5, None)] == [3, 0, None, None]


def test_columns_of_numbers() -> None:
    """A column is rounded, and two of them subtracted, as single numbers are."""
    assert wholes([5, 1.6, None, True, 2**63]) == [5, 2, None, 1, None]
    assert durations([5, 0, None, 5, -(2**62)], [8, 0, 8, None, 2**63 - 1]) == [3, 0, None, None, None]


@pytest.mark.parametrize("number", [2**70, -(2**70), 1e300, 10**400])
def test_numbers_beyond_all_meaning(number: float) -> None:
    """A number that no table has room for is unknown."""
    assert (whole(number), wholes([number]), amount(number)) == (None, [None], None)
    assert (duration(number, 1), duration(1, number)) == (None, None)


def test_amounts() -> None:
    """An amount is kept to the last digit; an unknown one stays unknown."""
    assert [amount(0.000123), amount(2), amount(0), amount(None)] == [0.000123, 2.0, 0.0, None]
