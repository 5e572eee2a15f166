"""An answer as a chart, where it is one: a label in its first column, and amounts beside it. It knows no query."""

import re
from collections.abc import Sequence
from math import isfinite

from rearview.library.sql import Row
from rearview.render.html.viewer.charts import Chart, Point, columns, lines

_MOST = 120
"""More rows than that are no chart."""
_FEWEST = 2
_SERIES = 4
_LABEL = 24
_DAY = re.compile(r"\d{4}-\d{2}(-\d{2}([T ].*)?)?")


def drawn(names: Sequence[str], rows: Sequence[Row]) -> Chart | None:
    """Return the chart of an answer; None where it doesn't make one."""
    if len(names) < _FEWEST or not _FEWEST <= len(rows) <= _MOST:
        return None
    label, *others = names
    series = [name for name in others if _is_amount(rows, name)][:_SERIES]
    if not series:
        return None
    timed = [row for row in rows if row[label] is not None]
    if timed and all(_DAY.fullmatch(str(row[label])) for row in timed):
        points = sorted((_point(row, label, series) for row in timed), key=lambda point: point.label)
        return lines(f"{', '.join(series)} by {label}", series, points, _written)
    # Of things that have no order, only one amount stands above each: others may be of another kind.
    return columns(
        f"{series[0]} by {label}", series[:1], [_point(row, label, series[:1]) for row in rows], _written
    )


def _point(row: Row, label: str, series: Sequence[str]) -> Point:
    words = "none" if row[label] is None else str(row[label])
    cut = words if len(words) <= _LABEL else f"{words[:_LABEL]}…"
    return Point(label=cut, values=tuple(row[name] for name in series))


def _is_amount(rows: Sequence[Row], name: str) -> bool:
    """Whether a column holds amounts of something, and nothing below zero, which no chart of ours has room for."""
    held = [row[name] for row in rows if row[name] is not None]
    return bool(held) and all(
        isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and value >= 0
        for value in held
    )


def _written(value: float) -> str:
    return f"{value:,.0f}" if value == round(value) else f"{value:,.4g}"
