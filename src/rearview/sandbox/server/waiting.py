"""A wait on behalf of somebody who asked: until something is so, for so long, or until the stand-in ends."""

import asyncio
from collections.abc import Callable
from time import monotonic

from rearview.sandbox.server.standin import Standin

LONGEST_MS = 10_000
_LOOK_S = 0.01


async def until(done: Callable[[], bool], standin: Standin, *, wait_ms: float) -> None:
    """Wait until it is done, or so much time has passed here or by the org's clock."""
    begun_ms, until_s = standin.clock.now_ms(), monotonic() + wait_ms / 1000
    # The clock may be set in any thread and wakes nobody: it has to be looked at.
    while not (done() or standin.ending) and monotonic() < until_s:
        if standin.clock.now_ms() - begun_ms >= wait_ms:
            return
        await asyncio.sleep(_LOOK_S)
