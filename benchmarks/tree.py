"""How long it takes to build one large session's tree, to check it and to read its timeline."""

import resource
import time
from collections.abc import Callable
from typing import Any, TypeVar

from rearview.model.tables import Rows, SessionRow, StepRow, TurnRow, UsageRow
from rearview.model.timeline import timeline
from rearview.model.tree import build, check

STEPS = 50_000
Result = TypeVar("Result")


def rows() -> Rows:
    """A session of 50,000 steps in 5,000 turns, each step with a charge."""
    own: dict[str, Any] = {"source": "bench", "session_id": "s"}
    return Rows(
        sessions=(SessionRow(**own),),
        turns=tuple(TurnRow(**own, turn_id=f"t{n}", started_ms=n * 1000) for n in range(STEPS // 10)),
        steps=tuple(
            StepRow(**own, turn_id=f"t{n // 10}", step_id=f"x{n}", started_ms=n * 100, kind="llm")
            for n in range(STEPS)
        ),
        usage=tuple(UsageRow(**own, step_id=f"x{n}", at_ms=n * 100) for n in range(STEPS)),
    )


def timed(name: str, work: Callable[[], Result]) -> Result:
    """Print how long some work took."""
    start = time.perf_counter()
    result = work()
    print(f"{name:<10} {(time.perf_counter() - start) * 1000:>8.0f} ms")
    return result


def main() -> None:
    """Print the time of each part and the peak memory."""
    given = rows()
    tree = timed("build", lambda: build(given))
    timed("check", lambda: check(tree))
    timed("timeline", lambda: list(timeline(tree)))
    print(f"{'peak':<10} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>8.0f} MB")


if __name__ == "__main__":
    main()
