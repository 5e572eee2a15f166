"""How fast a cell is written, and how much memory it takes, against the same rows written with no promises at all.

The bare side writes each chunk as a zstd Parquet file of its own: no sort, no bloom filter, no page index, no sync.
Each side is a process of its own, so that its peak memory is its own.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from rearview.lake.grid import DAY_MS, Window
from rearview.lake.identity import Identity
from rearview.lake.layout import Layout
from rearview.lake.writer import Writer

CHUNK_ROWS = 16_000
DAY = 20_000 * DAY_MS
STEPS = Layout(
    table="steps",
    key="step_id",
    time="started_ms",
    order=("session_id", "started_ms", "step_id"),
    lookup=("session_id", "step_id"),
)


def chunks(rows: int) -> Iterator[pa.Table]:
    """Yield chunks of steps of about 1 kB, as a source would send them: about 16 MB each, in no order."""
    source = Random(7)  # noqa: S311 - the same rows on both sides, not secrets
    words = ["order", "status", "shipped", "please", "refund", "address", "because", '{"id":', "null"]
    sessions = [f"{source.getrandbits(128):032x}" for _ in range(max(1, rows // 30))]
    texts = [" ".join(source.choices(words, k=160)) for _ in range(4_096)]
    for start in range(0, rows, CHUNK_ROWS):
        count = min(CHUNK_ROWS, rows - start)
        yield pa.table(
            {
                "step_id": [f"{source.getrandbits(128):032x}" for _ in range(count)],
                "session_id": source.choices(sessions, k=count),
                "started_ms": [DAY + source.randrange(DAY_MS) for _ in range(count)],
                "input_text": [f"{start} {text}" for text in source.choices(texts, k=count)],
            }
        )


def bare(rows: int, folder: Path) -> float:
    """Write each chunk as it comes."""
    spent = 0.0
    for number, chunk in enumerate(chunks(rows)):
        start = time.perf_counter()
        pq.write_table(chunk, folder / f"{number}.parquet", compression="zstd", compression_level=1)
        spent += time.perf_counter() - start
    return spent


def lake(rows: int, folder: Path) -> float:
    """Write the same chunks as one cell of a lake."""
    spent = 0.0
    with Writer.open(folder / "lake", Identity(source="bench")) as writer:
        staging = writer.begin("steps", Window(DAY, DAY + DAY_MS), read_ms=DAY + DAY_MS)
        for number, chunk in enumerate(chunks(rows)):
            start = time.perf_counter()
            staging.put(number, chunk, STEPS)
            spent += time.perf_counter() - start
        start = time.perf_counter()
        writer.commit(staging, STEPS)
    return spent + time.perf_counter() - start


SIDES = {"bare": bare, "lake": lake}


def measure(side: str, rows: int) -> tuple[float, float]:
    """Run one side; return its rows a second and its peak memory in MB."""
    run = subprocess.run(
        [sys.executable, __file__, side, str(rows)], capture_output=True, text=True, check=True
    )
    report = json.loads(run.stdout)
    return rows / report["seconds"], report["peak_mb"]


def main() -> None:
    """Print both sides at two sizes."""
    print(f"{'rows':>10} {'bare rows/s':>12} {'lake rows/s':>12} {'ratio':>6} {'bare MB':>8} {'lake MB':>8}")
    for rows in (200_000, 1_000_000):
        speed, memory = zip(*(measure(side, rows) for side in SIDES), strict=True)
        ratio = speed[1] / speed[0]
        print(
            f"{rows:>10,} {speed[0]:>12,.0f} {speed[1]:>12,.0f} {ratio:>6.2f} {memory[0]:>8.0f} {memory[1]:>8.0f}"
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        with tempfile.TemporaryDirectory() as scratch:
            seconds = SIDES[sys.argv[1]](int(sys.argv[2]), Path(scratch))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": seconds, "peak_mb": peak}))
    else:
        main()
