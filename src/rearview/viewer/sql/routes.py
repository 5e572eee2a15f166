"""The page of SQL: the tables, the query box, recipes; the answer as a piece of the page, and as csv."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rearview.errors import NotFoundError, RearviewError
from rearview.viewer.place import Place
from rearview.viewer.respond import download, page, piece, places_of, waiting

if TYPE_CHECKING:
    from rearview.viewer.sql.asked import Answered

_AT_ONCE = 2
"""So many queries run at a time: they may be long, and pages mustn't wait for them."""


def sql(request: Request) -> Response:
    """Answer with the page; a script of it asks for the answer, so that a long query can be ended."""
    from rearview.library.sql import list_tables
    from rearview.library.sql.recipes import recipes

    place = _place(request)
    if place.state.phase == "opening":
        return waiting(request, "SQL")
    tables = list_tables(_lake(place))
    has_data_360 = any(table.files is not None for table in tables)
    return page(
        request,
        "sql.html",
        place=place,
        others=[one for one in places_of(request).ready() if one is not place],
        text=request.query_params.get("q", ""),
        tables=tables,
        recipes=[one for one in recipes() if has_data_360 or not one.of_data_360],
    )


async def answer(request: Request) -> Response:
    """Answer with what comes of a query, or with what is wrong with it; end it when nobody waits any more."""
    from rearview.viewer.sql.asked import KEPT, SHOWN, answered

    place, text = _place(request), request.query_params.get("q", "")
    try:
        found: Answered = await _while_wanted(request, lambda gone: answered(_lake(place), text, gone))
    except RearviewError as error:
        return piece("sql_answer.html", failed=error, place=place)
    query = request.url.query
    return piece(
        "sql_answer.html", failed=None, answer=found, place=place, query=query, most=SHOWN, kept=KEPT
    )


def export(request: Request) -> Response:
    """Answer with what comes of a query, as a file."""
    from rearview.viewer.sql.asked import filed

    rows = filed(_lake(_place(request)), request.query_params.get("q", ""))
    return download(rows, name="answer.csv", media_type="text/csv; charset=utf-8")


async def _while_wanted(request: Request, work: Callable[[Event], Any]) -> Any:
    """Do some work in a thread, and tell it when whoever asked has gone."""
    gone = Event()

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        gone.set()

    watching = asyncio.create_task(watch())
    try:
        return await to_thread.run_sync(work, gone, limiter=_limiter(request))
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


def _limiter(request: Request) -> CapacityLimiter:
    state = request.app.state
    if not hasattr(state, "queries"):
        state.queries = CapacityLimiter(_AT_ONCE)
    limiter: CapacityLimiter = state.queries
    return limiter


def _place(request: Request) -> Place:
    """Return the place that is asked: the one that is named, else the first."""
    places, slug = places_of(request), request.query_params.get("place")
    if slug:
        return places.named(slug)
    return next(places.ready(), places.all[0])


def _lake(place: Place) -> Path:
    if place.lake is None:
        raise NotFoundError.unread_place(place.slug)
    return place.lake.held.root


ROUTES = [Route("/sql", sql), Route("/sql/answer", answer), Route("/sql.csv", export)]
