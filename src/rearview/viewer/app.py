"""Every address of the viewer, and what answers it. Who may ask is `security`'s affair."""

from importlib import import_module

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from rearview.errors import RearviewError
from rearview.viewer.numbers.said import Said
from rearview.viewer.places import Places
from rearview.viewer.registry import PAGES, UNLISTED
from rearview.viewer.respond import STATIC, failure, no_such_page, static_path, unexpected
from rearview.viewer.security import Door, Guard
from rearview.viewer.session.opened import Desk

_FOREVER = "private, max-age=31536000, immutable"


def make(places: Places, door: Door) -> Starlette:
    """Return the application that shows some places to whoever comes in by a door."""
    modules = dict.fromkeys([*(page.module for page in PAGES), *UNLISTED])
    app = Starlette(
        routes=[
            Route("/", _first),
            *(route for module in modules for route in import_module(module).ROUTES),
            Mount(static_path(""), _Static(directory=STATIC)),
        ],
        middleware=[Middleware(Guard, door=door)],
        exception_handlers={RearviewError: failure, HTTPException: no_such_page, Exception: unexpected},
    )
    app.state.places = places
    app.state.desk = Desk()
    app.state.said = Said()
    return app


async def _first(request: Request) -> Response:
    """Lead to the first page; to the session, where there is but one."""
    places: Places = request.app.state.places
    path = f"/session/{places.all[0].slug}" if places.is_one_file else PAGES[0].path
    return RedirectResponse(path, status_code=303)


class _Static(StaticFiles):
    """Scripts and styles; their address changes with them, so a browser may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file."""
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = _FOREVER
        return response
