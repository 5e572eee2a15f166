"""Query V3, the tenant's API: a statement, its status in a header, its rows in numbered chunks or by offset.

Rows travel as JSON, or as an Arrow stream where the client accepts one.
"""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Literal

import msgspec
import pyarrow as pa
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from rearview.sandbox.server import encode, results
from rearview.sandbox.server.asked import (
    Value,
    authorise,
    json_of,
    number_in,
    offset_in,
    standin_of,
    view_of,
    whole,
)
from rearview.sandbox.server.columns import column_of
from rearview.sandbox.server.moment import iso
from rearview.sandbox.server.refusal import Refusal
from rearview.sandbox.server.results import Completion, Progress, Result, Span
from rearview.sandbox.server.standin import Standin
from rearview.sandbox.server.statements import Statement, run
from rearview.sandbox.server.waiting import LONGEST_MS, until

ARROW = "application/vnd.apache.arrow.stream"
STATUS = "x-hyperdb-status"
MOST_BYTES = 20_971_520

_DATA_SPACE = "ctx-dataspace-ds_name"
_NUMERIC_AS_TEXT = "x-hyperdb-json-array-numeric-as-string"
_JSON = "application/json"
_PIECE = 1 << 20
_SPELLED: Mapping[Completion, str] = {
    "running": "RUNNING_OR_UNSPECIFIED",
    "produced": "RESULTS_PRODUCED",
    "finished": "FINISHED",
}
_NOTHING_YET = Progress("running", 0.0, 0, 0)


class _InPieces(Response):
    """An answer whose length isn't told."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the body a piece at a time."""
        del scope, receive
        headers = [header for header in self.raw_headers if header[0] != b"content-length"]
        await send({"type": "http.response.start", "status": self.status_code, "headers": headers})
        body = memoryview(self.body)
        for start in range(0, len(body), _PIECE):
            piece = body[start : start + _PIECE]
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


class _Range(msgspec.Struct, frozen=True, rename="camel"):
    """How much the first answer may hold."""

    row_limit: int | None = None
    byte_limit: int = MOST_BYTES


class _Query(msgspec.Struct, frozen=True, rename="camel"):
    """A statement as it is submitted."""

    sql: str
    transfer_mode: Literal["ADAPTIVE", "ASYNC"] = "ADAPTIVE"
    param_style: Literal["QUESTION_MARK", "NAMED", "DOLLARED"] = "QUESTION_MARK"
    parameters: tuple[Value, ...] = ()
    settings: dict[str, str] = {}
    result_range: _Range = _Range()
    query_row_limit: int | None = None


async def submit(request: Request) -> Response:
    """Run a statement: ASYNC tells its id only, ADAPTIVE brings the first rows along."""
    standin, view = authorise(request, "tenant"), view_of(request)
    query = await json_of(request, _Query)
    _check(request, query)
    statement = Statement(
        sql=query.sql,
        parameters=[value.parameter(named=query.param_style == "NAMED") for value in query.parameters],
        row_limit=query.query_row_limit,
        patient=query.transfer_mode == "ASYNC",
    )
    result = await run_in_threadpool(run, standin, statement, separator="_", view=view)
    now_ms = standin.clock.now_ms()
    progress = _NOTHING_YET if query.transfer_mode == "ASYNC" else view.progress(result, now_ms)
    if progress.completion == "running":
        body = msgspec.json.encode({"metadata": None, "data": None, "returnedRows": 0})
        return Response(body, headers=_status_header(result, progress, now_ms), media_type=_JSON)
    progress = progress._replace(completion="produced")
    response = await run_in_threadpool(_rows, request, result, _first(result, query.result_range, now_ms))
    response.headers.update(_status_header(result, progress, now_ms))
    return response


async def status(request: Request) -> Response:
    """Tell how far a query has come, at once or as soon as it is done."""
    standin, view = authorise(request, "tenant"), view_of(request)
    query_id = request.path_params["query_id"]
    result = standin.results.find(query_id, standin.clock.now_ms())
    wait_ms = number_in(request, "waitTimeMs", LONGEST_MS, most=LONGEST_MS)
    await until(
        lambda: view.progress(result, standin.clock.now_ms()).completion != "running",
        standin,
        wait_ms=wait_ms,
    )
    now_ms = standin.clock.now_ms()
    result = standin.results.find(query_id, now_ms)
    told = _status(result, view.progress(result, now_ms), now_ms)
    where = standin.behaviour.poll_status
    headers = {STATUS: msgspec.json.encode(told).decode()} if where != "body" else {}
    return Response(msgspec.json.encode(told if where != "header" else {}), headers=headers, media_type=_JSON)


def chunk(request: Request) -> Response:
    """Return a numbered part of the rows, in pieces."""
    _, result, now_ms = _asked(request)
    span = results.chunk(result, whole(request.path_params["number"]), now_ms)
    return _rows(request, result, span, form=_InPieces)


def rows(request: Request) -> Response:
    """Return rows from an offset on, as many as fit."""
    _, result, now_ms = _asked(request)
    wanted = Span(offset_in(request), result.table.num_rows)
    limit = number_in(request, "limit", None, least=1)
    size = number_in(request, "byteLimit", MOST_BYTES, least=1, most=MOST_BYTES)
    span = results.page(result, wanted, now_ms, rows=limit, size=size)
    return _rows(request, result, span)


def metadata(request: Request) -> Response:
    """Return the columns of a result, and none of its rows."""
    _, result, now_ms = _asked(request)
    if result.completion(now_ms) == "running":
        raise Refusal.out_of_range(what="metadata")
    if _wants_arrow(request):
        return Response(memoryview(encode.as_arrow(result.table.slice(0, 0))), media_type=ARROW)
    columns = [column_of(field) for field in result.table.schema]
    return Response(msgspec.json.encode({"metadata": {"columns": columns}}), media_type=_JSON)


def cancel(request: Request) -> Response:
    """Cancel a query; one that is over stays as it is."""
    standin, result, now_ms = _asked(request)
    if result.completion(now_ms) == "running":
        standin.results.cancel(result.id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _asked(request: Request) -> tuple[Standin, Result, int]:
    standin = authorise(request, "tenant")
    now_ms = standin.clock.now_ms()
    return standin, standin.results.find(request.path_params["query_id"], now_ms), now_ms


def _check(request: Request, query: _Query) -> None:
    if request.headers.get(_DATA_SPACE, "default") != "default":
        raise Refusal.data_space(request.headers[_DATA_SPACE])
    if query.settings.get("time_zone", "UTC").upper() not in {"UTC", "ETC/UTC", "GMT"}:
        raise Refusal.time_zone(query.settings["time_zone"])
    limits = query.result_range
    if not 0 < limits.byte_limit <= MOST_BYTES:
        raise Refusal.limits(name="byteLimit", least=1, most=MOST_BYTES)
    if min(query.query_row_limit or 0, limits.row_limit or 0) < 0:
        raise Refusal.limits(name="rowLimit", least=0)


def _first(result: Result, limits: _Range, now_ms: int) -> Span:
    """Return which rows come along with the status."""
    if not result.chunks or limits.row_limit == 0:
        return Span(0, 0)
    return results.page(result, result.chunks[0], now_ms, rows=limits.row_limit, size=limits.byte_limit)


def _rows(request: Request, result: Result, span: Span, *, form: type[Response] = Response) -> Response:
    shown = view_of(request).rows(result, span)
    standin_of(request).counters.served(shown.num_rows)
    if _wants_arrow(request):
        return form(memoryview(encode.as_arrow(shown)), media_type=ARROW)
    return form(_json_body(request, shown), media_type=_JSON)


def _json_body(request: Request, shown: pa.Table) -> bytes:
    as_text = request.headers.get(_NUMERIC_AS_TEXT, "").lower() == "true"
    data = msgspec.Raw(encode.as_json(shown, numeric_as_text=as_text))
    body = {"data": data, "returnedRows": shown.num_rows}
    if request.query_params.get("omitSchema", "").lower() == "true":
        return msgspec.json.encode(body)
    return msgspec.json.encode(
        {"metadata": {"columns": [column_of(field) for field in shown.schema]}, **body}
    )


def _wants_arrow(request: Request) -> bool:
    return ARROW in request.headers.get("accept", "")


def _status_header(result: Result, progress: Progress, now_ms: int) -> dict[str, str]:
    return {STATUS: msgspec.json.encode(_status(result, progress, now_ms)).decode()}


def _status(result: Result, progress: Progress, now_ms: int) -> dict[str, Any]:
    stats = {"wallClockTime": (now_ms - result.begun_ms) / 1000, "rowsProcessed": progress.rows}
    return {
        "queryId": result.id,
        "completionStatus": _SPELLED[progress.completion],
        "chunkCount": progress.chunks,
        "rowCount": progress.rows,
        "progress": progress.fraction,
        "expirationTime": iso(result.ends_ms()),
        "executionStats": stats,
    }
