"""Which API is asked, and small questions that either answers whole."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Literal

from rearview.errors import ExchangeRefusedError, QueryError
from rearview.sources.agentforce.query.api import Api, ApiName, Result
from rearview.sources.agentforce.query.connect import Connect
from rearview.sources.agentforce.query.v3 import V3
from rearview.sources.agentforce.signin import Session

_FALLING_BACK = "Query V3 can't be used here, so rows come over Connect, which is slower. {reason}"


def choose(session: Session, wanted: ApiName | Literal["auto"], *, note: Callable[[str], None]) -> Api:
    """Return the API that is wanted; by itself it is Query V3, or Connect where the exchange of tokens is refused."""
    if wanted != "connect":
        try:
            return V3(session.tenant(), data_space=session.data_space)
        except ExchangeRefusedError as error:
            if wanted == "v3":
                raise
            note(_FALLING_BACK.format(reason=error.what))
    return Connect(session.core, data_space=session.data_space)


def rows_of(api: Api, sql: str, limit: int) -> list[dict[str, Any]]:
    """Return the rows of a statement that gives few, and no more of them than the limit."""
    result = api.result(api.wait(api.start(sql).query_id))
    return list(islice(_rows(result), limit))


def _rows(result: Result) -> Iterator[dict[str, Any]]:
    for part in result.parts():
        fetched = result.fetch(part)
        if fetched.rejected:
            raise QueryError.unreadable(fetched.rejected[0].reason)
        yield from fetched.table.to_pylist()
