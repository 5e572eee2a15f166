"""The pages of numbers, each answered from what its address chooses.

What a page says is kept for as long as the lakes are as they were: the second who asks gets it at once.
"""

from importlib import import_module
from time import time_ns
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rearview.viewer.respond import page, places_of, waiting

if TYPE_CHECKING:
    from rearview.viewer.numbers.asked import Asked
    from rearview.viewer.places import Places

_TITLES = {
    "overview": "Overview",
    "failures": "Failures",
    "topics": "Topics",
    "tools": "Tools",
    "money": "Models and money",
    "quality": "Quality",
    "health": "Health of the data",
}
_LASTS_NS = 300 * 10**9
"""For so long what a page says of the time now, such as what is late, stays as it was."""
_ALWAYS = {"health"}
"""What is about all there is, where no period is chosen."""


def numbers(request: Request) -> Response:
    """Answer with the page of numbers that the address names."""
    name = request.url.path.removeprefix("/")
    if places_of(request).is_waiting:
        return waiting(request, _TITLES[name])
    asked, bar, told = _said(request, name)
    return page(request, f"{name}.html", title=_TITLES[name], asked=asked, bar=bar, told=told)


def _said(request: Request, name: str) -> tuple[Any, Any, Any]:
    """Return what is asked, the bar above it, and what the page says; None where no session is like that."""
    from rearview.viewer.numbers.bar import bar  # loads Polars, which the server needn't wait for

    def find() -> tuple[Any, Any, Any]:
        asked = _asked(request, places_of(request), name)
        told = import_module(f"rearview.viewer.numbers.{name}").gather(asked) if asked.facts.height else None
        return asked, bar(asked, compares=name not in _ALWAYS), told

    places = tuple((place.slug, place.version) for place in places_of(request).ready())
    now = time_ns() // _LASTS_NS
    said: tuple[Any, Any, Any] = request.app.state.said.of((name, places, request.url.query, now), find)
    return said


def _asked(request: Request, places: "Places", name: str) -> "Asked":
    from rearview.viewer.numbers.asked import Asked, Source
    from rearview.viewer.sessions.filters import Filters

    sources = [
        Source(slug=place.slug, lake=place.lake, facts=place.facts, version=place.version)
        for place in places.ready()
        if place.lake is not None and place.facts is not None
    ]
    filters = Filters.of(request.query_params.multi_items())
    return Asked.of(sources, filters, always=name in _ALWAYS)


ROUTES = [Route(f"/{name}", numbers) for name in _TITLES]
