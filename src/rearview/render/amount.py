"""How times, durations, counts, sizes, money and other amounts read."""

from datetime import UTC, datetime, timedelta

UNKNOWN_CLOCK = "--:--:--"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 1_000
_MINUTE = 60 * _SECOND
_HOUR = 60 * _MINUTE
_DAY = 24 * _HOUR
_LITTLE = 0.001
_THOUSAND = 1000
_MANY = 100_000
_MILLION = 1_000_000
_BILLION = 1_000_000_000
_PERCENT = 100
_CLEAR = 10
"""From so many percent on a fraction of one says nothing, until near to all."""


def clock(at_ms: int | None) -> str:
    """Return the time of day in UTC, such as `10:15:23`."""
    if at_ms is None:
        return UNKNOWN_CLOCK
    second = at_ms % _DAY // _SECOND
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"


def date(at_ms: int) -> str:
    """Return the date in UTC, such as `2026-01-28`."""
    try:
        return (_EPOCH + timedelta(days=at_ms // _DAY)).date().isoformat()
    except OverflowError:  # a recorder's nonsense; dates end in the year 9999
        return f"day {at_ms // _DAY:,} since 1970"


def duration(ms: int | None) -> str:
    """Return a duration as people say it: `640 ms`, `5.0 s`, `4m 32s`, `2h 05m`."""
    if ms is None:
        return "unknown"
    if ms < _SECOND:
        return f"{ms:,} ms"
    if ms < _MINUTE - 50:  # what rounds to 60.0 s is a minute
        return f"{ms / _SECOND:.1f} s"
    seconds = round(ms / _SECOND)
    if ms < _HOUR - _SECOND // 2:
        return f"{seconds // 60}m {seconds % 60:02}s"
    minutes = round(ms / _MINUTE)
    return f"{minutes // 60:,}h {minutes % 60:02}m"


def money(usd: float) -> str:
    """Return an amount in US dollars: to the cent where it is dollars, finer where it is little."""
    if usd >= 1 or usd == 0:
        return f"${usd:,.2f}"
    return f"${usd:.4f}" if usd >= _LITTLE else f"${usd:.6f}"


def counted(number: int, noun: str) -> str:
    """Return a number with what it counts: `1 step`, `1,204 steps`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def decimal(amount: float) -> str:
    """Return an amount such as that of credits: to the hundredth where it is one or more, finer where it is little."""
    if amount >= 1 or amount == 0:
        return f"{amount:,.2f}"
    return f"{amount:.4f}" if amount >= _LITTLE else f"{amount:.2g}"


def size(number: int) -> str:
    """Return a number of bytes as people say it: `640 bytes`, `1.2 MB`."""
    amount, unit = float(number), "bytes"
    for larger in ("kB", "MB", "GB", "TB"):
        if amount < _THOUSAND - 0.05:  # what rounds to 1,000.0 is one of the next
            break
        amount, unit = amount / _THOUSAND, larger
    return f"{number:,} bytes" if unit == "bytes" else f"{amount:,.1f} {unit}"


def share(part: float) -> str:
    """Return a part of a whole in percent, finer where it is near to none or to all."""
    percent = part * _PERCENT
    if percent in {0, _PERCENT} or _CLEAR <= percent <= _PERCENT - 1:
        return f"{percent:.0f} %"
    return f"{percent:.1f} %"


def short(number: float) -> str:
    """Return a count in the room that a table has: `8,412`, `640 k`, `1.29 m`."""
    if number >= _BILLION:
        return f"{number / _BILLION:,.2f} bn"
    if number >= _MILLION:
        return f"{number / _MILLION:,.2f} m"
    return f"{number / _THOUSAND:,.0f} k" if number >= _MANY else f"{number:,.0f}"
