"""How fast cells are written, and how much memory it takes, against the same rows written with no promises at all.

The bare side writes each chunk as a zstd Parquet file of its own: no sort, no bloom filter, no page index, no sync.
The lake works as in an extraction: two threads stage the chunks of one cell while the cell before it is committed.
Both read their chunks of 16 MB from Arrow files. Each side is a process of its own, so that its peak memory is its own.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

from rearview.lake.grid import DAY_MS, Window
from rearview.lake.identity import Identity
from rearview.lake.layout import Layout
from rearview.lake.staging import Staging
from rearview.lake.writer import Writer

CHUNK_ROWS = 16_000
DAY = 20_000 * DAY_MS
STEPS = Layout(
    table="steps",
    key="step_id",
    time="started_ms",
    order=("turn_id", "started_ms", "step_id"),
    lookup=("turn_id", "step_id"),
)
STEPS_A_TURN = 5
WORDS = ["order", "status", "shipped", "please", "refund", "address", "because", '{"id":', "null"]

Cells = Sequence[Sequence[Path]]
"""The files of the chunks of each cell."""


def ids(numbers: Sequence[int], source: Random) -> list[str]:
    """Make ids that begin with their time, as those of Data 360 do."""
    return [f"{number:012x}{source.getrandbits(80):020x}" for number in numbers]


def chunks(rows: int, *, in_order: bool) -> Iterator[pa.Table]:
    """Yield chunks of steps of about 1 kB, as a source that sorts its answer sends them, or one that doesn't."""
    source = Random(7)  # noqa: S311 - the same rows on every side, not secrets
    texts = [" ".join(source.choices(WORDS, k=160)) for _ in range(4_096)]
    turns = ids(range(1 + rows // STEPS_A_TURN), source)
    numbers = list(range(rows))
    if not in_order:
        source.shuffle(numbers)
    for start in range(0, rows, CHUNK_ROWS):
        chosen = numbers[start : start + CHUNK_ROWS]
        yield pa.table(
            {
                "step_id": ids(chosen, source),
                "turn_id": [turns[number // STEPS_A_TURN] for number in chosen],
                "started_ms": [DAY + number * DAY_MS // rows for number in chosen],
                "input_text": [f"{number} {source.choice(texts)}" for number in chosen],
            }
        )


def prepare(folder: Path, rows: int, *, cells: int, in_order: bool) -> None:
    """Write the chunks of some cells to files."""
    for cell in range(cells):
        for number, chunk in enumerate(chunks(rows // cells, in_order=in_order)):
            path = folder / f"{cell:02}-{number:04}.arrow"
            with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, chunk.schema) as writer:
                writer.write_table(chunk)


def read(path: Path) -> pa.Table:
    """Read a chunk into memory."""
    with pa.OSFile(str(path)) as file:
        return pa.ipc.open_file(file).read_all()


def bare(cells: Cells, folder: Path) -> None:
    """Write each chunk as it comes."""
    for path in (path for chunks in cells for path in chunks):
        pq.write_table(read(path), folder / f"{path.stem}.parquet", compression="zstd", compression_level=1)


def lake(cells: Cells, folder: Path) -> None:
    """Write the chunks as cells of a lake."""
    with Writer.open(folder / "lake", Identity(source="bench")) as writer, ThreadPoolExecutor(2) as threads:
        coming = [stage(writer, threads, cell, chunks) for cell, chunks in enumerate(cells[:1])]
        for cell in range(len(cells)):
            staging, arriving = coming.pop()
            for chunk in arriving:
                chunk.result()
            coming += [stage(writer, threads, cell + 1, chunks) for chunks in cells[cell + 1 : cell + 2]]
            writer.commit(staging, STEPS)


def stage(
    writer: Writer, threads: ThreadPoolExecutor, cell: int, chunks: Sequence[Path]
) -> tuple[Staging, list[Future[None]]]:
    """Begin to stage the chunks of a cell."""
    start = DAY + cell * DAY_MS
    staging = writer.begin("steps", Window(start, start + DAY_MS), read_ms=start + DAY_MS)

    def put(number: int, path: Path) -> None:
        staging.put(number, read(path), STEPS)

    return staging, [threads.submit(put, number, path) for number, path in enumerate(chunks)]


def twice(cells: Cells, folder: Path) -> None:
    """Write the cells, then write them again: each row is compared with what was there."""
    lake(cells, folder)
    lake(cells, folder)


SIDES: dict[str, tuple[Callable[[Cells, Path], None], int]] = {
    "bare": (bare, 1),
    "lake": (lake, 1),
    "lake, read again": (twice, 2),
}
"""What is done, and how often the rows are written by it."""


def run(side: str, prepared: Path) -> dict[str, float]:
    """Do one side in this process; return what it took."""
    work, times = SIDES[side]
    found: dict[str, list[Path]] = {}
    for path in sorted(prepared.iterdir()):
        found.setdefault(path.stem.partition("-")[0], []).append(path)
    with tempfile.TemporaryDirectory() as folder:
        start, cpu = time.perf_counter(), time.process_time()
        work(list(found.values()), Path(folder))
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds / times, "cpu": cpu / times, "peak_mb": peak}


def main() -> None:
    """Print all sides, for one cell and for several, sorted by the source and not."""
    print(
        f"{'':18} {'rows':>10} {'cells':>5} {'chunks':>8} {'rows/s':>9} {'ratio':>6} {'rows/cpu s':>10} {'peak MB':>8}"
    )
    for rows, cells in ((125_000, 1), (1_000_000, 1), (1_000_000, 8)):
        for kind in ("sorted", "shuffled"):
            with tempfile.TemporaryDirectory() as prepared:
                prepare(Path(prepared), rows, cells=cells, in_order=kind == "sorted")
                limit = 0.0
                for side in SIDES:
                    command = [sys.executable, __file__, side, prepared]
                    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
                    report = json.loads(told)
                    speed = rows / report["seconds"]
                    limit = limit or speed
                    print(
                        f"{side:18} {rows:>10,} {cells:>5} {kind:>8} {speed:>9,.0f} {speed / limit:>6.2f}"
                        f" {rows / report['cpu']:>10,.0f} {report['peak_mb']:>8.0f}",
                        flush=True,
                    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(run(sys.argv[1], Path(sys.argv[2]))))
    else:
        main()
