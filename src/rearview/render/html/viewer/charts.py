"""Charts as numbers: what is drawn where, in units of their own, with where each piece leads.

Owns scales and what stands at the axes. It must not know a tag; the macros of `charts.html` draw.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10

HEIGHT = 200
LEFT, BOTTOM, TOP = 56, 22, 8
_LABEL = 90
"""So wide is the room for a label below a chart."""
WIDTH, SMALL = 720, 400
"""How wide a chart is: alone in its row, or beside others."""
_STEPS = (1, 2, 2.5, 5, 10)
_LINES = 4
_GAP = 0.2
_THICKEST = 64
"""A column isn't broader, however few there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What is told of one place on the axis below, such as a day."""

    label: str
    values: tuple[float | None, ...]
    """One for each series; None where nothing is known."""
    href: str | None = None
    """Where the sessions behind it are."""
    hrefs: tuple[str | None, ...] = ()
    """Where those behind each value are, if that is somewhere else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A rectangle or a dot, and what it tells."""

    x: float
    y: float
    width: float
    height: float
    series: int
    words: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A label at an axis."""

    at: float
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart, ready to be drawn."""

    title: str
    series: tuple[str, ...]
    """The names of what is drawn; they are the classes that colour it where they are outcomes or judgements."""
    pieces: tuple[Piece, ...]
    paths: tuple[str, ...] = ()
    """A line for each series, where lines are drawn."""
    rows: tuple[Tick, ...] = ()
    columns: tuple[Tick, ...] = ()
    points: tuple[Point, ...] = field(default=(), repr=False)
    width: int = WIDTH
    written: Callable[[float], str] = str
    """How a value reads."""


def columns(
    title: str,
    series: Sequence[str],
    points: Sequence[Point],
    written: Callable[[float], str],
    *,
    width: int = WIDTH,
) -> Chart:
    """Return columns that stand on each other, one for each point."""
    high, rows = _scale([sum(value or 0 for value in point.values) for point in points], written)
    each = (width - LEFT) / max(1, len(points))
    thick = min(_THICKEST, max(1.0, each * (1 - _GAP)))
    pieces: list[Piece] = []
    for number, point in enumerate(points):
        below = 0.0
        for place, value in enumerate(point.values):
            if value:
                pieces.append(
                    Piece(
                        x=LEFT + (number + 0.5) * each - thick / 2,
                        y=_y(below + value, high),
                        width=thick,
                        height=_y(below, high) - _y(below + value, high),
                        series=place,
                        words=_words(point, series[place], value, written),
                        href=_href(point, place),
                    )
                )
                below += value
    return _chart(title, series, points, written, pieces=pieces, rows=rows, width=width)


def lines(
    title: str,
    series: Sequence[str],
    points: Sequence[Point],
    written: Callable[[float], str],
    *,
    width: int = WIDTH,
) -> Chart:
    """Return a line for each series; where nothing is known, it is broken."""
    known = [value for point in points for value in point.values if value is not None]
    high, rows = _scale(known, written)
    each = (width - LEFT) / max(1, len(points))
    pieces: list[Piece] = []
    paths: list[str] = []
    for place, name in enumerate(series):
        path, begun = "", False
        for number, point in enumerate(points):
            value = point.values[place]
            if value is None:
                begun = False
                continue
            x, y = LEFT + (number + 0.5) * each, _y(value, high)
            path += f"{'L' if begun else 'M'}{x:.1f} {y:.1f}"
            begun = True
            words = _words(point, name, value, written)
            pieces.append(
                Piece(x=x, y=y, width=0, height=0, series=place, words=words, href=_href(point, place))
            )
        paths.append(path)
    return _chart(title, series, points, written, pieces=pieces, rows=rows, paths=paths, width=width)


def trend(values: Sequence[float | None]) -> str:
    """Return a line of 100 by 24 through some values, broken where nothing is known, for beside a number."""
    known = [value for value in values if value is not None]
    low, high = min(known, default=0.0), max(known, default=0.0)
    each = 100 / max(1, len(values) - 1)
    path, begun = "", False
    for number, value in enumerate(values):
        if value is not None:
            y = 22 - 20 * ((value - low) / (high - low) if high > low else 0.5)
            path += f"{'L' if begun else 'M'}{number * each:.1f} {y:.1f}"
        begun = value is not None
    return path


def share(part: float | None, whole: float) -> float:
    """Return how much of a whole a part is, in percent, for a bar in a table."""
    return 100 * (part or 0) / whole if whole else 0


def _chart(
    title: str,
    series: Sequence[str],
    points: Sequence[Point],
    written: Callable[[float], str],
    *,
    pieces: Sequence[Piece],
    rows: Sequence[Tick],
    width: int,
    paths: Sequence[str] = (),
) -> Chart:
    return Chart(
        title=title,
        series=tuple(series),
        pieces=tuple(pieces),
        paths=tuple(paths),
        rows=tuple(rows),
        columns=tuple(_below(points, width)),
        points=tuple(points),
        width=width,
        written=written,
    )


def _words(point: Point, name: str, value: float, written: Callable[[float], str]) -> str:
    return f"{point.label}: {written(value)}{f' {name}' if name else ''}"


def _href(point: Point, place: int) -> str | None:
    return point.hrefs[place] if point.hrefs else point.href


def _below(points: Sequence[Point], width: int) -> list[Tick]:
    every = max(1, ceil(len(points) * _LABEL / (width - LEFT)))
    each = (width - LEFT) / max(1, len(points))
    return [
        Tick(at=LEFT + (number + 0.5) * each, words=point.label)
        for number, point in enumerate(points)
        if number % every == 0
    ]


def _scale(values: Sequence[float], written: Callable[[float], str]) -> tuple[float, list[Tick]]:
    """Return the highest value that fits, and the values that lines are drawn at: round ones."""
    most = max(values, default=0) or 1
    rough = most / _LINES
    power = 10.0 ** floor(log10(rough))
    step = next(one * power for one in _STEPS if one * power >= rough)
    high = step * ceil(most / step)
    return high, [Tick(at=_y(step * n, high), words=written(step * n)) for n in range(round(high / step) + 1)]


def _y(value: float, high: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / high)
