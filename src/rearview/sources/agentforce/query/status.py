"""What the APIs tell of a query, in all the forms they tell it. It must never guess: what can't be read is garbled."""

import re
from datetime import datetime

import msgspec

from rearview.errors import QueryError
from rearview.sources.agentforce.query.api import Status
from rearview.sources.agentforce.query.document import members
from rearview.sources.agentforce.query.known import known
from rearview.sources.agentforce.query.unusable import Unusable

_SECONDS = re.compile(r"seconds:\s*(\d+)")
_DONE = "FINISHED"
_FAILED = frozenset({"FAILED", "CANCELED", "CANCELLED", "ABORTED"})


class _Stats(msgspec.Struct, frozen=True, rename="camel"):
    rows_processed: int | None = None


@known
class _Told(msgspec.Struct, frozen=True, rename="camel"):
    query_id: str
    completion_status: str
    row_count: int | None = None
    chunk_count: int | None = None
    expiration_time: str | None = None
    execution_stats: _Stats | None = None


def read(body: bytes) -> Status:
    """Return the status that a JSON object is, or that lies in it under `status`."""
    document = members(body)
    try:
        # Not strictly: a count of 64 bits is a text where JSON is made from Protobuf.
        told = msgspec.convert(document.get("status", document), _Told, strict=False)
    except msgspec.ValidationError as error:
        raise Unusable.not_json(body) from error
    completion = told.completion_status.upper().replace("_", "")
    if completion in _FAILED:
        raise QueryError.failed(told.query_id, told.completion_status)
    return Status(
        query_id=told.query_id,
        done=completion == _DONE,
        rows=told.row_count or 0,
        chunks=told.chunk_count or 0,
        expires_ms=_moment_ms(told.expiration_time or ""),
        processed=told.execution_stats.rows_processed if told.execution_stats else None,
    )


def _moment_ms(text: str) -> int | None:
    """Return the moment that a text tells in ISO 8601 or as Protobuf prints one; None if it tells none."""
    seconds = _SECONDS.search(text)
    if seconds:
        return int(seconds[1]) * 1000
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return round(moment.timestamp() * 1000) if moment.tzinfo else None
