"""Periods as people type them, and what they are told when one makes no sense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.errors import ArgumentError
from rearview.lake.grid import DAY_MS, HOUR_MS, MINUTE_MS, iso
from rearview.sources.agentforce.extract.period import Period, moment_ms, period, window_ms

NOW = 1_769_594_400_000
"""2026-01-28T10:00:00Z."""
DAY = NOW - 10 * HOUR_MS


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("now", NOW),
        ("2026-01-28", DAY),
        ("2026-01-28T09:15", DAY + 9 * HOUR_MS + 15 * MINUTE_MS),
        ("2026-01-28 09:15:30", DAY + 9 * HOUR_MS + 15 * MINUTE_MS + 30_000),
        ("2026-01-28T09:15:30.250Z", DAY + 9 * HOUR_MS + 15 * MINUTE_MS + 30_250),
        ("2026-01-28T09:15+01:00", DAY + 8 * HOUR_MS + 15 * MINUTE_MS),
        ("2026-01-27T23:00-05:00", DAY + 4 * HOUR_MS),
        ("36h", NOW - 36 * HOUR_MS),
        ("7d", NOW - 7 * DAY_MS),
        ("15m", NOW - 15 * MINUTE_MS),
        ("0h", NOW),
    ],
)
def test_moments_are_read(text: str, ms: int) -> None:
    """A day, a time with or without an offset and an age all mean one moment; without an offset it is in UTC."""
    assert moment_ms(text, option="--since", now_ms=NOW) == ms


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-02-30", "28.01.2026", "7 d", "7w", "-7d", "1e3d", "٣d", "10:15"]
)
def test_other_texts_are_refused(text: str) -> None:
    """What is no moment is refused with the forms there are."""
    with pytest.raises(ArgumentError, match=r"--since .* is no moment.\nHint: write a day"):
        moment_ms(text, option="--since", now_ms=NOW)


@given(st.integers(0, NOW))
def test_moments_are_read_as_they_are_written(ms: int) -> None:
    """A moment as we print it means itself."""
    assert moment_ms(iso(ms), option="--since", now_ms=NOW) == ms


def test_the_default_is_the_last_seven_days() -> None:
    """Without options, a period ends now and began a week ago."""
    assert period(now_ms=NOW) == (NOW - 7 * DAY_MS, NOW)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"days": 2}, Period(NOW - 2 * DAY_MS, NOW)),
        ({"since": "2026-01-01"}, Period(DAY - 27 * DAY_MS, NOW)),
        ({"since": "3d", "until": "1d"}, Period(NOW - 3 * DAY_MS, NOW - DAY_MS)),
        ({"days": 2, "until": "2026-01-28"}, Period(DAY - 2 * DAY_MS, DAY)),
        ({"until": "now"}, Period(NOW - 7 * DAY_MS, NOW)),
    ],
)
def test_options_say_where_a_period_begins_and_ends(options: dict[str, object], expected: Period) -> None:
    """Days count back from the end; a beginning may be given instead."""
    assert period(**options, now_ms=NOW) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"since": "2026-01-20", "until": "2026-01-10"}, "is empty"),
        ({"since": "2026-01-20", "until": "2026-01-20"}, "is empty"),
        ({"since": "now"}, "is empty"),
        ({"days": -1}, "--days -1"),
        ({"days": 0}, "--days 0"),
        ({"days": 10**9}, "--days 1000000000 lies before 1970"),
        ({"since": "1969-12-31"}, "--since 1969-12-31 lies before 1970"),
        ({"until": "1970-01-02"}, "--until 1970-01-02 lies before 1970"),
        ({"since": "0001-01-01T00:00+14:00"}, "before 1970"),
        ({"since": "2026-02-01"}, "--since 2026-02-01 lies in the future"),
        ({"until": "2026-01-28T10:01"}, "lies in the future: by the org's clock it is 2026-01-28T10:00"),
        ({"since": "9999-12-31T23:00-05:00"}, "in the future"),
        ({"since": "7d", "days": 7}, "both"),
        ({"until": "tomorrow"}, "--until tomorrow"),
    ],
)
def test_periods_that_make_no_sense_are_refused(options: dict[str, object], says: str) -> None:
    """A period that can't be is an error that names the option, never an empty or a turned result."""
    with pytest.raises(ArgumentError, match=says):
        period(**options, now_ms=NOW)  # type: ignore[arg-type]


def test_widths_divide_a_day() -> None:
    """A cell is as wide as some part of a day; other widths are refused with those that do."""
    assert window_ms("6h", option="--window") == 6 * HOUR_MS
    with pytest.raises(ArgumentError, match=r"7h doesn't divide a day.*\nHint: choose from: 24h"):
        window_ms("7h", option="--window")
