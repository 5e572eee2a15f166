"""What recording costs an agent: a model call with large bodies, a tool call, and the memory of a very long session.

What is promised is time of a core, so that what else the machine does counts for little; the clock stands beside it.
"""

import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rearview import record

BODY = b'{"messages": [{"role": "user", "content": "' + b"What happened, and why? " * 832 + b'"}]}'
ROUNDS, OPERATIONS = 20, 500
LONG = 100_000
MOST_LLM_US, MOST_TOOL_US, MOST_MB = 150, 50, 64


def model_call(turn: record.Turn) -> None:
    """Record a model call with two bodies of 20 kB."""
    with turn.llm("openai", "gpt-5") as call:
        call.request(BODY, messages=1)
        call.response(BODY, text="Because.")
        call.usage(tokens_in=5_000, tokens_out=20)


def tool_call(turn: record.Turn) -> None:
    """Record a tool call."""
    with turn.tool("search", {"query": "what happened", "limit": 10}, provider="web", kind="mcp") as call:
        call.response("nothing was found")


def per_operation_us(folder: Path, operation: Callable[[record.Turn], None]) -> tuple[float, float]:
    """Return what an operation takes of a core, and by the clock, in the fastest of some rounds."""
    chosen = record.settings(sessions_dir=folder, billing_file=folder / "accounting.jsonl", environ={})
    core: list[float] = []
    clock: list[float] = []
    with record.session(agent="bench", settings=chosen) as session, session.turn() as turn:
        for _ in range(ROUNDS):
            began, began_core = time.perf_counter(), time.process_time()
            for _ in range(OPERATIONS):
                operation(turn)
            core.append((time.process_time() - began_core) / OPERATIONS * 1e6)
            clock.append((time.perf_counter() - began) / OPERATIONS * 1e6)
    return min(core), min(clock)


def peak_mb() -> float:
    """Return the most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def long_session(folder: Path) -> tuple[float, float]:
    """Record a very long session, and return how much memory it took at most and how long its end took."""
    chosen = record.settings(sessions_dir=folder, billing_file=folder / "accounting.jsonl", environ={})
    before, ended = peak_mb(), 0.0
    with record.session(agent="bench", settings=chosen) as session:
        for _ in range(LONG // 100):
            with session.turn(prompts="Go on.") as turn:
                for _ in range(98):
                    tool_call(turn)
                model_call(turn)
                model_call(turn)
        ended = time.perf_counter()
    return peak_mb() - before, time.perf_counter() - ended


def main() -> int:
    """Print what was measured, and fail where it is more than was promised."""
    folder = Path(tempfile.mkdtemp(prefix="rearview-record-"))
    try:
        (llm_us, llm_clock), (tool_us, tool_clock) = (
            per_operation_us(folder, operation) for operation in (model_call, tool_call)
        )
        memory_mb, end_s = long_session(folder)
    finally:
        shutil.rmtree(folder)
    print(
        f"{'model call':<34} {llm_us:>8.1f} us   of a core (at most {MOST_LLM_US}), {llm_clock:.1f} us by the clock"
    )
    print(
        f"{'tool call':<34} {tool_us:>8.1f} us   of a core (at most {MOST_TOOL_US}), {tool_clock:.1f} us by the clock"
    )
    print(f"{f'memory of {LONG:,} operations':<34} {memory_mb:>8.1f} MB   (at most {MOST_MB})")
    print(f"{'end of that session':<34} {end_s:>8.1f} s")
    return int(llm_us > MOST_LLM_US or tool_us > MOST_TOOL_US or memory_mb > MOST_MB)


if __name__ == "__main__":
    sys.exit(main())
