"""A session's page, and what it asks for: the outline, the heading, rows of the transcript, one event, a text, a search."""

from collections.abc import Sequence

import msgspec
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from rearview.errors import ArgumentError
from rearview.model.timeline import Event
from rearview.viewer.respond import data, encoded, page, piece, places_of
from rearview.viewer.session.heading import heading
from rearview.viewer.session.opened import Desk, Opened
from rearview.viewer.session.outline import outline, stamp_of
from rearview.viewer.session.pane import pane
from rearview.viewer.session.texts import holding, laid_out, text

_ROWS = 200
"""So many rows of a transcript are asked for at once."""
_NO_CONTENT = 204


def session(request: Request) -> Response:
    """Answer with the page; what it shows is asked for by its scripts, so that it is there at once."""
    place = places_of(request).named(request.path_params["place"])
    session_id = request.path_params.get("session_id")
    return page(request, "session.html", place=place.slug, session_id=session_id)


def outlined(request: Request) -> Response:
    """Answer with the outline, unless whoever asks has it already."""
    opened = _opened(request)
    if request.query_params.get("stamp") == stamp_of(opened):
        return Response(status_code=_NO_CONTENT)
    return encoded(opened.once("outline", lambda: msgspec.json.encode(outline(opened))))


def ahead(request: Request) -> Response:
    """Load a session that is likely to be opened next."""
    _opened(request)
    return Response(status_code=_NO_CONTENT)


def head(request: Request) -> Response:
    """Answer with what stands above a session."""
    named = "/".join(filter(None, map(request.path_params.get, ("place", "session_id"))))
    return piece("session_head.html", head=heading(_opened(request)), named=named)


def rows(request: Request) -> Response:
    """Answer with rows of the transcript: the events whose numbers are asked for."""
    opened = _opened(request)
    numbers = request.query_params.get("at", "").split(",")[:_ROWS]
    events = [(number, _event(opened, number)) for number in numbers]
    return piece("session_rows.html", rows=events, opened=opened)


def selected(request: Request) -> Response:
    """Answer with all that is known of one event, by its number or by the id of its step or turn."""
    opened, asked = _opened(request), request.query_params
    if "at" in asked:
        event, number = _event(opened, asked["at"]), int(asked["at"])
    else:
        number = opened.place_of(step=asked.get("step"), turn=asked.get("turn"))
        event = opened.events[number]
    return piece("session_pane.html", pane=pane(opened, event, number))


def one_text(request: Request) -> Response:
    """Answer with a text of an event: whole, laid out if that is asked for."""
    event = _event(_opened(request), request.query_params.get("at", ""))
    found = text(event, request.query_params.get("name", ""))
    shown = laid_out(found) if request.query_params.get("form") == "laid_out" else found
    return PlainTextResponse(shown.encode(errors="replace"))


def search(request: Request) -> Response:
    """Answer with the numbers of the events that hold some words."""
    opened, words = _opened(request), request.query_params.get("q", "").strip()
    return data(list(holding(opened, words)) if words else [])


def _opened(request: Request) -> Opened:
    place = places_of(request).named(request.path_params["place"])
    desk: Desk = request.app.state.desk
    return desk.opened(place, request.path_params.get("session_id"))


def _event(opened: Opened, number: str) -> Event:
    events: Sequence[Event] = opened.events
    if not number.isascii() or not number.isdigit() or int(number) >= len(events):
        raise ArgumentError.event(number, len(events))
    return events[int(number)]


_PARTS = {
    "ahead": ahead,
    "outline": outlined,
    "head": head,
    "rows": rows,
    "event": selected,
    "text": one_text,
    "search": search,
}
_PLACES = ("/session/{place}", "/session/{place}/{session_id:path}")
ROUTES = [
    *(Route(f"{place}/-/{name}", answer) for place in _PLACES for name, answer in _PARTS.items()),
    *(Route(place, session) for place in _PLACES),
]
