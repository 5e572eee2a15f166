"""How long the command line takes to start: milliseconds over the bare interpreter, and modules loaded.

Owns the figures of docs/benchmarks.md about start-up. Nothing is asserted here, because a clock on a shared machine
says little; what must not be loaded is asserted in tests/house/test_imports.py.
"""

import os
import subprocess
import sys
from statistics import median
from time import perf_counter

ROUNDS = 15
TARGET_MS = 80

DOORS = (
    "rearview",
    "rearview.model.tree",
    "rearview.library",
    "rearview.render.terminal",
    "rearview.lake.writer",
    "rearview.engines.polars",
    "rearview.engines.duckdb",
)
"""The module through which each room is entered."""

BARE = "pass"
COUNT = "import sys; sys.stderr.write(str(len(sys.modules)))"


def commands() -> dict[str, str]:
    """What is timed, as code for a fresh interpreter: the bare one first, then help, then each door."""
    shown = [["--help"], ["debug-session", "--help"]]
    return {
        "python -c pass": BARE,
        **{f"rearview {' '.join(words)}": _typed(words) for words in shown},
        **{f"import {door}": f"import {door}" for door in DOORS},
    }


def _typed(words: list[str]) -> str:
    """Return code that does what the installed command does, and goes on afterwards."""
    return f"""
import contextlib, sys
from rearview.cli import main
sys.argv = {["rearview", *words]!r}
with contextlib.suppress(SystemExit):
    main()
"""


def _run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stderr


def _clocked(code: str) -> float:
    started = perf_counter()
    _run(code)
    return (perf_counter() - started) * 1000


def measure() -> None:
    """Time every command in turn, round after round, so that a slow moment of the machine meets all alike."""
    timed = commands()
    times: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(ROUNDS):
        for name, code in timed.items():
            times[name].append(_clocked(code))
    modules = {name: int(_run(f"{code}\n{COUNT}")) for name, code in timed.items()}

    bare, *_ = medians = {name: median(values) for name, values in times.items()}
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, median of {ROUNDS} runs\n")
    print(f"{'':34}{'ms':>8}{'over bare':>12}{'modules':>10}")
    for name, value in medians.items():
        print(f"{name:34}{value:>8.1f}{value - medians[bare]:>12.1f}{modules[name]:>10}")
    over = medians["rearview --help"] - medians[bare]
    print(
        f"\nrearview --help takes {over:.0f} ms more than the bare interpreter; the target is {TARGET_MS} ms at most."
    )


if __name__ == "__main__":
    measure()
