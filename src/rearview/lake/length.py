"""Lengths of time as people type them: 15m, 36h, 7d."""

import re

from rearview.errors import ArgumentError
from rearview.lake.grid import DAY_MS, HOUR_MS, MINUTE_MS

_LENGTH = re.compile(r"([0-9]{1,9})([mhd])", re.ASCII)
_UNITS_MS = {"m": MINUTE_MS, "h": HOUR_MS, "d": DAY_MS}


def length_ms(text: str) -> int | None:
    """Return the length of time that a text means; None where it means none."""
    found = _LENGTH.fullmatch(text)
    return None if found is None else int(found[1]) * _UNITS_MS[found[2]]


def duration_ms(text: str, *, option: str) -> int:
    """Return the length of time that somebody typed for an option; no time at all is refused."""
    length = length_ms(text)
    if not length:
        raise ArgumentError.duration(option, text)
    return length
