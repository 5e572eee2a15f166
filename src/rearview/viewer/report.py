"""What the pages of numbers say of some days, as one file: it needs no server, no script and no network.

Owns which pages are in it, and that their styles lie in it too. What a page says, and how it looks, is its own affair.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from rearview import __version__
from rearview.render.html.viewer import environment
from rearview.viewer.numbers.asked import Asked, Source
from rearview.viewer.numbers.bar import bar
from rearview.viewer.registry import NUMBERS, PAGES
from rearview.viewer.respond import STATIC
from rearview.viewer.sessions.filters import Filters

_STYLES = ("tokens", "shell", "parts", "charts", "numbers", "report")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One page of numbers in a report."""

    name: str
    title: str
    told: Any
    """What the page says."""


def report(sources: Sequence[Source], filters: Filters, *, redacted: bool = False) -> bytes:
    """Return the report on the sessions of some lakes that filters choose; on nothing where no session is like that."""
    asked = Asked.of(sources, filters, linked=False)
    sections = list(_sections(asked)) if asked.facts.height else []
    template = environment(redacted=redacted).get_template("report.html")
    page = template.render(
        asked=asked,
        bar=bar(asked),
        sections=sections,
        places=[source.slug for source in asked.sources],
        redacted=redacted,
        here="",
        styles=[(STATIC / f"{name}.css").read_text(encoding="utf-8") for name in _STYLES],
        version=__version__,
    )
    return page.encode(errors="replace")


def _sections(asked: Asked) -> Iterator[Section]:
    for page in PAGES:
        if page.module == NUMBERS:
            name = page.path.removeprefix("/")
            told = import_module(f"rearview.viewer.numbers.{name}").gather(asked)
            yield Section(name=name, title=page.title, told=told)
