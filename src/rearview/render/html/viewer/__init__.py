"""The pages of the viewer: templates, and how amounts and strangers' texts are written into them.

Every value is escaped by the templates. Owns no page's content; whoever fills a page says what it says.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rearview.model.tables import TABLES
from rearview.render.amount import clock, counted, date, duration, money, size
from rearview.render.html.viewer.instant import instant
from rearview.render.plain import plain, plain_lines

_TEMPLATES = Path(__file__).parent
_KNOWN = frozenset(next(column.values for column in TABLES["sessions"].columns if column.name == "outcome"))


def render(template: str, **values: Any) -> str:
    """Return a page, or a piece of one."""
    return environment().get_template(template).render(values)


@cache
def environment() -> Environment:
    """Return what fills the templates."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(_FILTERS)
    return made


def _number(amount: float | None) -> str:
    return "" if amount is None else f"{amount:,}"


def _lines(text: str) -> str:
    """Return a text as it is read, with all that could deceive made visible."""
    return "\n".join(plain_lines(text))


def _class(name: str) -> str:
    """Return the class of a series that is named by something known; a name of anything else is no class."""
    return f"series-{name}" if name in _KNOWN else ""


def _unless_none(how: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: "" if value is None else how(value)


_FILTERS: Mapping[str, Callable[..., Any]] = {
    "clock": clock,
    "date": _unless_none(date),
    "duration": _unless_none(duration),
    "money": _unless_none(money),
    "number": _number,
    "size": _unless_none(size),
    "counted": counted,
    "plain": _unless_none(plain),
    "lines": _unless_none(_lines),
    "instant": _unless_none(instant),
    "class": _class,
    "words": _unless_none(lambda name: name.replace("_", " ")),
}
