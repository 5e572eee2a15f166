"""Some sessions among all, by a text such as `agent=Support agent_version=v2 since=2026-02-01`.

`last=7d` are the sessions that began in the seven days up to the newest one; `previous=7d` those of the seven days
before these.
"""

import re
import shlex
from collections.abc import Callable
from datetime import UTC, datetime

import narwhals as nw

from rearview.analyses.clock import DAY_MS, HOUR_MS
from rearview.errors import ArgumentError

COLUMNS = ("agent", "agent_version", "channel", "mode", "outcome", "end_type", "source", "started_ms")
"""The facts that tell cohorts apart."""
NEWEST = "newest_ms"
"""The column in which a cohort finds when the newest session began."""

_UNITS = {"h": HOUR_MS, "d": DAY_MS}


def cohort(name: str, text: str) -> nw.Expr:
    """Return which sessions a text means; `name` is the parameter that holds it."""
    try:
        conditions = [word.partition("=") for word in shlex.split(text)]
    except ValueError as error:
        raise ArgumentError.cohort(name, text, known=_KNOWN) from error
    if not conditions or any(not value or key not in _KNOWN for key, _, value in conditions):
        raise ArgumentError.cohort(name, text, known=_KNOWN)
    return nw.all_horizontal(*(_condition(key, value) for key, _, value in conditions), ignore_nulls=False)


def _condition(key: str, value: str) -> nw.Expr:
    return _TIMES[key](value) if key in _TIMES else nw.col(key) == value


def _moment(option: str, text: str) -> int:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentError.moment(option, text) from error
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1_000)


def _length(option: str, text: str) -> int:
    if not (read := re.fullmatch("([1-9][0-9]{0,4})([hd])", text)):
        raise ArgumentError.duration(option, text)
    return int(read[1]) * _UNITS[read[2]]


def _last(text: str) -> nw.Expr:
    return nw.col("started_ms") > nw.col(NEWEST) - _length("last", text)


def _previous(text: str) -> nw.Expr:
    length = _length("previous", text)
    age = nw.col(NEWEST) - nw.col("started_ms")
    return (age >= length) & (age < 2 * length)


_TIMES: dict[str, Callable[[str], nw.Expr]] = {
    "since": lambda text: nw.col("started_ms") >= _moment("since", text),
    "until": lambda text: nw.col("started_ms") < _moment("until", text),
    "last": _last,
    "previous": _previous,
}
_KNOWN = (*(name for name in COLUMNS if name != "started_ms"), *_TIMES)
