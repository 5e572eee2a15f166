"""The page of comparisons: two sessions side by side, two cohorts, and what there is to choose from."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rearview.errors import ArgumentError, NotFoundError
from rearview.viewer.compare.named import Named, compared_with
from rearview.viewer.place import Place
from rearview.viewer.respond import page, piece, places_of, waiting

if TYPE_CHECKING:
    from rearview.viewer.compare.beside import Beside, Line, Stretch
    from rearview.viewer.session.opened import Desk

_ROWS = 500
"""So many lines are sent at once."""


def compare(request: Request) -> Response:
    """Answer with the comparison that the address says, or with what there is to compare."""
    asked = request.query_params
    if asked.get("before") or asked.get("after"):
        return _cohorts(request)
    if asked.get("a") and asked.get("b"):
        a, b = _two(request)
        return page(request, "compare_sessions.html", a=a, b=b, swapped=compared_with(str(b), str(a)))
    if places_of(request).is_waiting:
        return waiting(request, "Compare")
    return _choice(request)


def head(request: Request) -> Response:
    """Answer with what two sessions amount to, and the first lines of them."""
    from rearview.render import comparison

    a, b = _two(request)
    beside = _beside(request, a, b)
    return piece(
        "compare_head.html",
        a=a,
        b=b,
        compared=beside.compared,
        totals=list(comparison.totals(beside.compared)),
        summary=comparison.summary(beside.compared),
        stretches=_from(beside, 0),
        lines=beside.lines,
        query=request.url.query,
    )


def lines(request: Request) -> Response:
    """Answer with more lines: those that were folded, or those that come after."""
    a, b = _two(request)
    beside = _beside(request, a, b)
    start = _number(request, "start", beside.lines)
    if "stop" in request.query_params:
        from rearview.viewer.compare.beside import Stretch

        found = [Stretch(start, min(_number(request, "stop", beside.lines), start + _ROWS), folded=False)]
    else:
        found = _from(beside, start)
    return piece("compare_lines.html", a=a, b=b, stretches=found, lines=beside.lines)


def _two(request: Request) -> tuple[Named, Named]:
    places, asked = places_of(request), request.query_params
    return Named.of(places, asked.get("a", "")), Named.of(places, asked.get("b", ""))


def _beside(request: Request, a: Named, b: Named) -> "Beside":
    from rearview.model.undisturbed import undisturbed
    from rearview.viewer.compare.beside import Beside, Table

    state = request.app.state
    if not hasattr(state, "comparisons"):
        state.comparisons = Table()
    desk: Desk = state.desk
    first, second = (desk.opened(one.place, one.session_id) for one in (a, b))
    table: Table = state.comparisons
    key = (str(a), first.stamp, str(b), second.stamp)
    with undisturbed():
        return table.laid(key, lambda: Beside.of(first.tree, second.tree))


def _from(beside: "Beside", start: int) -> "list[Stretch]":
    """Return the stretches from a line on, until enough lines are shown."""
    from rearview.viewer.compare.beside import Stretch

    found: list[Stretch] = []
    left = _ROWS
    for stretch in beside.stretches:
        if stretch.stop <= start or left <= 0:
            continue
        begins = max(start, stretch.start)
        stop = stretch.stop if stretch.folded else min(stretch.stop, begins + left)
        found.append(Stretch(begins, stop, stretch.folded))
        left -= 1 if stretch.folded else stop - begins
    return found


def _number(request: Request, name: str, lines: "Sequence[Line]") -> int:
    text = request.query_params.get(name, "")
    if not text.isascii() or not text.isdigit() or int(text) > len(lines):
        raise ArgumentError.event(text, len(lines))
    return int(text)


def _choice(request: Request) -> Response:
    """Answer with what one session can be compared with, and with cohorts that may be wanted."""
    from rearview.viewer.compare.alike import alike
    from rearview.viewer.compare.cohorts import offered

    places, text = places_of(request), request.query_params.get("a")
    named = Named.of(places, text) if text else None
    place = _place(request)
    return page(
        request,
        "compare.html",
        named=named,
        alike=alike(places, named) if named else None,
        offered=[] if place.facts is None else offered(place.facts),
        **_form(request, place),
    )


def _cohorts(request: Request) -> Response:
    from rearview.viewer.compare.cohorts import gather

    place, asked = _place(request), request.query_params
    if place.state.phase == "opening":
        return waiting(request, "Compare")
    if place.lake is None:
        raise NotFoundError.unread_place(place.slug)
    found = gather(place.lake, place.slug, asked.get("before", ""), asked.get("after", ""))
    return page(request, "compare_cohorts.html", cohorts=found, **_form(request, place))


def _form(request: Request, place: Place) -> dict[str, Any]:
    """Return what the form of cohorts holds."""
    asked = request.query_params
    return {
        "place": place,
        "others": [one for one in places_of(request).ready() if one is not place],
        "before": asked.get("before", ""),
        "after": asked.get("after", ""),
    }


def _place(request: Request) -> Place:
    """Return the place whose cohorts are meant: the one that is named, else the first."""
    places, slug = places_of(request), request.query_params.get("place")
    return places.named(slug) if slug else next(places.ready(), places.all[0])


ROUTES = [
    Route("/compare", compare),
    Route("/compare/-/head", head),
    Route("/compare/-/lines", lines),
]
