"""A request that isn't served, and why: one exception for all reasons, each built here and raised where it is found.

Which form it takes on the wire is not known here.
"""

from http import HTTPStatus

from rearview.sandbox.engines import SqlError
from rearview.sandbox.server.denial import Denial

_SQL_STATUS = {
    "02000": HTTPStatus.NOT_FOUND,
    "28000": HTTPStatus.UNAUTHORIZED,
    "42501": HTTPStatus.FORBIDDEN,
    "53S01": HTTPStatus.TOO_MANY_REQUESTS,
}
"""A SQL state that isn't named is the statement's own fault: 400."""

_LIMIT = "REQUEST_LIMIT_EXCEEDED"


class Refusal(Exception):  # noqa: N818 -- it is no failure of the stand-in, but what it answers
    """A request that isn't served."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        sqlstate: str | None = None,
        hint: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.sqlstate = sqlstate
        self.hint = hint
        self.headers = headers or {}

    # -- who asks --

    @classmethod
    def denied(cls, why: Denial) -> "Refusal":
        """Somebody may not sign in."""
        error, description, status = why.value
        return cls(status, error, description)

    @classmethod
    def core_token(cls) -> "Refusal":
        """A request came without a core token that is good."""
        return cls(HTTPStatus.UNAUTHORIZED, "INVALID_SESSION_ID", "Session expired or invalid")

    @classmethod
    def tenant_token(cls) -> "Refusal":
        """A request came without a tenant's token that is good."""
        return cls(HTTPStatus.UNAUTHORIZED, "Unauthorized", "Authorization header verification failed")

    @classmethod
    def no_permission(cls) -> "Refusal":
        """The user may not see a table."""
        message = "The user has no access to this object."
        return cls(HTTPStatus.FORBIDDEN, "INSUFFICIENT_ACCESS", message, sqlstate="42501")

    # -- how much is asked --

    @classmethod
    def daily_limit(cls) -> "Refusal":
        """The org has had all the requests that it may have in a day."""
        return cls(HTTPStatus.FORBIDDEN, _LIMIT, "TotalRequests Limit exceeded.")

    @classmethod
    def concurrency(cls, most: int) -> "Refusal":
        """Too much is under way at once."""
        message = f"Only {most} requests may run at the same time."
        return cls(HTTPStatus.TOO_MANY_REQUESTS, _LIMIT, message)

    @classmethod
    def on_purpose(cls, status: int, retry_after: str | None) -> "Refusal":
        """The service is said to be unable just now."""
        limited = status == HTTPStatus.TOO_MANY_REQUESTS
        code, message = (
            (_LIMIT, "Too many requests") if limited else ("UNKNOWN_EXCEPTION", f"Status {status}")
        )
        return cls(
            status, code, message, headers=None if retry_after is None else {"Retry-After": retry_after}
        )

    @classmethod
    def ending(cls) -> "Refusal":
        """The service is about to end."""
        return cls(HTTPStatus.SERVICE_UNAVAILABLE, "SERVER_UNAVAILABLE", "The service is shutting down.")

    # -- what is asked --

    @classmethod
    def of_sql(cls, error: SqlError) -> "Refusal":
        """A statement was refused, or failed."""
        status = _SQL_STATUS.get(error.sqlstate, HTTPStatus.BAD_REQUEST)
        return cls(status, "BAD_REQUEST", error.message, sqlstate=error.sqlstate, hint=error.hint)

    @classmethod
    def bytes_as_json(cls) -> "Refusal":
        """A result has a column that JSON can't hold."""
        message = "type bytea is not supported by the JSON format"
        return cls(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", message, sqlstate="0A000")

    @classmethod
    def address(cls, status: int = HTTPStatus.NOT_FOUND) -> "Refusal":
        """There is no such address, or it isn't asked in that way."""
        return cls(status, "NOT_FOUND", "The requested resource does not exist")

    @classmethod
    def unknown_query(cls, query_id: str) -> "Refusal":
        """There is no such query, or there isn't any more."""
        message = f'query id "{query_id}" is unknown or its results have expired'
        return cls(HTTPStatus.NOT_FOUND, "NOT_FOUND", message, sqlstate="02000")

    @classmethod
    def cancelled(cls) -> "Refusal":
        """The query was cancelled."""
        return cls(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", "canceled by user", sqlstate="57014")

    @classmethod
    def body(cls, reason: object) -> "Refusal":
        """The body isn't what it should be."""
        return cls._argument(f"the body makes no sense: {reason}")

    @classmethod
    def missing(cls, *, name: str) -> "Refusal":
        """An argument that nobody may leave out was left out."""
        return cls._argument(f"{name} is required")

    @classmethod
    def limits(cls, *, name: str, least: int, most: int | None = None) -> "Refusal":
        """A number is none, or not within its limits."""
        bounds = f"of {least} or more" if most is None else f"from {least} to {most}"
        return cls._argument(f"{name} must be a number {bounds}")

    @classmethod
    def data_space(cls, name: str) -> "Refusal":
        """There is no such data space."""
        return cls._argument(f'data space "{name}" does not exist')

    @classmethod
    def time_zone(cls, name: str) -> "Refusal":
        """A time zone that the stand-in can't put on."""
        return cls._argument(f'time zone "{name}" is not supported here: the stand-in keeps its time in UTC')

    @classmethod
    def out_of_range(cls, *, what: str = "request") -> "Refusal":
        """Rows were asked for that a result hasn't got."""
        return cls._argument(f"{what} out of range")

    @classmethod
    def _argument(cls, message: str) -> "Refusal":
        return cls(HTTPStatus.BAD_REQUEST, "BAD_REQUEST", message, sqlstate="22023")
