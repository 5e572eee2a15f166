"""The addresses of an OTLP endpoint: traces are taken, logs and metrics are answered honestly.

Owns what is taken of a request, and when it is refused. Only who names this machine is answered, so that no page on the
web can reach it under a name of its own.
"""

import asyncio
import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from rearview.errors import AccessError
from rearview.record.otel.answers import TYPES, Answer, Form, Signal, refused, taken
from rearview.record.otel.keeper import Keeper
from rearview.sources.otel import otlp_json, protobuf
from rearview.sources.otel.ingest.files import unpacked
from rearview.sources.otel.ingest.incoming import Request as Kept
from rearview.sources.otel.unreadable import Unreadable

LARGEST = 64 << 20
"""How large a request may be, packed or not."""
_AGAIN_S = "5"
_UNKNOWN = {"traces": "", "logs": "log records", "metrics": "metrics"}
_NO_IDS = "these spans have no trace id or no span id, so nothing tells them apart"


class _Refusal(Exception):  # noqa: N818 - an answer, not an error of ours
    def __init__(self, status: int, why: str, form: Form = "json") -> None:
        super().__init__(why)
        self.answer = refused(status, form, why)


class _Sent(NamedTuple):
    form: Form
    body: bytes


def make(keeper: Keeper) -> Starlette:
    """Return the endpoint that takes spans for a keeper."""

    async def traces(request: Request) -> Response:
        return await _answered(request, lambda sent: _traces(keeper, sent))

    def other(signal: Signal) -> Route:
        async def endpoint(request: Request) -> Response:
            return await _answered(request, lambda sent: _left(signal, sent))

        return Route(f"/v1/{signal}", endpoint, methods=["POST"])

    return Starlette(routes=[Route("/v1/traces", traces, methods=["POST"]), other("logs"), other("metrics")])


async def _answered(request: Request, take) -> Response:  # type: ignore[no-untyped-def]  # noqa: ANN001
    try:
        answer: Answer = await take(await _sent(request))
    except _Refusal as refusal:
        answer = refusal.answer
    except ClientDisconnect:
        return Response(status_code=400)
    again = {"retry-after": _AGAIN_S} if answer.status == 503 else None  # noqa: PLR2004
    return Response(answer.body, answer.status, again, answer.media)


async def _traces(keeper: Keeper, sent: _Sent) -> Answer:
    try:
        kept, rejected = _counted(sent)
    except Unreadable as error:
        raise _Refusal(400, f"The request can't be read: {error}.", sent.form) from error
    if kept:
        try:
            await asyncio.wrap_future(keeper.keep([Kept(sent.form, sent.body)]))
        except AccessError as error:
            raise _Refusal(503, error.what, sent.form) from error
    return taken("traces", sent.form, rejected=rejected, why=_NO_IDS)


async def _left(signal: Signal, sent: _Sent) -> Answer:
    """Say that none of it was kept, and how much that is."""
    try:
        count = _records(signal, sent)
    except Unreadable as error:
        raise _Refusal(400, f"The request can't be read: {error}.", sent.form) from error
    return taken(signal, sent.form, rejected=count, why=f"Rearview keeps traces, and no {_UNKNOWN[signal]}")


def _counted(sent: _Sent) -> tuple[int, int]:
    if sent.form == "protobuf":
        return protobuf.count(sent.body)
    batch = otlp_json.read(sent.body)
    return len(batch.spans), batch.rejected


def _records(signal: Signal, sent: _Sent) -> int:
    return (
        protobuf.records(signal, sent.body)
        if sent.form == "protobuf"
        else otlp_json.records(signal, sent.body)
    )


async def _sent(request: Request) -> _Sent:
    if not _names_this_machine(request.headers.get("host", "")):
        raise _Refusal(403, "Only this machine is answered, under a name or a number of its own.")
    media = request.headers.get("content-type", "").split(";")[0].strip().lower()
    form = TYPES.get(media)
    if form is None:
        raise _Refusal(415, f"OTLP is {' or '.join(TYPES)}, not {media or 'without a type'}.")
    packing = request.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("gzip", "identity", ""):
        raise _Refusal(415, f"Requests may be gzipped, and not {packing}.", form)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise _Refusal(413, f"A request may have {LARGEST >> 20} MB; send fewer spans at once.", form)
    if packing != "gzip":
        return _Sent(form, bytes(body))
    try:
        return _Sent(form, unpacked(bytes(body), LARGEST))
    except Unreadable as error:
        status = 413 if error.is_size else 400
        raise _Refusal(status, f"The request can't be read: {error}.", form) from error


def _names_this_machine(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
