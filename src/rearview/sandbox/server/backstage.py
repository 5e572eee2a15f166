"""The doors behind the scenes, under /_sandbox: what a test reads and sets that no org lets anybody see."""

import msgspec
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from rearview.sandbox.server.asked import json_of, standin_of
from rearview.sandbox.server.clock import Clock


class _Hands(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is done to the clock; what isn't named stays as it is."""

    now_ms: int | None = None
    advance_ms: int = 0
    held: bool | None = None
    skew_ms: int | None = None


async def clock(request: Request) -> Response:
    """Tell the time, and set it first if that is asked."""
    shown = standin_of(request).clock
    if request.method == "POST":
        _set(shown, await json_of(request, _Hands))
    return JSONResponse({"now_ms": shown.now_ms(), "held": shown.held, "skew_ms": shown.skew_ms})


def counters(request: Request) -> Response:
    """Tell what was counted."""
    return JSONResponse(standin_of(request).counters.as_json())


def _set(shown: Clock, hands: _Hands) -> None:
    if hands.now_ms is not None:
        shown.set(hands.now_ms)
    if hands.held is not None:
        shown.hold(hands.held)
    if hands.skew_ms is not None:
        shown.skew_ms = hands.skew_ms
    shown.advance(hands.advance_ms)
