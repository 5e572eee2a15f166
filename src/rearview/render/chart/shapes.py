"""What an answer is drawn as follows from what its columns are.

Days are lines, hours and weekdays bars in their order, what leads from one thing to another a map, differences dots
with their intervals, everything else bars, the largest first.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, get_args

import altair as alt

from rearview.analyses.analysis import Column
from rearview.analyses.clock import WEEKDAYS
from rearview.library.units import Unit, unit_in, unit_of
from rearview.model.tables import Outcome
from rearview.render.answer import heading_of
from rearview.render.plain import plain

Row = Mapping[str, Any]
Chart = Any
"""A chart of altair's, whose own types its methods lose."""

MOST = 30
"""How many bars there are at most."""
_WIDTH, _HEIGHT = 640, 280
_BAR = 22
_LABEL = 60
_BLUE, _ORANGE, _GREY = "#3b6fb6", "#d9772b", "#9aa3ad"
_TIMES = ("day", "week")
_CLOCKS: Mapping[str, Sequence[str]] = {
    "hour": [f"{hour:02}:00" for hour in range(24)],
    "weekday": WEEKDAYS,
}
_PAIRS = (("from_topic", "to_topic", "times"), ("previous", "name", "times"))
_MAIN = {
    "durations": "p95_ms",
    "quality": "rate",
    "costs": "estimated_usd",
    "health": "share",
    "turn_time": "share",
    "endings": "sessions",
    "idle": "p50_ms",
}
"""The column that is drawn, where that isn't the first with numbers."""
_UNTOLD = ("signature", "example", "text", "evidence", "turn_id", "step_id")
"""Texts that would make no label."""
_FORMATS: Mapping[Unit, str] = {"share": ".0%", "money": "$,.2f"}


class Drawn:
    """What is drawn: the rows, and which of their columns say what."""

    def __init__(self, name: str, heads: Sequence[Column], rows: Sequence[Row]) -> None:
        self.heads = {head.name: head for head in heads}
        texts = [head.name for head in heads if head.type == "text" and head.name not in _UNTOLD]
        if "name" in texts:
            texts = [name for name in texts if name != "kind"]
        numbers = [head.name for head in heads if unit_of(head) not in {"text", "flag", "moment"}]
        main = _MAIN.get(name, "")
        self.main = main if main in self.heads else numbers[0] if numbers else ""
        self.rest = numbers[1] if len(numbers) > 1 else ""
        self.texts = texts
        self.rows: list[dict[str, Any]] = [
            {key: _harmless(value) for key, value in row.items()} for row in rows
        ]

    def title(self, name: str) -> str:
        """Return what stands at an axis."""
        unit = unit_of(self.heads[name])
        return f"{heading_of(name)}{' (seconds)' if unit == 'duration' else ''}"

    def value(self, row: Row, name: str) -> float | None:
        """Return a number as it is drawn: durations in seconds."""
        held: float | None = row[name]
        unit = unit_in(self.heads[name], row.get("measure"))
        return held / 1_000 if held is not None and unit == "duration" else held

    def format(self, name: str) -> str:
        """Return how the numbers at an axis are written."""
        return _FORMATS.get(unit_of(self.heads[name]), "~s" if unit_of(self.heads[name]) == "count" else "~g")


def shape(heads: Sequence[Column]) -> Callable[["Drawn"], Chart]:
    """Return what draws an answer with these columns."""
    names = {head.name for head in heads}
    if {"low", "high", "difference"} <= names:
        return _differences
    if any(set(pair) <= names for pair in _PAIRS):
        return _map
    if not names.isdisjoint(_TIMES):
        return _lines
    if not names.isdisjoint(_CLOCKS):
        return _clock
    if {"completed", "unknown"} <= names:
        return _outcomes
    return _bars if any(head.type == "text" for head in heads) else _columns


def _chart(data: Sequence[Row], **size: Any) -> Chart:
    return alt.Chart(alt.InlineData(values=list(data)), **size)


def _lines(drawn: Drawn) -> Chart:
    """Draw a line for each group of what happened over days."""
    time = next(name for name in _TIMES if name in drawn.heads)
    others = [name for name in drawn.texts if name != time]
    data = [
        {"at": row[time], "of": _label(row, others), "value": drawn.value(row, drawn.main)}
        for row in drawn.rows
        if row[time] is not None
    ]
    colour = alt.Color("of:N", title=None) if others else alt.value(_BLUE)
    return (
        _chart(data, width=_WIDTH, height=_HEIGHT)
        .mark_line(point=True)
        .encode(
            x=alt.X("at:T", title=None),
            y=alt.Y("value:Q", title=drawn.title(drawn.main), axis=alt.Axis(format=drawn.format(drawn.main))),
            color=colour,
            tooltip=["at:N", "of:N", "value:Q"],
        )
    )


def _clock(drawn: Drawn) -> Chart:
    """Draw a bar for each hour of the day or day of the week."""
    time = next(name for name in _CLOCKS if name in drawn.heads)
    others = [name for name in drawn.texts if name != time]
    data = [
        {"at": row[time], "of": _label(row, others), "value": drawn.value(row, drawn.main)}
        for row in drawn.rows
        if row[time] is not None
    ]
    order = list(_CLOCKS[time])
    return (
        _chart(data, width=_WIDTH, height=_HEIGHT)
        .mark_bar()
        .encode(
            x=alt.X(
                "at:N", sort=order, scale=alt.Scale(domain=order), title=None, axis=alt.Axis(labelAngle=-40)
            ),
            y=alt.Y("value:Q", title=drawn.title(drawn.main), axis=alt.Axis(format=drawn.format(drawn.main))),
            color=alt.Color("of:N", title=None) if others else alt.value(_BLUE),
            tooltip=["at:N", "of:N", "value:Q"],
        )
    )


def _map(drawn: Drawn) -> Chart:
    """Draw how often one thing leads to another."""
    first, second, times = next(pair for pair in _PAIRS if set(pair) <= drawn.heads.keys())
    data = [
        {"first": row[first] or "(start)", "second": row[second] or "(end)", "value": row[times]}
        for row in drawn.rows
    ]
    return (
        _chart(data)
        .mark_rect()
        .encode(
            x=alt.X("second:N", title=heading_of(second), axis=alt.Axis(labelAngle=-40)),
            y=alt.Y("first:N", title=heading_of(first)),
            color=alt.Color("value:Q", title=heading_of(times), scale=alt.Scale(scheme="blues")),
            tooltip=["first:N", "second:N", "value:Q"],
        )
    )


def _differences(drawn: Drawn) -> Chart:
    """Draw the differences of rates with their intervals; other measures have units of their own and aren't drawn."""
    rates = [row for row in drawn.rows if unit_in(drawn.heads["difference"], row["measure"]) == "share"]
    data = [
        {
            "of": " ".join(filter(None, [row.get("day"), row["measure"].replace("_", " ")])),
            **{name: row[name] for name in ("difference", "low", "high")},
            "sure": "more than chance" if row["beyond_chance"] else "may be chance",
        }
        for row in told(rates)
    ]
    scale = alt.Scale(domain=["more than chance", "may be chance"], range=[_ORANGE, _GREY])
    shared = _chart(data, width=_WIDTH, height=alt.Step(_BAR)).encode(
        y=alt.Y("of:N", title=None, sort=None), color=alt.Color("sure:N", title=None, scale=scale)
    )
    axis = alt.Axis(format="+.0%", title="Difference, in points")
    return alt.layer(
        shared.mark_rule().encode(x=alt.X("low:Q", axis=axis), x2="high:Q"),
        shared.mark_point(filled=True, size=70).encode(x=alt.X("difference:Q", axis=axis)),
    )


def _outcomes(drawn: Drawn) -> Chart:
    """Draw how the sessions of each group ended, those of which nobody knows in grey."""
    order = list(get_args(Outcome))
    data = [
        {
            "of": _label(row, drawn.texts) or "all sessions",
            "outcome": name.replace("_", " "),
            "value": row[name],
        }
        for row in told(drawn.rows)
        for name in order
    ]
    colours = ["#4c9f70", "#e0b23c", "#c98bb9", "#c8493f", "#8f3b34", "#b9c4d0", "#dfe3e8"]
    named = [name.replace("_", " ") for name in order]
    return (
        _chart(data, width=_WIDTH, height=alt.Step(_BAR))
        .mark_bar()
        .encode(
            x=alt.X("sum(value):Q", title="Sessions"),
            y=alt.Y("of:N", title=None, sort=None),
            color=alt.Color(
                "outcome:N", title=None, sort=named, scale=alt.Scale(domain=named, range=colours)
            ),
            tooltip=["of:N", "outcome:N", "value:Q"],
        )
    )


def _bars(drawn: Drawn) -> Chart:
    """Draw a bar for each thing that has a name; where there is no number, for how often each is named."""
    names = drawn.texts if drawn.main else drawn.texts[:1]
    data = [
        {"of": _label(row, names), "value": drawn.value(row, drawn.main) if drawn.main else 1}
        for row in told(drawn.rows)
    ]
    title = drawn.title(drawn.main) if drawn.main else "Times"
    axis = alt.Axis(format=drawn.format(drawn.main)) if drawn.main else alt.Axis(format="d")
    return (
        _chart(data, width=_WIDTH, height=alt.Step(_BAR))
        .mark_bar(color=_BLUE)
        .encode(
            x=alt.X("sum(value):Q", title=title, axis=axis),
            y=alt.Y("of:N", title=None, sort=None),
            tooltip=["of:N", "value:Q"],
        )
    )


def _columns(drawn: Drawn) -> Chart:
    """Draw one number over another."""
    data = [
        {"of": row[drawn.main], "value": drawn.value(row, drawn.rest or drawn.main)} for row in drawn.rows
    ]
    return (
        _chart(data, width=_WIDTH, height=_HEIGHT)
        .mark_bar(color=_BLUE)
        .encode(
            x=alt.X("of:O", title=heading_of(drawn.main), axis=alt.Axis(labelAngle=0)),
            y=alt.Y("value:Q", title=drawn.title(drawn.rest or drawn.main)),
            tooltip=["of:O", "value:Q"],
        )
    )


def told(rows: Sequence[Row]) -> Sequence[Row]:
    """Return no more rows than can be told apart."""
    return rows[:MOST]


def _label(row: Row, names: Sequence[str]) -> str:
    return " · ".join(str(row[name]) for name in names if row[name] is not None) or "(not recorded)"


def _harmless(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = plain(value)
    return text if len(text) <= _LABEL else f"{text[:_LABEL]}…"
