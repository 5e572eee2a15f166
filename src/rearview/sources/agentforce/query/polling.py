"""Waiting for a query to be done. It must never wait for ever, and never ask in a tight circle."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from rearview.errors import QueryError
from rearview.sources.agentforce.query.api import Status

_LONGEST_LOOK_MS = 2_000
"""How long the server is asked to wait for news. It would wait five times as long, and hold up a run that is to stop."""
_FIRST_PAUSE_S = 0.05
_LONGEST_PAUSE_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """How long a query may take."""

    longest_s: float = 1800

    def finished(self, query_id: str, look: Callable[[int], Status], cancel: Callable[[str], None]) -> Status:
        """Look after a query, waiting so many milliseconds each time, until it is done; cancel it if it never is."""
        until, pause_s = time.monotonic() + self.longest_s, _FIRST_PAUSE_S
        while True:
            begun = time.monotonic()
            status = look(max(0, min(_LONGEST_LOOK_MS, round((until - begun) * 1000))))
            now = time.monotonic()
            if status.done:
                return status
            if now >= until:
                cancel(query_id)
                raise QueryError.unfinished(query_id, self.longest_s)
            # While rows are there but aren't safe yet, the server answers at once.
            time.sleep(max(0.0, min(begun + pause_s, until) - now))
            pause_s = min(2 * pause_s, _LONGEST_PAUSE_S)
