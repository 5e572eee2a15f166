"""Lengths of time as people type them."""

import pytest

from rearview.errors import ArgumentError
from rearview.lake.grid import DAY_MS, HOUR_MS, MINUTE_MS
from rearview.lake.length import duration_ms, length_ms


def test_lengths_of_time() -> None:
    """Minutes, hours and days can be given."""
    assert [duration_ms(text, option="--every") for text in ("15m", "36h", "7d")] == [
        15 * MINUTE_MS,
        36 * HOUR_MS,
        7 * DAY_MS,
    ]


@pytest.mark.parametrize("text", ["0m", "15", "m", "15s", "1.5h", ""])
def test_no_lengths_of_time(text: str) -> None:
    """What is no length of time, or none at all, is refused."""
    with pytest.raises(ArgumentError, match="is no length of time"):
        duration_ms(text, option="--every")


def test_no_time_at_all_is_a_length() -> None:
    """Whoever asks for the age of something may find it new."""
    assert (length_ms("0d"), length_ms("soon")) == (0, None)
