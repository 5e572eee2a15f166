"""How lakes and answers look in a notebook: HTML in which no recorded text can be anything but text."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from html import escape
from typing import Any

from rearview.analyses.analysis import Column
from rearview.library.units import Unit, unit_in, unit_of

ROWS = 40
_LONGEST = 200
_SECOND = 1_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_UNKNOWN = '<span style="opacity:.45">—</span>'
_CELL = "padding:.2em .8em;vertical-align:top;text-align:"


def table(heads: Sequence[Column], rows: Sequence[Mapping[str, Any]], of: int) -> str:
    """Return the first rows of an answer as a table, out of so many."""
    sides = ["left" if unit_of(head) in {"text", "flag", "moment"} else "right" for head in heads]
    named = "".join(
        f'<th style="{_CELL}{side}">{escape(head.name)}</th>' for head, side in zip(heads, sides, strict=True)
    )
    lines = [_line(heads, sides, row) for row in rows]
    more = f"<p>{of - len(rows):,} more rows</p>" if of > len(rows) else ""
    return f'<table style="border-collapse:collapse"><thead><tr>{named}</tr></thead><tbody>{"".join(lines)}</tbody></table>{more}'


def facts(title: str, told: Iterable[tuple[str, str]]) -> str:
    """Return what there is to say of a thing, below its title."""
    lines = (
        f'<tr><th style="{_CELL}left">{escape(name)}</th><td style="{_CELL}left">{escape(said)}</td></tr>'
        for name, said in told
    )
    return f"<p><b>{escape(title)}</b></p><table>{''.join(lines)}</table>"


def moment(at_ms: int) -> str:
    """Return a moment in UTC."""
    try:
        return f"{_EPOCH + timedelta(milliseconds=at_ms):%Y-%m-%d %H:%M}"
    except OverflowError:  # a recorder's nonsense
        return f"{at_ms:,} ms"


def _line(heads: Sequence[Column], sides: Sequence[str], row: Mapping[str, Any]) -> str:
    cells = (
        f'<td style="{_CELL}{side}">{_shown(row[head.name], unit_in(head, row.get("measure")))}</td>'
        for head, side in zip(heads, sides, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>"


def _shown(value: object, unit: Unit) -> str:
    if value is None:
        return _UNKNOWN
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = str(value)
        return escape(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")
    written: Mapping[Unit, Callable[[], str]] = {
        "moment": lambda: moment(int(value)),
        "duration": lambda: f"{value / _SECOND:,.1f} s" if abs(value) >= _SECOND else f"{value:,.0f} ms",
        "share": lambda: f"{value:.1%}",
        "money": lambda: f"${value:,.4f}",
        "count": lambda: f"{value:,}",
    }
    return written.get(unit, lambda: f"{value:,.2f}")()
