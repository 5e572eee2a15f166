"""Figures as pages say them: a value with how it was before, a way to read a difference, a chart over pieces of time.

Owns no number, and not which are shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from rearview.render import amount
from rearview.render.html.viewer import charts
from rearview.viewer.numbers.asked import Asked

Kind = Literal["number", "share", "duration", "money"]
_PERCENT = 100
_SMALL = 0.0005
_TIMES = 2
"""What has grown to so many times as much is told in times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What has become of a number since the days before."""

    words: str
    up: bool | None
    """None where it is the same."""
    good: bool | None = None
    """None where neither more nor less is better."""
    beyond_chance: bool | None = None
    """Whether chance alone would hardly bring so much; None where nobody can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number, and what is to be known of it."""

    title: str
    value: float | None
    kind: Kind
    difference: Difference | None = None
    """None where there is nothing before it to compare with."""
    path: str = ""
    """How it went, as a line."""
    href: str | None = None
    note: str = ""

    @property
    def words(self) -> str:
        """The value as it reads."""
        return "no data" if self.value is None else WRITTEN[self.kind](self.value)


WRITTEN: Mapping[Kind, Callable[[float], str]] = {
    "number": amount.short,
    "share": amount.share,
    "duration": lambda value: amount.duration(round(value)),
    "money": amount.money,
}


def difference(
    now: float | None,
    before: float | None,
    kind: Kind,
    *,
    more_is_good: bool | None = None,
    beyond_chance: bool | None = None,
) -> Difference | None:
    """Return what has become of a number; None where either isn't known."""
    if now is None or before is None:
        return None
    by = now - before
    if kind == "share":
        words = f"{abs(by) * _PERCENT:.1f} points"
    elif before and now >= _TIMES * before:
        words = f"{now / before:.1f}-fold"
    elif before:
        words = amount.share(abs(by) / before)
    else:
        words = WRITTEN[kind](abs(by))
    if abs(by) < _SMALL * (1 if kind == "share" else abs(before) or 1):
        return Difference(words="as before", up=None)
    up = by > 0
    good = None if more_is_good is None or beyond_chance is False else up == more_is_good
    return Difference(words=words, up=up, good=good, beyond_chance=beyond_chance)


def over_time(
    asked: Asked,
    title: str,
    series: Mapping[str, Sequence[float | None]],
    kind: Kind,
    *,
    stacked: bool = False,
    choosing: Callable[[str], Mapping[str, object]] = lambda _: {},
) -> charts.Chart:
    """Return a chart of some series over the pieces of the days asked about; each value leads to its sessions.

    `choosing` says for a series what chooses its sessions among those of a piece.
    """
    pieces = asked.days.pieces if asked.days else []
    points = [
        charts.Point(
            label=piece.label,
            values=tuple(values[place] for values in series.values()),
            href=asked.sessions(since=piece.since, until=piece.until),
            hrefs=tuple(
                asked.sessions(**{"since": piece.since, "until": piece.until, **choosing(name)})
                for name in series
            ),
        )
        for place, piece in enumerate(pieces)
    ]
    draw = charts.columns if stacked else charts.lines
    return draw(title, list(series), points, WRITTEN[kind], width=charts.SMALL)
