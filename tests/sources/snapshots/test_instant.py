"""The times of ledgers."""

import pytest

from rearview.sources.snapshots.instant import milliseconds


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-05-26T12:00:01.250Z", 1779796801250),
        ("2026-05-26T14:00:01.250+02:00", 1779796801250),
        ("2026-05-26T12:00:01.250", 1779796801250),
        ("1969-12-31T23:59:59.999Z", -1),
        ("soon", None),
        ("0001-01-01T00:00:00+14:00", -62135647200000),
        (None, None),
    ],
)
def test_a_moment(text: str | None, moment: int | None) -> None:
    """A time is its milliseconds, UTC where it doesn't say otherwise; what is no time is unknown."""
    assert milliseconds(text) == moment
