"""One question to an API of Data 360, and what its answer means. It knows no paths."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeVar

from rearview.sources.agentforce.query.refusal import is_final, refusal
from rearview.sources.agentforce.signin import Door
from rearview.sources.agentforce.wire import Reply

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Asks at one door, and sends some things along each time."""

    door: Door
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        path: str,
        read: Callable[[Reply], T],
        *,
        of: str | None = None,
        accept: str = "application/json",
        params: Mapping[str, str] | None = None,
        json: object = None,
    ) -> T:
        """Return what was read from the answer, or raise the error that it is; `of` is the query that is asked about."""

        def answered(reply: Reply) -> T:
            if reply.status >= HTTPStatus.MULTIPLE_CHOICES:
                raise refusal(reply, query_id=of)
            return read(reply)

        return self.door.fetch(
            method,
            path,
            read=answered,
            params={**self.params, **(params or {})},
            json=json,
            headers={**self.headers, "Accept": accept},
            final=is_final,
        )
