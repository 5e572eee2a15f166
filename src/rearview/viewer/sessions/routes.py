"""The list of sessions: a page of it, the rows that come after, and all of it as csv or JSON."""

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rearview.viewer.respond import data, download, page, piece, places_of, waiting

if TYPE_CHECKING:
    from rearview.viewer.sessions.listing import Listing

_FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def sessions(request: Request) -> Response:
    """Answer with the list, from where the address says."""
    if places_of(request).is_waiting:
        return waiting(request, "Sessions")
    return page(request, "sessions.html", listing=_listing(request))


def rows(request: Request) -> Response:
    """Answer with the rows that come after a key."""
    return piece("sessions_rows.html", listing=_listing(request))


def export(request: Request) -> Response:
    """Answer with all sessions that are chosen, as a file."""
    form = Path(request.url.path).suffix[1:]
    pieces = _listing(request).exported(form)
    return download(pieces, name=f"sessions.{form}", media_type=_FORMS[form])


def state(request: Request) -> Response:
    """Answer with how far the places are."""
    return data(places_of(request).states())


def _listing(request: Request) -> "Listing":
    from rearview.viewer.sessions.listing import Listing  # loads Polars, which the server needn't wait for

    return Listing.of(places_of(request), request.query_params.multi_items())


ROUTES = [
    Route("/sessions", sessions),
    Route("/sessions/rows", rows),
    Route("/sessions.csv", export),
    Route("/sessions.json", export),
    Route("/state", state),
]
