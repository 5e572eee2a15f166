"""The two clocks of a stand-in: what time it is in its org, and what time it is for those who sign in to it.

What the org shows, when tokens end and when results are forgotten goes by the org's clock, which can be set, advanced
and held. Whether a client's assertion is of the present goes by the machine's clock, since the client has no other;
`skew_ms` sets the two of them apart. Nothing else in the stand-in asks the machine for the time of day.
"""

import threading
import time


class Clock:
    """The org's clock: it ticks from the moment it is given, unless it is held."""

    def __init__(self, start_ms: int | None = None, *, held: bool = False) -> None:
        self.skew_ms = 0
        """How far the clock by which assertions are judged is ahead of this machine's."""
        self._lock = threading.Lock()
        self._shown_ms = _machine_ms() if start_ms is None else start_ms
        self._shown_at = time.monotonic()
        self._held = held

    @property
    def held(self) -> bool:
        """Whether it stands still."""
        return self._held

    def now_ms(self) -> int:
        """Return what time it is in the org."""
        with self._lock:
            return self._read()

    def set(self, now_ms: int) -> None:
        """Let it be another time, earlier or later."""
        with self._lock:
            self._show(now_ms)

    def advance(self, by_ms: int) -> None:
        """Let time pass at once."""
        with self._lock:
            self._show(self._read() + by_ms)

    def hold(self, held: bool = True) -> None:
        """Stop it, or let it tick again."""
        with self._lock:
            self._show(self._read())
            self._held = held

    def wall_ms(self) -> int:
        """Return the time that assertions are judged by, and that answers are dated with."""
        return _machine_ms() + self.skew_ms

    def _show(self, now_ms: int) -> None:
        self._shown_ms, self._shown_at = now_ms, time.monotonic()

    def _read(self) -> int:
        passed = 0.0 if self._held else time.monotonic() - self._shown_at
        return self._shown_ms + int(passed * 1000)


def _machine_ms() -> int:
    return time.time_ns() // 1_000_000
