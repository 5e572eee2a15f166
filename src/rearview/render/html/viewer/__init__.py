"""The pages of the viewer: templates, and how amounts and strangers' texts are written into them.

Every value is escaped by the templates. Owns no page's content; whoever fills a page says what it says.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rearview.model.tables import TABLES
from rearview.render.amount import clock, counted, date, decimal, duration, money, share, short, size
from rearview.render.html.viewer.instant import instant
from rearview.render.plain import plain, plain_lines
from rearview.render.private import masked

_NAME = 80
_TEMPLATES = Path(__file__).parent
_KNOWN = frozenset(next(column.values for column in TABLES["sessions"].columns if column.name == "outcome"))


def render(template: str, **values: Any) -> str:
    """Return a page, or a piece of one."""
    return environment().get_template(template).render(values)


@cache
def environment(*, redacted: bool = False) -> Environment:
    """Return what fills the templates; `redacted`: with what is private in texts masked."""
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(_FILTERS)
    if redacted:
        made.filters.update({name: _masking(_FILTERS[name]) for name in ("plain", "lines")})
    return made


def _masking(how: Callable[[Any], str]) -> Callable[[Any], str]:
    """Return how a text is written without what is private in it."""
    return lambda text: how(text if text is None else masked(str(text)))


def _number(amount: float | None) -> str:
    return "" if amount is None else f"{amount:,}"


def _lines(text: str) -> str:
    """Return a text as it is read, with all that could deceive made visible."""
    return "\n".join(plain_lines(text))


def _brief(text: str) -> str:
    """Return the beginning of a name: what is longer is no name, and a table has no room for it."""
    return plain(text if len(text) <= _NAME else f"{text[: _NAME - 1]}…")


def _class(name: str) -> str:
    """Return the class of a series that is named by something known; a name of anything else is no class."""
    return f"series-{name}" if name in _KNOWN else ""


def _unless_none(how: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: "" if value is None else how(value)


_FILTERS: Mapping[str, Callable[..., Any]] = {
    "clock": clock,
    "date": _unless_none(date),
    "duration": _unless_none(lambda ms: duration(round(ms))),
    "money": _unless_none(money),
    "decimal": _unless_none(decimal),
    "number": _number,
    "share": _unless_none(share),
    "short": _unless_none(short),
    "size": _unless_none(size),
    "counted": counted,
    "brief": _unless_none(_brief),
    "plain": _unless_none(plain),
    "lines": _unless_none(_lines),
    "instant": _unless_none(instant),
    "class": _class,
    "words": _unless_none(lambda name: name.replace("_", " ")),
}
