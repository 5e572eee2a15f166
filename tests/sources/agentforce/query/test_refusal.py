"""What an org says when it refuses is translated, whatever form it says it in."""

import json
from typing import Any

import pytest

from rearview.errors import QueryError, QueryGoneError
from rearview.sources.agentforce.query.refusal import refusal
from rearview.sources.agentforce.wire import Reply


def reply(status: int, body: Any) -> Reply:
    """Return a refusal of that status."""
    return Reply(
        status=status, headers={}, body=body if isinstance(body, bytes) else json.dumps(body).encode()
    )


def tenant(message: str, sqlstate: str | None = None, hint: str | None = None) -> dict[str, Any]:
    """Return an error as Query V3 writes it."""
    details = {name: value for name, value in (("sqlState", sqlstate), ("customerHint", hint)) if value}
    return {"error": "COMMON_ERROR_GENERIC", "message": message, "details": details}


@pytest.mark.parametrize(
    ("status", "body", "reason", "sqlstate"),
    [
        (400, tenant('table "x" does not exist', "42P01"), "missing table", "42P01"),
        (400, tenant('table "x" does not exist'), "missing table", None),
        (400, [{"errorCode": "BAD_REQUEST", "message": "unknown column 'x'"}], "missing field", None),
        (400, {"message": "unknown column 'x' (SQLSTATE: 42703)"}, "missing field", "42703"),
        (400, b"ERROR: unknown column 'x' SQLSTATE=42703", "missing field", "42703"),
        (400, {"message": "m", "details": [{"sqlstate": "42703"}]}, "missing field", "42703"),
        (403, tenant("The user has no access to this object.", "42501"), "no permission", "42501"),
        (403, [{"errorCode": "API_DISABLED_FOR_ORG", "message": "m"}], "no permission", None),
        (403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "m"}], "daily limit", None),
        (403, tenant("TotalRequests Limit exceeded."), "daily limit", None),
        (408, b"", "too much", None),
        (400, tenant("query exceeded its time limit", "53S01"), "too much", "53S01"),
        (400, tenant("the query timed out"), "too much", None),
        (400, tenant("canceling statement due to query timeout", "57014"), "too much", "57014"),
        (400, tenant("syntax error: got x", "42601"), "other", "42601"),
        (302, b"", "other", None),
        (422, [], "other", None),
        (400, {"message": None}, "other", None),
        (400, b"\xff", "other", None),
    ],
)
def test_reason_is_known(status: int, body: Any, reason: str, sqlstate: str | None) -> None:
    """Why a statement is refused is known from its SQL state, its status, or else its words."""
    error = refusal(reply(status, body))

    assert (error.reason, error.sqlstate) == (reason, sqlstate)
    assert not isinstance(error, QueryGoneError)
    assert str(error).splitlines()[-1].startswith("Hint: ")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (404, tenant('query id "q" is unknown or its results have expired', "02000")),
        (400, tenant("canceled by user", "57014")),
        (404, b""),
        (410, [{"errorCode": "GONE", "message": "m"}]),
    ],
)
def test_query_is_gone(status: int, body: Any) -> None:
    """A query that isn't known any more, or that somebody cancelled, is gone; without a query nothing can be gone."""
    assert isinstance(refusal(reply(status, body), query_id="q"), QueryGoneError)
    assert not isinstance(refusal(reply(status, body)), QueryGoneError)


@pytest.mark.parametrize(
    ("status", "body", "reason"),
    [
        (400, tenant("division by zero", "22012"), "other"),
        (400, tenant("query timeout", "57014"), "too much"),
        (403, tenant("m", "42501"), "no permission"),
        (404, tenant('table "x" does not exist', "42P01"), "missing table"),
    ],
)
def test_query_that_fails_is_not_gone(status: int, body: Any, reason: str) -> None:
    """A query that fails while it runs tells why."""
    error = refusal(reply(status, body), query_id="q")

    assert (type(error), error.reason) == (QueryError, reason)


def test_message_says_what_was_said() -> None:
    """The message holds what the org said, its hint, and the SQL state, if what was said doesn't name it."""
    error = refusal(reply(400, tenant("unknown column 'x'", "42703", 'Did you mean "X"?')))
    named = refusal(reply(400, {"message": "unknown column 'x' (SQLSTATE: 42703)"}))

    assert (
        error.what == "The org has no such field: unknown column 'x' (Did you mean \"X\"?) (SQL state 42703)."
    )
    assert named.what == "The org has no such field: unknown column 'x' (SQLSTATE: 42703)."


def test_long_message_is_cut() -> None:
    """Of a long text only the beginning is shown; without any, the status is."""
    long = refusal(reply(400, tenant("word " * 1000)))

    assert len(long.what) < 400
    assert "word …" in long.what
    assert "status 302" in refusal(reply(302, b"")).what
