"""Two sessions side by side, to read or for programs: what they amount to, where they part, and every difference.

Yields lines or rows; it must never print.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any

import msgspec
from rich.text import Text

from rearview.model.diff import Change, Comparison, Difference, Place, Totals
from rearview.render.amount import clock, counted, duration, money
from rearview.render.facts import across, facts
from rearview.render.plain import plain
from rearview.render.table import table
from rearview.render.wrap import wrap

COLUMNS = (
    "kind",
    "node",
    "name",
    "a_session_id",
    "a_turn_id",
    "a_step_id",
    "a_at_ms",
    "b_session_id",
    "b_turn_id",
    "b_step_id",
    "b_at_ms",
    "changes",
)
_MOST = 100
"""Differences that are shown unless all are wanted."""
_MARKS = {"missing": ("-", "red"), "added": ("+", "green"), "changed": ("~", "yellow")}
_SAID = {"missing": "only in A", "added": "only in B"}
_WORDS = {
    "failing": "fails in B",
    "mended": "failed in A alone",
    "end": "ended otherwise",
    "more_tokens": "more tokens",
    "fewer_tokens": "fewer tokens",
}
_TIMES = ("slower", "faster")
_PRICES = ("dearer", "cheaper")
TEXTS = ("input", "output", "error")
"""Changes of texts, which are shown one below the other."""
_INDENT = " " * 11
_EXCERPT = 100


def show(compared: Comparison, *, width: int, everything: bool = False) -> Iterator[Text]:
    """Yield the lines of a comparison."""
    yield from facts([("A", _titled(compared.a)), ("B", _titled(compared.b))], width=width)
    yield Text()
    yield from table(("", "A", "B", "Change"), list(totals(compared)), width=width)
    yield Text()
    yield from across(summary(compared), width=width, style="bold")
    found = compared.differences
    shown = found if everything else found[:_MOST]
    if shown:
        yield Text()
    for difference in shown:
        yield from _difference(difference, width)
    if len(shown) < len(found):
        left_out = f"Left out: {counted(len(found) - len(shown), 'difference')}; --all shows them."
        yield Text()
        yield from across(left_out, width=width, style="dim")


def document(compared: Comparison) -> dict[str, Any]:
    """Return a comparison as one thing."""
    listed = rows(compared)
    first = compared.parting
    return {
        "a": msgspec.to_builtins(compared.a),
        "b": msgspec.to_builtins(compared.b),
        "same": compared.same,
        "first_divergence": None if first is None else _row(first),
        "differences": listed,
    }


def rows(compared: Comparison) -> list[dict[str, Any]]:
    """Return the differences as rows."""
    return [_row(difference) for difference in compared.differences]


def _row(difference: Difference) -> dict[str, Any]:
    return {
        "kind": difference.kind,
        "node": difference.node,
        "name": difference.name,
        **_spread("a", difference.a),
        **_spread("b", difference.b),
        "changes": msgspec.to_builtins(difference.changes),
    }


def _spread(side: str, place: Place | None) -> dict[str, Any]:
    return {
        f"{side}_{field.name}": None if place is None else getattr(place, field.name)
        for field in fields(Place)
    }


def _titled(totals: Totals) -> str:
    return plain(" ".join(filter(None, (totals.session_id, totals.agent, totals.agent_version))))


def totals(compared: Comparison) -> Iterator[Sequence[str]]:
    """Yield what each of the two amounts to: a label, the first, the second, and by how much that is more or less."""
    for field in fields(Totals):
        name = field.name
        if name not in ("session_id", "agent", "agent_version"):
            a, b = getattr(compared.a, name), getattr(compared.b, name)
            label = name.removesuffix("_ms").removesuffix("_usd").replace("_", " ")
            yield label, _amount(name, a), _amount(name, b), _more(name, a, b)


def _amount(name: str, value: object) -> str:
    if value is None:
        return "unknown"
    if name == "duration_ms" and isinstance(value, int):
        return duration(value)
    if name == "cost_usd" and isinstance(value, float):
        return money(value)
    return f"{value:,}" if isinstance(value, int) else str(value)


def _more(name: str, a: object, b: object) -> str:
    """Return by how much the second is more or less; where that can't be told, nothing."""
    if not isinstance(a, int | float) or not isinstance(b, int | float) or a == b:
        return ""
    return f"{'+' if b > a else '-'}{_amount(name, abs(b - a))}"


def summary(compared: Comparison) -> str:
    """Return how many differences there are, and where the two part, as a sentence."""
    if not compared.differences:
        return f"The two don't differ: all of their {counted(compared.same, 'node')} are alike."
    first = compared.parting
    number = counted(len(compared.differences), "difference")
    if first is None:
        return f"{number}, all in pace, price or wording: both did the same."
    at = (first.b or first.a or Place(session_id="")).at_ms
    return f"{number}. The two part at {clock(at)}: {_named(first)} {_kind(first)}."


def _named(difference: Difference) -> str:
    return f"{difference.node} {plain(difference.name)}"


def _kind(difference: Difference) -> str:
    if difference.kind != "changed":
        return f"is {_SAID[difference.kind]}"
    return ", ".join(
        _WORDS.get(change.what, f"has another {change.what}") for change in difference.changes[:1]
    )


def _difference(difference: Difference, width: int) -> Iterator[Text]:
    mark, style = _MARKS[difference.kind]
    at = (difference.b or difference.a or Place(session_id="")).at_ms
    lead = Text().append(f"{mark} ", style).append(f"{clock(at)} ", "dim")
    short = [worded(change) for change in difference.changes if change.what not in TEXTS]
    said = _SAID.get(difference.kind) or "; ".join(short)
    for line in wrap(f"{_named(difference)}{': ' if said else ''}{plain(said)}", width - len(_INDENT)):
        yield lead.append(line)
        lead = Text(_INDENT)
    for change in difference.changes:
        if change.what in TEXTS:
            yield from _text(change, width)


def worded(change: Change) -> str:
    """Return a change of something that is said in a word or two."""
    word = _WORDS.get(change.what, change.what)
    return f"{word}: {_value(change, change.a)} → {_value(change, change.b)}"


def _value(change: Change, value: object) -> str:
    if change.what in _TIMES and isinstance(value, int):
        return duration(value)
    if change.what in _PRICES and isinstance(value, float):
        return money(value)
    return "unknown" if value is None else f"{value:,}" if isinstance(value, int | float) else str(value)


def _text(change: Change, width: int) -> Iterator[Text]:
    """Yield both texts from where they part."""
    for side, value in (("A", change.a), ("B", change.b)):
        words = "nothing" if value is None else plain(str(value))
        cut = f"{words[:_EXCERPT]}…" if len(words) > _EXCERPT else words
        for number, line in enumerate(wrap(cut, width - len(_INDENT) - len("output A: "))):
            label = (
                f"{change.what} {side}:".ljust(len("output A: ")) if number == 0 else " " * len("output A: ")
            )
            yield Text(_INDENT).append(label, "dim").append(line)
