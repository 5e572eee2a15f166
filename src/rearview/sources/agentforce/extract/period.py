"""What people type for a time, a period and the width of a cell, as UTC milliseconds.

The clock is what the caller says it is. A period that makes no sense is refused here, before anything is asked.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from rearview.errors import ArgumentError
from rearview.lake.grid import DAY_MS, is_width, iso, milliseconds
from rearview.lake.length import duration_ms, length_ms

DAYS = 7
"""How many days a period reaches back if nothing says where it begins."""

_NOW = "now"


class Period(NamedTuple):
    """A span of time: its beginning is inside, its end is not."""

    since_ms: int
    until_ms: int


def period(
    *, since: str | None = None, until: str | None = None, days: int | None = None, now_ms: int
) -> Period:
    """Return the period that options mean: by default the last seven days, up to now."""
    if since is not None and days is not None:
        raise ArgumentError.since_and_days()
    until_ms = now_ms if until is None else moment_ms(until, option="--until", now_ms=now_ms)
    if since is not None:
        since_ms = moment_ms(since, option="--since", now_ms=now_ms)
    else:
        since_ms = until_ms - _days_ms(DAYS if days is None else days)
    if since_ms < 0:
        given = {"--since": since, "--days": days, "--until": until}
        raise ArgumentError.too_early(
            *next((name, str(said)) for name, said in given.items() if said is not None)
        )
    if until_ms <= since_ms:
        raise ArgumentError.empty_period(iso(since_ms), iso(until_ms))
    return Period(since_ms, until_ms)


def moment_ms(text: str, *, option: str, now_ms: int) -> int:
    """Return the moment that a text means: a day, a time (UTC where it has no offset), an age such as 36h, or now."""
    if text == _NOW:
        return now_ms
    age_ms = length_ms(text)
    if age_ms is not None:
        return now_ms - age_ms
    try:
        at = datetime.fromisoformat(text)
        ms = milliseconds(at if at.tzinfo else at.replace(tzinfo=UTC))
    except ValueError as error:
        raise ArgumentError.moment(option, text) from error
    if ms > now_ms:
        raise ArgumentError.in_the_future(option, text, now=iso(now_ms))
    return ms


def window_ms(text: str, *, option: str) -> int:
    """Return the width of a cell that a text means: one by which a day can be divided."""
    width = duration_ms(text, option=option)
    if not is_width(width):
        raise ArgumentError.window(option, text)
    return width


def _days_ms(days: int) -> int:
    if days < 1:
        raise ArgumentError.days(days)
    return days * DAY_MS
