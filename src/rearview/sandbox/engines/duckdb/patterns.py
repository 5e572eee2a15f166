"""How moments are written: the patterns of TO_CHAR as those of strftime."""

import re

from rearview.sandbox.engines.error import SqlError

_DIRECTIVES = {
    "YYYY": "%Y",
    "YY": "%y",
    "IYYY": "%G",
    "MM": "%m",
    "IW": "%V",
    "DDD": "%j",
    "DD": "%d",
    "HH24": "%H",
    "HH12": "%I",
    "HH": "%I",
    "MI": "%M",
    "SS": "%S",
    "MS": "%g",
    "US": "%f",
    "Mon": "%b",
    "Dy": "%a",
    "AM": "%p",
    "PM": "%p",
    "FMMonth": "%B",
    "FMDay": "%A",
    "FMDD": "%-d",
    "FMMM": "%-m",
}
_ANY_CASE = {name.upper() for name in _DIRECTIVES} - {"MON", "DY", "AM", "PM", "FMMONTH", "FMDAY"}
"""Numbers look the same however their pattern is spelled."""

_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"'
    rf"|(?P<name>{'|'.join(sorted(_DIRECTIVES, key=len, reverse=True))})"
    rf"|(?P<number>(?i:{'|'.join(sorted(_ANY_CASE, key=len, reverse=True))}))"
    r"|(?P<mark>[^A-Za-z%])"
)


def strftime(pattern: str) -> str:
    """Return the pattern in DuckDB's words, or refuse one that has none."""
    written = []
    place = 0
    while place < len(pattern):
        piece = _PIECE.match(pattern, place)
        if not piece:
            raise SqlError.beyond(what=f"to_char with '{pattern}'")
        place = piece.end()
        name = piece["name"] or (piece["number"] or "").upper()
        written.append(_DIRECTIVES[name] if name else (piece["mark"] or piece["quoted"].replace("%", "%%")))
    return "".join(written)
