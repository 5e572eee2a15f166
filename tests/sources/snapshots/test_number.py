"""Numbers of the recorder's as the canonical tables want them."""

from rearview.sources.snapshots.number import duration, whole


def test_whole_numbers() -> None:
    """A fraction is rounded; what is unknown stays unknown."""
    assert [whole(5), whole(1.6), whole(None)] == [5, 2, None]


def test_durations() -> None:
    """A duration needs both ends."""
    assert [duration(5, 8), duration(0, 0), duration(None, 8), duration(5, None)] == [3, 0, None, None]
