"""Connect, the core's API: a statement, its rows in pages by offset whose size the server chooses. JSON only."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

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
from rearview.sandbox.server.behaviour import Behaviour
from rearview.sandbox.server.columns import column_of
from rearview.sandbox.server.moment import iso
from rearview.sandbox.server.refusal import Refusal
from rearview.sandbox.server.results import Completion, Progress, Result, Span
from rearview.sandbox.server.standin import Standin
from rearview.sandbox.server.statements import Statement, run
from rearview.sandbox.server.waiting import LONGEST_MS, until

_JSON = "application/json"
_FIRST_VERSION = 63
_SPELLED: Mapping[Completion, str] = {
    "running": "Running",
    "produced": "ResultsProduced",
    "finished": "Finished",
}


class _Query(msgspec.Struct, frozen=True, rename="camel"):
    """A statement as it is submitted."""

    sql: str
    row_limit: int | None = None
    sql_parameters: tuple[Value, ...] = ()
    query_settings: dict[str, str] = {}


async def submit(request: Request) -> Response:
    """Run a statement, and return its status with its first page; a limit of rows caps this page and nothing else."""
    standin, view = _authorise(request), view_of(request)
    query = await json_of(request, _Query)
    if query.row_limit is not None and query.row_limit < 1:
        raise Refusal.limits(name="rowLimit", least=1)
    parameters = [value.parameter(named=True) for value in query.sql_parameters]
    statement = Statement(sql=query.sql, parameters=parameters)
    result = await run_in_threadpool(run, standin, statement, separator="%2F", view=view)
    now_ms = standin.clock.now_ms()
    progress = view.progress(result, now_ms)
    span = Span(0, 0)
    if progress.completion != "running":
        progress = progress._replace(completion="produced")
        if result.table.num_rows:
            span = _page(result, 0, query.row_limit, now_ms)
    told = {"status": _status(standin.behaviour, result, progress)}
    body = await run_in_threadpool(_rows, request, result, span, with_schema=True, **told)
    return Response(body, HTTPStatus.CREATED, media_type=_JSON)


async def status(request: Request) -> Response:
    """Tell how far a query has come, at once or as soon as it is done."""
    standin, view = _authorise(request), view_of(request)
    query_id = request.path_params["query_id"]
    result = standin.results.find(query_id, standin.clock.now_ms())
    await until(
        lambda: view.progress(result, standin.clock.now_ms()).completion != "running",
        standin,
        wait_ms=number_in(request, "waitTimeMs", 0, most=LONGEST_MS),
    )
    now_ms = standin.clock.now_ms()
    result = standin.results.find(query_id, now_ms)
    told = _status(standin.behaviour, result, view.progress(result, now_ms))
    nested = standin.behaviour.connect_status == "nested"
    return Response(msgspec.json.encode({"status": told} if nested else told), media_type=_JSON)


def rows(request: Request) -> Response:
    """Return a page of rows from an offset on, as many as the server likes."""
    standin = _authorise(request, data_space_required=True)
    now_ms = standin.clock.now_ms()
    result = standin.results.find(request.path_params["query_id"], now_ms)
    limit = number_in(request, "rowLimit", None, least=1)
    span = _page(result, offset_in(request), limit, now_ms)
    with_schema = request.query_params.get("omitSchema", "").lower() != "true"
    return Response(_rows(request, result, span, with_schema=with_schema), media_type=_JSON)


def cancel(request: Request) -> Response:
    """Cancel a query; one that is over stays as it is."""
    standin = _authorise(request)
    now_ms = standin.clock.now_ms()
    result = standin.results.find(request.path_params["query_id"], now_ms)
    if result.completion(now_ms) == "running":
        standin.results.cancel(result.id)
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _authorise(request: Request, *, data_space_required: bool = False) -> Standin:
    """Return the stand-in, if the token is good, the version of the API has queries, and the data space is known."""
    standin = authorise(request, "core")
    if whole(request.path_params["version"]) < _FIRST_VERSION:
        raise Refusal.address()
    named = request.query_params.get("dataspace") or request.headers.get("dataspace")
    if named is None and data_space_required:
        raise Refusal.missing(name="dataspace")
    if named not in {None, "default"}:
        raise Refusal.data_space(str(named))
    return standin


def _page(result: Result, offset: int, limit: int | None, now_ms: int) -> Span:
    chosen = result.behaviour.page_rows
    fewest = min((rows for rows in (limit, chosen) if rows is not None), default=None)
    wanted = Span(offset, result.table.num_rows)
    return results.page(result, wanted, now_ms, rows=fewest, size=result.behaviour.page_bytes)


def _rows(request: Request, result: Result, span: Span, *, with_schema: bool, **more: Any) -> bytes:
    shown = view_of(request).rows(result, span)
    standin = standin_of(request)
    standin.counters.served(shown.num_rows)
    as_objects = standin.behaviour.rows_as == "objects"
    opening, closing = ('{"row":[', "]}") if as_objects else ("[", "]")
    data = encode.as_json(shown, opening=opening, closing=closing)
    schema = {"metadata": [column_of(field, connect=True) for field in shown.schema]} if with_schema else {}
    return msgspec.json.encode({"data": msgspec.Raw(data), **schema, "returnedRows": shown.num_rows, **more})


def _status(behaviour: Behaviour, result: Result, progress: Progress) -> dict[str, Any]:
    return {
        "queryId": result.id,
        "completionStatus": _spelled(_SPELLED[progress.completion], behaviour.completion),
        "chunkCount": progress.chunks,
        "progress": progress.fraction,
        "rowCount": progress.rows,
        "expirationTime": _expiration(result.ends_ms(), behaviour.expiration),
    }


def _spelled(completion: str, example: str) -> str:
    """Return a completion status in the spelling of an example of one."""
    if example == "ResultsProduced":
        return completion
    between = "_" if "_" in example else ""
    return completion.replace("ResultsProduced", f"Results{between}Produced").upper()


def _expiration(ends_ms: int, form: str) -> str:
    if form == "protobuf":
        return f"seconds: {ends_ms // 1000}\n"
    return "" if form == "empty" else iso(ends_ms)
