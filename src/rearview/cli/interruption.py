"""What Ctrl-C means to a command that can put its work in order first: once, come to an end; twice, end at once.

The system's request to end means the same. What can't come to an end in time, such as a wait for the network, is ended:
nothing is lost by that, since whatever a lake was told stays, and the next run goes on from there.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Timer
from types import FrameType

from rearview.cli.diagnostics import ExitCode, Terminated, explain

_CODES = {signal.SIGINT: ExitCode.INTERRUPTED, signal.SIGTERM: ExitCode.TERMINATED}
_NAP_S = 0.5
LONGEST_S = 4.5
"""How long anything may take to come to an end; what waits for the network would take minutes."""


class Interruption:
    """Whether the command is asked to come to an end."""

    def __init__(self, *, longest_s: float) -> None:
        self._longest_s = longest_s
        self.stop = Event()
        """Set as soon as it is, for those who work in threads."""
        self._number: int | None = None
        self._patient = False
        self._limit: Timer | None = None

    def hear(self, number: int, _frame: FrameType | None) -> None:
        """Take a signal: a second one ends the process, whatever is under way."""
        if self.stop.is_set():
            os._exit(_CODES[signal.Signals(number)])
        self._number = number
        self.stop.set()
        self._limit = Timer(self._longest_s, _end, [number])
        self._limit.daemon = True
        self._limit.start()
        if not self._patient:
            self.check()

    @contextmanager
    def patient(self) -> Iterator[None]:
        """Let a block come to its own end: it looks at `stop`, and a signal breaks nothing off in it."""
        self._patient = True
        try:
            yield
        finally:
            self._patient = False

    def check(self, message: str = "") -> None:
        """Come to an end here if that was asked for."""
        if self._number is not None:
            raise (KeyboardInterrupt if self._number == signal.SIGINT else Terminated)(message)

    def wait(self, seconds: float) -> None:
        """Let time pass, but not when an end is asked for."""
        until = time.monotonic() + seconds
        # In short naps: a signal that comes just before one begins is heard after it.
        while (left := until - time.monotonic()) > 0 and not self.stop.wait(min(left, _NAP_S)):
            pass
        self.check()

    def close(self) -> None:
        """Let what comes after the block take as long as it takes."""
        if self._limit is not None:
            self._limit.cancel()


def _end(number: int) -> None:
    """End the process with a word, whatever hangs in it."""
    os._exit(explain(KeyboardInterrupt() if number == signal.SIGINT else Terminated()))


@contextmanager
def heard(*, longest_s: float = LONGEST_S) -> Iterator[Interruption]:
    """Listen for it while a block runs; an error that follows from it is the interruption itself."""
    interruption = Interruption(longest_s=longest_s)
    before = {number: signal.signal(number, interruption.hear) for number in _CODES}
    try:
        yield interruption
    except Exception:
        interruption.check()
        raise
    finally:
        interruption.close()
        for number, handler in before.items():
            signal.signal(number, handler)
