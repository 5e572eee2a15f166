"""When a cell must be read again. Pure; the clock is what the caller says it is.

Sources go on writing about a moment for days after it: a turn may become visible three days after it happened. So
a cell is *open* while its window isn't over, then *settling*: it is read again at every rung of a ladder of ages,
then *settled*. Each row is read once a rung, not once a run.
"""

from collections.abc import Sequence
from typing import Literal

from rearview.lake.grid import DAY_MS, HOUR_MS, MINUTE_MS, Window

Ladder = Sequence[int]
"""Ages of a window in milliseconds since its end, ascending."""

LADDER: Ladder = (15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, DAY_MS, 3 * DAY_MS)

State = Literal["open", "settling", "settled"]


def due_ms(
    window: Window | None, read_ms: int, *, unfinished: bool = False, ladder: Ladder = LADDER
) -> int | None:
    """Return when a cell that was last read at a moment must be read again; None once it is settled.

    A cell that holds something unfinished, such as a session without an end, never settles: past the ladder it is
    read whenever its age has doubled, so that a session nobody ever ends costs ever less. Rows without a time have
    no age; they are read again every day.
    """
    if window is None:
        return read_ms + DAY_MS
    age = read_ms - window.end_ms
    if age < 0:
        return read_ms
    rung = next((rung for rung in ladder if rung > age), None)
    if rung is None and unfinished:
        rung = max(2 * age, DAY_MS)
    return None if rung is None else window.end_ms + rung


def state(window: Window | None, read_ms: int, *, unfinished: bool = False, ladder: Ladder = LADDER) -> State:
    """Return how far a cell that was last read at a moment can be trusted to stay as it is."""
    if window is not None and read_ms < window.end_ms:
        return "open"
    return "settled" if due_ms(window, read_ms, unfinished=unfinished, ladder=ladder) is None else "settling"
