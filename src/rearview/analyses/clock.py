"""Times as people speak of them: days, weeks, hours and weekdays, all of them in UTC, counted as whole numbers.

Grouping goes by the number; its text is written once the rows are few. Every engine counts alike, before 1970 too.
"""

import narwhals as nw

from rearview.analyses.analysis import Frame

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_EPOCH_WEEKDAY = 3
"""1970 began on a Thursday."""


def day(time: str) -> nw.Expr:
    """Return the number of the day that a time lies in; 0 is 1970-01-01."""
    return nw.col(time) // DAY_MS


def week(time: str) -> nw.Expr:
    """Return the number of the Monday with which the week of a time begins."""
    return day(time) - weekday(time)


def weekday(time: str) -> nw.Expr:
    """Return the day of the week, from Monday, which is 0."""
    return (day(time) + _EPOCH_WEEKDAY) % len(WEEKDAYS)


def hour(time: str) -> nw.Expr:
    """Return the hour of the day."""
    return nw.col(time) % DAY_MS // HOUR_MS


def written_hour(name: str) -> nw.Expr:
    """Return the text of an hour: 07:00."""
    return nw.concat_str((nw.col(name) + 100).cast(nw.String).str.slice(1, 2), nw.lit(":00"))


def written_weekday(name: str) -> nw.Expr:
    """Return the name of a day of the week."""
    written = nw.lit(None, nw.String)
    for number, word in enumerate(WEEKDAYS):
        written = nw.when(nw.col(name) == number).then(nw.lit(word)).otherwise(written)
    return written


def with_written_day(frame: Frame, name: str) -> Frame:
    """Replace the number of a day by its text: 2026-01-28."""
    # Years are counted from March, so that the leap day is a year's last; 400 years, an era, have 146,097 days.
    since = nw.col(name) + 719_468
    in_era, in_year, year, month = (nw.col(column) for column in ("_in_era", "_in_year", "_year", "_month"))
    digits = nw.col("_digits").cast(nw.String)
    return (
        frame.with_columns(_in_era=since % 146_097)
        .with_columns(_year=(in_era - in_era // 1_460 + in_era // 36_524 - in_era // 146_096) // 365)
        .with_columns(_in_year=in_era - (365 * year + year // 4 - year // 100))
        .with_columns(_month=(5 * in_year + 2) // 153)
        .with_columns(
            _digits=(year + since // 146_097 * 400 + month // 10) * 10_000
            + ((month + 2) % 12 + 1) * 100
            + (in_year - (153 * month + 2) // 5 + 1)
        )
        .with_columns(
            nw.concat_str(
                digits.str.slice(0, 4), digits.str.slice(4, 2), digits.str.slice(6, 2), separator="-"
            ).alias(name)
        )
        .drop("_in_era", "_year", "_in_year", "_month", "_digits")
    )
