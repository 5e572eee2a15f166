"""The bar of filters above a page of numbers: what is chosen, what can be, and what that leaves.

What is chosen stands in the address and nowhere else.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from rearview.viewer.numbers.asked import Asked
from rearview.viewer.numbers.period import Period
from rearview.viewer.sessions.columns import FACETS, TROUBLE_TITLES
from rearview.viewer.sessions.evidence import EVIDENCE

_MOST = 200
"""So many values can be picked from; others are in the list of sessions."""
_PICKED = {
    "place": "Place",
    "agent": "Agent",
    "agent_version": "Version",
    "channel": "Channel",
    "topic": "Topic",
}
_LAST = {1: "day", 7: "7 days", 30: "30 days", 90: "90 days"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker:
    """One column whose values can be chosen."""

    name: str
    title: str
    values: tuple[tuple[str, str], ...]
    """Each value, and how it reads."""
    chosen: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The filters of a page of numbers."""

    pickers: tuple[Picker, ...]
    periods: tuple[tuple[str, str, bool], ...]
    """Periods at hand: the words, the address's parameters, and whether it is the one that is shown."""
    chips: tuple[tuple[str, str, str], ...]
    """What else is chosen: its title, its words, and the parameters without it."""
    kept: tuple[tuple[str, str], ...]
    """What else stands in the address, and stays there."""
    told: str
    """What is shown, in a sentence."""
    compared: str
    """With what it is compared."""


def bar(asked: Asked, *, compares: bool = True) -> Bar:
    """Return the bar for what is asked; `compares`: whether the page says what has changed."""
    other = [
        (name, value)
        for name, values in (*asked.filters.chosen.items(), *asked.filters.shown.items())
        if name not in _PICKED
        for value in values
    ]
    return Bar(
        pickers=tuple(_pickers(asked)),
        periods=tuple(_periods(asked)),
        chips=tuple(
            (_title(name), _words(name, value), asked.filters.toggled(name, value)) for name, value in other
        ),
        kept=tuple(other),
        told=_told(asked),
        compared=_compared(asked) if compares else "",
    )


def _pickers(asked: Asked) -> Iterator[Picker]:
    for name, title in _PICKED.items():
        chosen = (asked.filters.shown if name == "topic" else asked.filters.chosen).get(name, ())
        values = [*dict.fromkeys([*chosen, *_values(asked, name)])]
        if len(values) > 1 or chosen:
            words = tuple((value, value or ("none" if name == "topic" else "unknown")) for value in values)
            yield Picker(name=name, title=title, values=words, chosen=chosen)


def _values(asked: Asked, name: str) -> list[str]:
    """Return the values of a column in all there is, the most frequent first."""
    if name == "place":
        return [source.slug for source in asked.every]
    counted: Counter[str] = Counter()
    frames = [asked.topics] if name == "topic" else [source.facts for source in asked.sources]
    for frame in frames:
        found = frame.group_by(pl.col(name).fill_null("")).agg(n=pl.len())
        counted.update(dict(found.select(name, "n").iter_rows()))
    return [value for value, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:_MOST]]


def _periods(asked: Asked) -> Iterator[tuple[str, str, bool]]:
    whole = asked.whole
    if whole is None:
        return
    for days, words in _LAST.items():
        if days < whole.days:
            newest = whole.newest(days)
            yield f"Last {words}", _query(asked, newest), asked.period == newest
    yield "All", _query(asked, whole), asked.period in {None, whole}


def _query(asked: Asked, period: Period) -> str:
    return asked.here(since=period.since, until=None)


def _told(asked: Asked) -> str:
    number = asked.facts.height
    words = f"{number:,} {'session' if number == 1 else 'sessions'}"
    below = asked.facts["parent_session_id"].count()
    agents = f", {below:,} of them sub-agents'," if below else ""
    days = asked.period or asked.whole
    return f"{words}{agents} of {days.words} (UTC)" if days else f"{words}{agents}"


def _compared(asked: Asked) -> str:
    before = asked.before
    if before is not None and before.period is not None:
        return f"compared with {before.facts.height:,} of {before.period.words}"
    return "no sessions before it to compare with"


def _title(name: str) -> str:
    return EVIDENCE[name].title if name in EVIDENCE else FACETS.get(name, "Trouble")


def _words(name: str, value: str) -> str:
    if name in EVIDENCE:
        return EVIDENCE[name].words(value)
    return TROUBLE_TITLES.get(value, value) if name == "trouble" else value or "unknown"
