"""One host and the token that opens it: every request to an org goes through one of these.

Threads share a door. When its token has ended they meet a 401 together, and one of them gets the next for all. A token
must never go to another host than the one that it was given for.
"""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode

import msgspec

from rearview.errors import AuthError
from rearview.sources.agentforce.wire import Reply, Request, Wire

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """A token and the host that it is for."""

    url: str
    """Scheme and host."""
    token: str = field(repr=False)


class Door:
    """A host, and the token that opens it now."""

    def __init__(
        self, wire: Wire, first: Pass, *, renew: Callable[[], Pass], hear: Callable[[Reply], None]
    ) -> None:
        self._wire = wire
        self._pass = first
        self._renew = renew
        self._hear = hear
        self._lock = threading.Lock()
        self._refused: AuthError | None = None

    @property
    def url(self) -> str:
        """Scheme and host."""
        return self._pass.url

    def fetch(
        self,
        method: str,
        path: str,
        *,
        read: Callable[[Reply], T],
        params: Mapping[str, str | int] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        again: bool = True,
        final: Callable[[Reply], bool] = lambda _: False,
    ) -> T:
        """Ask for a path, which is taken as it is, and return what is read off the answer."""
        if not path.startswith("/"):
            message = f"a path begins with a slash: {path!r}"
            raise ValueError(message)
        target = f"{path}?{urlencode(params)}" if params else path
        body = None if json is None else msgspec.json.encode(json)
        kind = {} if json is None else {"Content-Type": "application/json"}

        def make(held: Pass) -> Request:
            given = {"Accept": "application/json", **kind, **(headers or {})}
            return Request(
                method=method,
                url=f"{held.url}{target}",
                headers={**given, "Authorization": f"Bearer {held.token}"},
                body=body,
                again=again,
                final=final,
            )

        answer = self.answer(make, read)
        if answer is None:
            raise AuthError.not_let_in(self.url)
        return answer[0]

    def answer(self, make: Callable[[Pass], Request], read: Callable[[Reply], T]) -> tuple[T] | None:
        """Send what is made for the token, with a new one if need be; None if the host takes neither."""

        def judged(reply: Reply) -> tuple[T] | None:
            self._hear(reply)
            return None if reply.status == HTTPStatus.UNAUTHORIZED else (read(reply),)

        held = self._pass
        answer = self._wire.fetch(make(held), judged)
        return answer or self._wire.fetch(make(self._renewed(held)), judged)

    def _renewed(self, ended: Pass) -> Pass:
        """Return the token that comes after one that has ended; whoever is first gets it."""
        with self._lock:
            if self._pass is ended:
                if self._refused:
                    raise self._refused
                try:
                    self._pass = self._renew()
                except AuthError as error:
                    self._refused = error
                    raise
            return self._pass
