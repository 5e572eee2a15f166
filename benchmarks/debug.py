"""How long it takes to take a session of 50,000 steps apart on the terminal, as a page, and beside its sibling.

Each command is a process of its own, as people type it. What it takes beyond imports is what it takes more than for a
session of a single step.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rearview import record

STEPS = 50_000
PER_TURN = 50
FAILS_EVERY = 500
ROUNDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """What a command took."""

    seconds: float
    cpu_s: float
    peak_mb: float


def recorded(folder: Path, steps: int, *, without: int = -1) -> Path:
    """Record a session of so many steps, but for one of them; return its file."""
    settings = record.settings(sessions_dir=folder, billing_file=folder / "accounting.jsonl", environ={})
    with record.session("bench", settings=settings) as session:
        for first in range(0, steps, PER_TURN):
            with session.turn(prompts=f"Question {first}") as turn:
                for number in range(first, min(first + PER_TURN, steps)):
                    if number != without:
                        _step(turn, number)
    (file,) = folder.glob("*.json.gz")
    return file


def _step(turn: record.Turn, number: int) -> None:
    if number % 2:
        with turn.llm("openai", "gpt-5-mini") as call:
            call.response(text=f"I shall look up {number}.")
            call.usage(tokens_in=100, tokens_out=10)
        return
    with turn.tool(f"tool_{number % 7}", {"number": number}) as tool:
        if number % FAILS_EVERY:
            tool.response({"found": number})
        else:
            tool.fail(f"timed out after 30 s at {number}")


def took(*words: object) -> Took:
    """Run a command a few times; return the least of what it took."""
    return min((_once(*words) for _ in range(ROUNDS)), key=lambda each: each.cpu_s)


def _once(*words: object) -> Took:
    started = time.perf_counter()
    command = [sys.executable, "-m", "rearview", *map(str, words)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{command} failed")
    return Took(
        seconds=time.perf_counter() - started,
        cpu_s=used.ru_utime + used.ru_stime,
        peak_mb=used.ru_maxrss / 1024,
    )


@contextmanager
def sessions() -> Iterator[dict[str, Path]]:
    """Record a large session, its sibling that lacks a step, and a small one."""
    with TemporaryDirectory(prefix="rearview-bench-") as scratch:
        folders = {name: Path(scratch) / name for name in ("large", "sibling", "small")}
        for folder in folders.values():
            folder.mkdir()
        yield {
            "large": recorded(folders["large"], STEPS),
            "sibling": recorded(folders["sibling"], STEPS, without=STEPS // 2 + 1),
            "small": recorded(folders["small"], 1),
        }


def main() -> None:
    """Print what each command takes of the large session, and how much more than of the small one."""
    print(f"{'':24}{'seconds':>9}{'beyond':>9}{'CPU s':>9}{'beyond':>9}{'peak MB':>9}")
    with sessions() as files:
        page = files["small"].with_suffix(".html")
        for name, words in {
            "to the terminal": ("debug-session", "--errors", "--data-dir"),
            "to a page": ("debug-session", "--html", page, "--data-dir"),
            "why": ("why",),
            "beside its sibling": ("compare", files["sibling"]),
        }.items():
            large, small = (
                took(*words, files["large"]),
                took(*words[:1], *_small(words, files), files["small"]),
            )
            print(
                f"{name:24}{large.seconds:>9.2f}{large.seconds - small.seconds:>9.2f}"
                f"{large.cpu_s:>9.2f}{large.cpu_s - small.cpu_s:>9.2f}{large.peak_mb:>9.0f}"
            )


def _small(words: tuple[object, ...], files: dict[str, Path]) -> tuple[object, ...]:
    """Return the same words for the small session, which is its own sibling."""
    return tuple(files["small"] if word == files["sibling"] else word for word in words[1:])


if __name__ == "__main__":
    main()
