"""The processes that read: jobs go in, what they found comes out, in whatever order.

Owns how much is under way at once, which bounds the memory, and what becomes of a job whose process dies: its runs are
tried again one by one, so that what kills its reader is found, and stops nothing else.
"""

import contextlib
import os
import socket
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from rearview.errors import UnreadableError
from rearview.lake.memory import ALLOCATOR
from rearview.sources.snapshots.ingest.reading import Harvest, Job, gather
from rearview.sources.snapshots.ingest.unit import Outcome

AT_ONCE = 16 << 20
"""How many packed bytes are read at once; a larger file is read alone."""
_WORKER = "rearview.sources.snapshots.ingest.worker"
_NO_JOB = Job(units=(), payloads=False)
_NAP_S = 0.2
_ENDING_S = 2


def gathered(jobs: Iterable[Job], *, processes: int, stop: Event) -> Iterator[Harvest]:
    """Yield what was found, until the jobs are done or an end is asked for; without processes it is read here."""
    if not processes:
        for job in jobs:
            if stop.is_set():
                return
            yield gather(job)
        return
    with Pool(processes) as pool:
        yield from pool.gathered(jobs, stop)


class Pool:
    """Processes, each with a line to it."""

    def __init__(self, processes: int) -> None:
        self._idle = [Worker() for _ in range(processes)]
        self._busy: dict[Connection, Worker] = {}
        self._again: deque[Job] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker in [*self._idle, *self._busy.values()]:
            worker.kill()

    def gathered(self, jobs: Iterable[Job], stop: Event) -> Iterator[Harvest]:
        """Yield what was found, until the jobs are done or an end is asked for."""
        waiting = iter(jobs)
        job = self._next(waiting)
        found: list[Harvest] = []
        while not stop.is_set() and (job or self._busy):
            while job and self._idle and self._has_room(job):
                self._start(job)
                job = self._next(waiting)
            # Only now, when all have something to do: whoever gets this may take his time.
            yield from found
            ready = wait(list(self._busy), _NAP_S)
            ended = [self._busy.pop(line) for line in [*self._busy] if line in ready]
            found = [harvest for worker in ended if (harvest := self._end(worker))]
            job = job or self._next(waiting)
        yield from found

    def _next(self, waiting: Iterator[Job]) -> Job | None:
        return self._again.popleft() if self._again else next(waiting, None)

    def _has_room(self, job: Job) -> bool:
        under_way = sum(worker.size for worker in self._busy.values())
        return not self._busy or under_way + job.size <= AT_ONCE

    def _start(self, job: Job) -> None:
        worker = self._idle.pop()
        worker.begin(job)
        self._busy[worker.line] = worker

    def _end(self, worker: "Worker") -> Harvest | None:
        """Return what a worker found; if it died, put its runs in line again, or say that the only one can't be read."""
        try:
            harvest = worker.harvest()
        except (EOFError, ConnectionResetError):
            self._idle.append(Worker())
            return self._after_death(worker)
        self._idle.append(worker)
        return harvest

    def _after_death(self, worker: "Worker") -> Harvest | None:
        code, job = worker.end(), worker.job
        if len(job.units) > 1:
            self._again.extend(replace(job, units=(unit,)) for unit in job.units)
            return None
        error = UnreadableError.reader_died(Path(job.units[0].path), code)
        outcome = Outcome(unit=job.units[0], verdict="failed", kind=error.kind, reason=error.what)
        return Harvest(outcomes=(outcome,))


class Worker:
    """One process."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            # In a group of its own: Ctrl-C is for the process that ingests, which then ends this one.
            self._process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
                [sys.executable, "-m", _WORKER, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**ALLOCATOR, **os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                process_group=0,
            )
        self.line = Connection(ours.detach())
        self.job = _NO_JOB
        self.size = 0
        """How many bytes it is reading."""

    def begin(self, job: Job) -> None:
        """Tell it what to read."""
        self.job, self.size = job, job.size
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.line.send(job)  # to one that died, too: its line says so when it is listened to

    def harvest(self) -> Harvest:
        """Return what it found; it must have something to say, or be dead."""
        found: Harvest = self.line.recv()
        return found

    def end(self) -> int:
        """Return how it ended, which its line says a moment before the system does."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_ENDING_S)
        return self.kill()

    def kill(self) -> int:
        """End it, and return how it ended."""
        self._process.kill()
        self.line.close()
        return self._process.wait()
