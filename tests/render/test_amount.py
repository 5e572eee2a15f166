"""How times, durations, counts and money read."""

import pytest

from rearview.render.amount import clock, counted, date, decimal, duration, money, size

MINUTE = 60_000


@pytest.mark.parametrize(
    ("at_ms", "shown"),
    [
        (1_769_595_323_999, "10:15:23"),
        (0, "00:00:00"),
        (-1, "23:59:59"),
        (None, "--:--:--"),
        (10**30, "01:46:40"),
    ],
)
def test_clock(at_ms: int | None, shown: str) -> None:
    """The time of day is in UTC, for any number that a recorder may write."""
    assert clock(at_ms) == shown


@pytest.mark.parametrize(
    ("at_ms", "shown"),
    [(1_769_595_323_999, "2026-01-28"), (-1, "1969-12-31"), (10**17, "day 1,157,407,407 since 1970")],
)
def test_date(at_ms: int, shown: str) -> None:
    """A date is a date as far as calendars go."""
    assert date(at_ms) == shown


@pytest.mark.parametrize(
    ("ms", "shown"),
    [
        (None, "unknown"),
        (0, "0 ms"),
        (-1500, "-1,500 ms"),
        (640, "640 ms"),
        (5_000, "5.0 s"),
        (59_949, "59.9 s"),
        (59_950, "1m 00s"),
        (4 * MINUTE + 32_000, "4m 32s"),
        (60 * MINUTE - 501, "59m 59s"),
        (60 * MINUTE - 500, "1h 00m"),
        (125 * MINUTE, "2h 05m"),
        (100_000 * MINUTE, "1,666h 40m"),
    ],
)
def test_duration(ms: int | None, shown: str) -> None:
    """A duration has as much precision as people can use, and never reads as sixty of anything."""
    assert duration(ms) == shown


@pytest.mark.parametrize(
    ("usd", "shown"),
    [
        (0.0, "$0.00"),
        (0.000038, "$0.000038"),
        (0.0226, "$0.0226"),
        (0.99996, "$1.0000"),
        (1234.5, "$1,234.50"),
    ],
)
def test_money(usd: float, shown: str) -> None:
    """Small amounts keep the digits that count."""
    assert money(usd) == shown


def test_counted() -> None:
    """One is one, and anything else is several."""
    assert [counted(0, "step"), counted(1, "step"), counted(1204, "step")] == [
        "0 steps",
        "1 step",
        "1,204 steps",
    ]


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(0, "0.00"), (1_234.567, "1,234.57"), (0.25, "0.2500"), (0.00027, "0.00027")],
)
def test_decimal(amount: float, shown: str) -> None:
    """An amount that is little keeps digits enough to be told from nothing."""
    assert decimal(amount) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (640, "640 bytes"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (31_000_000, "31.0 MB"),
        (5 * 10**15, "5,000.0 TB"),
    ],
)
def test_size(number: int, shown: str) -> None:
    """Bytes are counted in thousands, and never read as a thousand of anything but the largest."""
    assert size(number) == shown
