"""How fast an extraction is, how much memory it takes and how small its lake is, against others on the same rows.

One stand-in serves them all: sessions, turns and steps of about 1 kB in days of equal size. Each side is a process of
its own, so that its time and its peak memory are its own; what the sides are, `extract_sides.py` says. Server and
client share the machine: on few cores much of the time is the server's, the same for all who use the same API.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rearview.lake.memory import ALLOCATOR

HERE = Path(__file__).parent
ROWS = 1_000_000
ROWS_PER_DAY = 250_000
MANY_ROWS = 10_000_000
LATENCY_S = 0.3
ORG_SESSIONS_PER_DAY = 1_000
BARE = ("bare", "bare, 4 at once")
NAIVE = "naive"
OURS = ("ours, V3", "ours, Connect")
SLICE_ROWS = 20_000
HEAD = f"{'':18}{'rows':>12}{'rows/s':>10}{'CPU us/row':>12}{'peak MB':>10}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one side took."""

    rows: int
    seconds: float
    cpu_s: float
    """How long it kept a processor busy, the server not counted: of two figures, what a busy machine distorts less."""
    peak_mb: float

    @property
    def speed(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds


class Source:
    """A stand-in in a process of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self.told = self._heard()

    def run(self, side: str, folder: Path, *, latency_s: float = 0) -> Figures:
        """Let a side fetch everything into a folder."""
        print(latency_s, file=self._process.stdin, flush=True)
        self._heard()
        command = [sys.executable, str(HERE / "extract_sides.py"), side, self.told, str(folder)]
        env = {**os.environ, **(ALLOCATOR if side in OURS else {})}
        run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=env)
        return Figures(**json.loads(run.stdout))

    def _heard(self) -> str:
        assert self._process.stdout  # noqa: S101 -- it was asked for
        return self._process.stdout.readline()


@contextmanager
def serving(*what: object) -> Iterator[Source]:
    """Start a stand-in, and end it."""
    command = [sys.executable, str(HERE / "extract_source.py"), *map(str, what)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Source(process)
        process.communicate()


def compare(source: Source, lake: Path, *, latency_s: float = 0) -> None:
    """Print what every side takes; the lake that the first of ours makes is kept."""
    print(f"{HEAD}{'of bare':>10}{'of 4':>8}{'naive x':>10}{'of its MB':>11}")
    found: dict[str, Figures] = {}
    for side in (*BARE, NAIVE, *OURS):
        with TemporaryDirectory(prefix="rearview-bench-") as scratch:
            kept = lake if side == OURS[0] and not latency_s else Path(scratch)
            found[side] = source.run(side, kept, latency_s=latency_s)
        compared = _compared(found[side], found) if side in OURS else ""
        print(_line(side, found[side]) + compared, flush=True)


def _line(side: str, seen: Figures) -> str:
    cpu_us = seen.cpu_s / seen.rows * 1e6
    return f"{side:18}{seen.rows:>12,}{seen.speed:>10,.0f}{cpu_us:>12.1f}{seen.peak_mb:>10,.0f}"


def _compared(seen: Figures, found: dict[str, Figures]) -> str:
    one, four = (seen.speed / found[bare].speed for bare in BARE)
    times, share = seen.speed / found[NAIVE].speed, seen.peak_mb / found[NAIVE].peak_mb
    return f"{one:>10.0%}{four:>8.0%}{times:>10.1f}{share:>11.0%}"


def small(lake: Path, what: str) -> None:
    """Print how large the steps of a lake are, and how large they would be as a JSON object each."""
    import polars as pl

    from rearview.sources.agentforce.catalog import CATALOG

    fields = [field.name for field in CATALOG["steps"].fields]
    kept = written = rows = 0
    for file in sorted((lake / "steps").rglob("*.parquet")):
        kept += file.stat().st_size
        cell = pl.read_parquet(file, columns=fields, hive_partitioning=False)
        rows += len(cell)
        written += sum(len(part.write_ndjson()) for part in cell.iter_slices(SLICE_ROWS))
    told = f"{rows:,} {what}: {kept / 1e6:,.0f} MB in the lake, {written / 1e6:,.0f} MB as JSON objects"
    print(f"{told}, {written / kept:.1f} times smaller")


def speed(rows: int, per_day: int) -> None:
    """Print how fast every side is, with and without latency, and how small the lake is."""
    with TemporaryDirectory(prefix="rearview-bench-") as scratch:
        lake = Path(scratch) / "lake"
        with serving("days", max(1, rows // per_day), per_day) as source:
            print("on loopback")
            compare(source, lake)
            print(f"\nwith {LATENCY_S * 1000:.0f} ms a request")
            compare(source, lake, latency_s=LATENCY_S)
        org = Path(scratch) / "org"
        with serving("org", ORG_SESSIONS_PER_DAY) as source:
            source.run(OURS[0], org)
        print()
        small(lake, "steps whose texts hardly repeat")
        small(org, "steps of the synthetic org, whose texts repeat")


def memory(rows: Sequence[int], per_day: int) -> None:
    """Print how much memory an extraction takes by how much there is to extract."""
    print(HEAD)
    for count in rows:
        days = max(1, count // per_day)
        with (
            serving("days", days, per_day) as source,
            TemporaryDirectory(prefix="rearview-bench-") as scratch,
        ):
            print(_line(OURS[0], source.run(OURS[0], Path(scratch))), flush=True)


def main() -> None:
    """Compare the sides, or with --memory see whether ten times the rows take more memory."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--rows", type=int, help="how many steps: a million, or with --memory ten as well")
    parser.add_argument("--per-day", type=int, default=ROWS_PER_DAY, help="how many of them a day")
    parser.add_argument(
        "--memory", action="store_true", help="fetch a million and many more, and compare the memory"
    )
    given = parser.parse_args()
    if given.memory:
        memory((ROWS, given.rows or MANY_ROWS), given.per_day)
    else:
        speed(given.rows or ROWS, given.per_day)


if __name__ == "__main__":
    main()
