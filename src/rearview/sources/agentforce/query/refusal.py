"""What Data 360 says when it refuses, translated: the one door at which its errors become ours.

Its errors come as an object, as a list of one, or as plain text; a SQL state stands in a field of its own or in the text.
"""

import re
from http import HTTPStatus
from typing import Any

import msgspec

from rearview.errors import QueryError, QueryGoneError, QueryRefusal
from rearview.sources.agentforce.query.known import known
from rearview.sources.agentforce.wire import Reply

_STATE = re.compile(r"SQL ?STATE\W{1,5}([0-9A-Z]{5})\b", re.IGNORECASE)
_TIME = re.compile(r"\btime ?(?:d ?)?(?:out|limit)", re.IGNORECASE)
_DAILY = re.compile(r"REQUEST_LIMIT_EXCEEDED|\bTotalRequests\b", re.IGNORECASE)

_CANCELLED = "57014"
_UNKNOWN_QUERY = "02000"
_REASONS: dict[str, QueryRefusal] = {
    "42P01": "missing table",
    "42703": "missing field",
    "42501": "no permission",
    "53S01": "too much",  # the time limit
    "53200": "too much",  # out of memory
    "53400": "too much",  # a configured limit
    "57014": "too much",  # ended by the server; of a query that was there before, it means that somebody cancelled it
}
_SAID: tuple[tuple[re.Pattern[str], QueryRefusal], ...] = (
    (re.compile(r'\btable ".*" does not exist|\bunknown table\b', re.IGNORECASE), "missing table"),
    (re.compile(r"\bunknown column\b|\bcolumn .* does not exist", re.IGNORECASE), "missing field"),
    (_TIME, "too much"),
)
"""What is said where no SQL state is."""
_STATUSES: dict[int, QueryRefusal] = {
    HTTPStatus.FORBIDDEN: "no permission",
    HTTPStatus.REQUEST_TIMEOUT: "too much",
}


@known
class _Error(msgspec.Struct, frozen=True, rename="camel"):
    """An error, as either API writes it."""

    message: str = ""
    error: str = ""
    error_code: str = ""
    details: Any = None

    def sqlstate(self) -> str | None:
        """Return its SQL state, wherever it stands."""
        found = _STATE.search(f"{self.message} {self.details}")
        return found[1].upper() if found else None

    def said(self) -> str:
        """Return what it says to a person."""
        hint = self.details.get("customerHint") if isinstance(self.details, dict) else None
        message = self.message or self.error
        return f"{message} ({hint})" if hint else message


def is_final(reply: Reply) -> bool:
    """Tell whether a reply that looks like a moment's weakness is a refusal for good."""
    # The engine calls its time limit an exhausted resource, for which HTTP has no other status than 429.
    return (_read(reply.body).sqlstate() or "") in _REASONS


def refusal(reply: Reply, *, query_id: str | None = None) -> QueryError:
    """Return the error that a reply is; with a query's id, of a request about that query."""
    error = _read(reply.body)
    sqlstate = error.sqlstate()
    message = error.said()
    if query_id is not None and _is_gone(error, reply.status):
        return QueryGoneError.of(query_id, message, sqlstate=sqlstate)
    reason = _reason(error, reply.status)
    return QueryError.refused(reason, message, status=reply.status, sqlstate=sqlstate)


def _is_gone(error: _Error, status: int) -> bool:
    sqlstate = error.sqlstate()
    if sqlstate is None:
        return status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
    return sqlstate == _UNKNOWN_QUERY or (sqlstate == _CANCELLED and not _TIME.search(error.message))


def _reason(error: _Error, status: int) -> QueryRefusal:
    if status == HTTPStatus.FORBIDDEN and _DAILY.search(f"{error.error_code} {error.message}"):
        return "daily limit"
    reason = _REASONS.get(error.sqlstate() or "") or _STATUSES.get(status)
    if reason:
        return reason
    return next((reason for pattern, reason in _SAID if pattern.search(error.message)), "other")


def _read(body: bytes) -> _Error:
    """Return what an error's body says, whatever form it has."""
    try:
        document = msgspec.json.decode(body)
        one = document[0] if isinstance(document, list) and document else document
        return msgspec.convert(one, _Error)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Error(message=body.decode(errors="replace"))
