"""How pages are answered: a template in the frame that all have in common, a piece of a page, or data.

Owns what every template may lean on. It knows no page.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from rearview import __version__
from rearview.errors import ArgumentError, NotFoundError, RearviewError
from rearview.render.html.viewer import render
from rearview.viewer.places import Places
from rearview.viewer.registry import CARRIED, PAGES

_AT_ONCE = 1 << 16
STATIC = Path(__file__).parent / "static"

_STATUS: dict[type[RearviewError], int] = {NotFoundError: 404, ArgumentError: 400}


@cache
def _stamp() -> str:
    """Return what stands for all scripts and styles as they are: whoever has another version gets these anew."""
    held = blake2b(digest_size=6)
    for file in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        held.update(file.relative_to(STATIC).as_posix().encode() + b"\0" + file.read_bytes())
    return held.hexdigest()


def static_path(name: str) -> str:
    """Return the address of a script or a style."""
    return f"/static/{_stamp()}/{name}".rstrip("/")


def places_of(request: Request) -> Places:
    """Return what the viewer shows."""
    places: Places = request.app.state.places
    return places


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """Answer with a page in the frame."""
    frame = {
        "pages": PAGES,
        "here": request.url.path,
        "carried": _carried(request),
        "static": static_path,
        "places": places_of(request).states(),
        "version": __version__,
    }
    return HTMLResponse(render(template, **frame, **values), status_code=status)


def _carried(request: Request) -> str:
    """Return what an address takes along to every other page."""
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name in CARRIED]
    return f"?{urlencode(pairs)}" if pairs else ""


def waiting(request: Request, title: str) -> Response:
    """Answer that what a page shows is still being read; it shows itself when that is done."""
    places_of(request).ready()
    return page(request, "waiting.html", title=title)


def piece(template: str, **values: Any) -> Response:
    """Answer with a piece of a page, which a script puts in its place."""
    return HTMLResponse(render(template, **values))


def data(value: Any) -> Response:
    """Answer with a value, as JSON."""
    return encoded(msgspec.json.encode(value))


def encoded(content: bytes) -> Response:
    """Answer with what is JSON already."""
    return Response(content, media_type="application/json")


def download(pieces: Iterable[bytes], *, name: str, media_type: str) -> Response:
    """Answer with a file to keep."""
    return StreamingResponse(
        _gathered(pieces),
        media_type=media_type,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield small pieces together: each that is sent costs a trip to another thread."""
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= _AT_ONCE:
            yield bytes(held)
            held.clear()
    yield bytes(held)


def failure(request: Request, error: Exception) -> Response:
    """Answer with what went wrong, and what to do next."""
    assert isinstance(error, RearviewError)  # noqa: S101 - it is registered for these
    status = next((_STATUS[kind] for kind in type(error).mro() if kind in _STATUS), 500)
    return page(request, "failure.html", status=status, what=error.what, hint=error.hint)


def no_such_page(request: Request, error: Exception) -> Response:
    """Answer that there is nothing at an address."""
    assert isinstance(error, HTTPException)  # noqa: S101 - it is registered for these
    hint = "Follow one of the links above."
    return page(request, "failure.html", status=error.status_code, what="There is no such page.", hint=hint)


def unexpected(request: Request, error: Exception) -> Response:
    """Answer that something went wrong that nobody thought of, and say no more of it than its kind."""
    what = f"Something went wrong that Rearview doesn't expect ({type(error).__name__})."
    return page(
        request, "failure.html", status=500, what=what, hint="Load the page again; if it stays, report it."
    )
