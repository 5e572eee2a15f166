"""Sources that give no answer, refuse one, or give a part of it."""

from collections.abc import Mapping
from textwrap import shorten
from typing import Literal, Self

from rearview.errors.root import RearviewError

QueryRefusal = Literal[
    "missing table",
    "missing field",
    "no permission",
    "too much",
    "daily limit",
    "unfinished",
    "gone",
    "other",
]
"""Why a query is refused, as far as the way of going on depends on it."""


class UnreachableError(RearviewError):
    """A host on the network gives no answer."""

    @classmethod
    def gave_up(cls, host: str, reason: str, *, tries: int) -> Self:
        """However often a host was asked, no answer came."""
        often = f" (tried {tries:,} times)" if tries > 1 else ""
        return cls(f"{host} can't be reached: {reason}{often}.", hint=_CONNECT)

    @classmethod
    def unsure(cls, host: str, reason: str) -> Self:
        """A request that must not be sent twice got no answer."""
        return cls(
            f"{host} gave no answer: {reason}. Whether it acted on the request isn't known.", hint=_CONNECT
        )

    @classmethod
    def spark(cls, master: str, reason: str) -> Self:
        """Spark doesn't start, or doesn't reach its cluster."""
        return cls(
            f"Spark can't be started on {master}: {reason.rstrip('.')}.",
            hint="Spark needs Java 17 or newer ('java -version'), and a cluster the same version of Spark as here.",
        )

    @classmethod
    def untrusted(cls, host: str, reason: str) -> Self:
        """A host can't prove that it is the one."""
        return cls(
            f"{host} can't be trusted: {reason}.",
            hint="if your network opens TLS on the way, name its certificates with SSL_CERT_FILE; there is no way around the check.",
        )


class CollectorError(RearviewError):
    """A collector of traces refuses what it is sent."""

    @classmethod
    def silent(cls, place: str, reason: str) -> Self:
        """A collector gives no answer."""
        return cls(
            f"{place} can't be reached: {reason}.",
            hint="see that it runs there and speaks OTLP over HTTP; then send again, and nothing is there twice.",
        )

    @classmethod
    def refused(cls, place: str, status: int, said: str) -> Self:
        """A collector answered with an error; of what it said, only the beginning is shown."""
        told = shorten(said, _SAID, placeholder=" …").rstrip(".")
        return cls(
            f"{place} took no spans: status {status}{f', {told}' if told else ''}.",
            hint=_COLLECTOR_HINTS.get(
                status,
                "see in its log what it has against them; then send again, and nothing is there twice.",
            ),
        )

    @classmethod
    def partly(cls, place: str, rejected: int, said: str) -> Self:
        """A collector kept some of the spans, and threw others away."""
        told = shorten(said, _SAID, placeholder=" …").rstrip(".") or "it doesn't say why"
        return cls(
            f"{place} threw {rejected:,} spans away: {told}.",
            hint="send the session again when that is put right: what it has, it knows by its ids.",
        )


class QueryError(RearviewError):
    """Data 360 refuses a query."""

    def __init__(
        self, what: str, *, hint: str, reason: QueryRefusal, message: str = "", sqlstate: str | None = None
    ) -> None:
        super().__init__(what, hint=hint)
        self.reason: QueryRefusal = reason
        self.message = message
        """What Data 360 said."""
        self.sqlstate = sqlstate

    @classmethod
    def refused(cls, reason: QueryRefusal, message: str, *, status: int, sqlstate: str | None) -> Self:
        """Data 360 answered with an error; of what it said, only the beginning is shown."""
        begins, hint = _REFUSED[reason]
        said = shorten(message, _SAID, placeholder=" …").rstrip(".") or f"status {status}"
        state = f" (SQL state {sqlstate})" if sqlstate and sqlstate not in said else ""
        return cls(f"{begins}: {said}{state}.", hint=hint, reason=reason, message=message, sqlstate=sqlstate)

    @classmethod
    def unfinished(cls, query_id: str, after_s: float) -> Self:
        """A query runs for so long that it is given up."""
        return cls(
            f"The query {query_id} wasn't done after {after_s:,.0f} seconds; it was cancelled.",
            hint="run the command again at a quieter time, or ask for less at once with --window.",
            reason="unfinished",
        )

    @classmethod
    def failed(cls, query_id: str, completion: str) -> Self:
        """A query ended otherwise than by giving its rows, and Data 360 doesn't say why."""
        return cls(
            f"The query {query_id} ended without its rows; Data 360 calls it {completion}.",
            hint="run the command again; if it ends so each time, ask for less at once with --window.",
            reason="other",
        )

    @classmethod
    def unreadable(cls, reason: str) -> Self:
        """An answer that must be read whole has a row that can't be."""
        return cls(
            f"Data 360 gave an answer with a value that can't be kept: {reason}.",
            hint="with --api v3 it may be readable; please report what stands here.",
            reason="other",
        )


class QueryGoneError(QueryError):
    """A query and its rows aren't there any more."""

    @classmethod
    def of(cls, query_id: str, message: str, *, sqlstate: str | None) -> Self:
        """Data 360 doesn't know a query any more, or somebody cancelled it."""
        said = shorten(message, _SAID, placeholder=" …").rstrip(".") or "Data 360 doesn't say why"
        return cls(
            f"The query {query_id} is gone: {said}.",
            hint="run the command again: what it asked for is asked for anew.",
            reason="gone",
            message=message,
            sqlstate=sqlstate,
        )


class IncompleteError(RearviewError):
    """Some of what was asked for didn't arrive, and that is known."""

    @classmethod
    def rows(cls, cell: object, *, came: int, told: int) -> Self:
        """A query's rows don't add up, however often they are fetched."""
        return cls(
            f"The source says that {cell} has {told:,} rows; {came:,} of them arrived, or some of them twice.",
            hint=_AGAIN,
        )

    @classmethod
    def repeated(cls, cell: object) -> Self:
        """Rows came twice, and so others didn't come."""
        return cls(f"The source gave some rows of {cell} twice, and so perhaps not others.", hint=_AGAIN)

    @classmethod
    def forgotten(cls, cell: object, *, times: int) -> Self:
        """The source forgets each query before its rows are fetched."""
        return cls(
            f"The source forgot the query for {cell} before its rows were fetched, {times:,} times in a row.",
            hint=f"with more --jobs, rows are fetched faster; {_AGAIN}",
        )

    @classmethod
    def too_large(cls, cell: object, reason: str) -> Self:
        """A query takes too long and can't be made smaller."""
        return cls(
            f"The source can't answer for {cell}, and nothing smaller can be asked for: {reason.rstrip('.')}.",
            hint="run the command again at a quieter time; nothing else is affected.",
        )


_CONNECT = "check the network, and HTTPS_PROXY if there is a proxy; then run the command again: it goes on where it stopped."
_SAID = 300
_REFUSED: Mapping[QueryRefusal, tuple[str, str]] = {
    "missing table": (
        "The org has no such table, or the user may not see it",
        "'rearview test-auth' lists the tables that are there, and what switches the others on.",
    ),
    "missing field": (
        "The org has no such field",
        "'rearview test-auth' lists the fields that are missing; the release of the org decides which there are.",
    ),
    "no permission": (
        "The user may not ask that",
        "in Setup, give the user a Data 360 permission set and access to the data space; 'rearview test-auth' names the page.",
    ),
    "too much": (
        "The query is more than Data 360 does at once",
        "ask for less at once with --window, or for a shorter time.",
    ),
    "daily limit": (
        "The org has used up its API requests for today",
        "run the command again when the limit is reset: it goes on where it stopped. Setup shows it under Company Information.",
    ),
    "other": (
        "Data 360 refuses the query",
        "if the reason names something that you typed, change that; else run the command again with --verbose.",
    ),
}
_AGAIN = "the cell was left as it was; run the command again to read it anew."
_COLLECTOR_HINTS = {
    401: "it wants to know who is sending: set OTEL_EXPORTER_OTLP_HEADERS, such as Authorization=Bearer%20....",
    403: "it doesn't let the sender in: check what OTEL_EXPORTER_OTLP_HEADERS holds.",
    404: "OTLP over HTTP is taken at a path that ends in /v1/traces; check --endpoint.",
    413: "it takes smaller requests only: raise the limit in its configuration.",
    415: "it doesn't take OTLP as protobuf over HTTP; another port or path of it may.",
}
