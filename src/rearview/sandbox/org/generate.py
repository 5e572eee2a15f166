"""An org written to Parquet, from ten sessions to a hundred million steps.

The files are `{folder}/{table}/date=YYYY-MM-DD/part-NNNN.parquet`, one folder a table as the catalog names it. They
are for any reader of Parquet, and they are no lake: a conversation lies under the day on which it began, whatever the
time of a row; there is no ledger, nothing is sorted, and nothing is promised but the columns. Every row stands as the
org shows it in the end: later versions only, and nothing that was erased.

Each file is written by one process, chunk by chunk, so that memory depends neither on days nor on sessions.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rearview.errors import AccessError, ArgumentError
from rearview.sandbox.engines.engine import GONE, VISIBLE
from rearview.sandbox.org.org import UNTIL_MS, Org, replay
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.storage import schema

PART_CONVERSATIONS = 20_000
"""How many conversations of a day lie in one file, at most."""

_WORTH_A_PROCESS = 5_000
"""Up to so many conversations, starting another process takes longer than writing."""
_GROUP_ROWS = 65_536
_EPOCH = date(1970, 1, 1)
_TIMELESS = "date=__HIVE_DEFAULT_PARTITION__"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an org is written."""

    rows: int
    done: int
    """How many of its parts are written."""
    of: int
    """How many there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """Some conversations of a day, and where their rows go."""

    folder: Path
    tables: tuple[str, ...]
    day: int
    part: int
    numbers: range

    def path(self, table: str) -> Path:
        """Return the file of a table."""
        began = _EPOCH + timedelta(days=self.day)
        return self.folder / table / f"date={began.isoformat()}" / _part(self.part)


def generate(
    folder: Path,
    *,
    sessions_per_day: int,
    days: int,
    seed: int = 0,
    until_ms: int = UNTIL_MS,
    tables: Iterable[str] = CATALOG,
    processes: int | None = None,
    watch: Callable[[Progress], None] = lambda _: None,
) -> int:
    """Write an org, or some of its tables, to an empty folder; return the number of rows written.

    `watch` is told how far it is, again and again.
    """
    org = Org(seed=seed, sessions_per_day=sessions_per_day, days=days, until_ms=until_ms)
    workers = processes or min(os.cpu_count() or 1, 1 + sessions_per_day * days // _WORTH_A_PROCESS)
    try:
        if folder.exists() and any(folder.iterdir()):
            raise ArgumentError.folder_in_use(folder)
        return _generated(org, folder, tuple(tables), workers, watch)
    except OSError as error:
        raise AccessError.of(error, doing=f"write to {folder}") from error


def _generated(
    org: Org, folder: Path, tables: tuple[str, ...], workers: int, watch: Callable[[Progress], None]
) -> int:
    rows = sum(
        _write(folder / table / _TIMELESS / _part(0), table, org.vocabulary(table)) for table in tables
    )
    jobs = list(_jobs(org, folder, tables))
    for done, written in enumerate(_worked(org, jobs, workers), start=1):
        rows += written
        watch(Progress(rows=rows, done=done, of=len(jobs)))
    return rows


def _worked(org: Org, jobs: Sequence[_Job], workers: int) -> Iterator[int]:
    """Do the jobs, and yield how many rows each has written."""
    if workers == 1:
        yield from (_work(org, job) for job in jobs)
        return
    spawned = get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawned, initializer=_begin, initargs=(org,)) as pool:
        yield from pool.map(_work_here, jobs)


def _jobs(org: Org, folder: Path, tables: tuple[str, ...]) -> Iterator[_Job]:
    for day in org.days:
        for part, first in enumerate(range(0, org.sessions_per_day, PART_CONVERSATIONS)):
            numbers = range(first, min(first + PART_CONVERSATIONS, org.sessions_per_day))
            yield _Job(folder=folder, tables=tables, day=day, part=part, numbers=numbers)


def _part(number: int) -> str:
    return f"part-{number:04}.parquet"


def _work(org: Org, job: _Job) -> int:
    cast = list(org.cast(job.day, job.numbers))
    return sum(_write(job.path(table), table, replay(table, cast)) for table in job.tables)


def _write(path: Path, table: str, chunks: Iterable[pa.Table]) -> int:
    """Write one file whole, and return its number of rows; a file that would be empty isn't written."""
    rows = 0
    writer: pq.ParquetWriter | None = None
    unfinished = path.with_suffix(".unfinished")
    for chunk in map(_final, chunks):
        if writer is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            writer = pq.ParquetWriter(
                unfinished, schema(CATALOG[table]), compression="zstd", compression_level=1
            )
        writer.write_table(chunk, row_group_size=_GROUP_ROWS)
        rows += chunk.num_rows
    if writer is not None:
        writer.close()
        unfinished.replace(path)
    return rows


def _final(chunk: pa.Table) -> pa.Table:
    """Leave only what is never gone, in the table's own columns."""
    gone = chunk[GONE]
    kept = chunk.filter(pc.is_null(gone)) if gone.null_count < len(gone) else chunk
    return kept.drop_columns([VISIBLE, GONE])


_org: Org


def _begin(org: Org) -> None:
    """Give a process the org whose conversations it writes; what it records of them serves all of its files."""
    global _org  # noqa: PLW0603 - the one thing that a process of the pool keeps between jobs
    _org = org


def _work_here(job: _Job) -> int:
    return _work(_org, job)
