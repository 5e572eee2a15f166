"""What time it is in an org, as its own answers tell. The machine's clock is only believed until the first answer."""

import time
from datetime import UTC
from email.utils import parsedate_to_datetime

from rearview.sources.agentforce.wire import Reply


class Clock:
    """The org's time: told once after each sign-in, and carried on by a clock that nobody sets."""

    def __init__(self) -> None:
        self._told: tuple[int, float] | None = None
        self._listening = True

    def set(self, now_ms: int | None) -> None:
        """Take the time from a sign-in; if that doesn't tell it, the next answer will."""
        self._listening = now_ms is None
        if now_ms is not None:
            self._told = (now_ms, time.monotonic())

    def hear(self, reply: Reply) -> None:
        """Take the time from an answer, unless the sign-in told it."""
        if self._listening and (at_ms := date_ms(reply)) is not None:
            self.set(at_ms)

    def now_ms(self) -> int:
        """Return what time it is in the org."""
        told = self._told
        if told is None:
            return machine_ms()
        then_ms, then_s = told
        return then_ms + int((time.monotonic() - then_s) * 1000)


def machine_ms() -> int:
    """Return what time this machine believes it is."""
    return time.time_ns() // 1_000_000


def date_ms(reply: Reply) -> int | None:
    """Return when an answer was given, by the clock of whoever gave it."""
    try:
        at = parsedate_to_datetime(reply.headers.get("date", ""))
    except ValueError:
        return None
    return int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1000)
