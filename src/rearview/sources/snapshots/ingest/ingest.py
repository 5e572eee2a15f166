"""One run: list, read what changed, and put it into a lake, round by round.

Owns when a round ends and the lake gets it, while the next is read: memory holds no more than two. It prints nothing.
"""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from rearview.lake.disk import Disk
from rearview.lake.grid import iso
from rearview.lake.identity import Identity
from rearview.lake.writer import Writer
from rearview.sources.snapshots.ingest import round as rounds
from rearview.sources.snapshots.ingest.listing import Listing, listed
from rearview.sources.snapshots.ingest.parcel import Parcel
from rearview.sources.snapshots.ingest.plan import plan
from rearview.sources.snapshots.ingest.pool import gathered
from rearview.sources.snapshots.ingest.reading import Harvest, Job
from rearview.sources.snapshots.ingest.report import Report, Tally
from rearview.sources.snapshots.ingest.round import Round
from rearview.sources.snapshots.ingest.state import State
from rearview.sources.snapshots.ingest.unit import Outcome, Unit
from rearview.sources.snapshots.rows import SOURCE

LADDER = (0,)
"""A snapshot is whole when it is written: no day is read again because of its age."""
IDENTITY = Identity(source=SOURCE)
"""Folders move and are copied, sessions' ids stay: a lake takes the sessions of any folder that it is given."""

_JOB_RUNS = 256
_JOB_BYTES = 4 << 20
_ROUND_RUNS = 20_000
_HEARS_S = 0.1
"""How long it waits at a time; in between it hears that it is to end."""
_FEW_BYTES = 4 << 20
"""Up to which starting processes takes longer than reading without them."""


_PLACE = "snapshots"
"""Under which name what couldn't be read is kept in `metadata/rejected/`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is."""

    rows: int
    bytes_done: int
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingestion:
    """What a run is to do, and with what."""

    paths: tuple[Path, ...]
    root: Path
    payloads: bool = False
    processes: int
    """How many read at once; none reads in this one."""
    room: int = 64 << 20
    """How many bytes of rows are held, as they take when they are unpacked, before the lake gets them."""
    disk: Disk = field(default_factory=Disk)
    clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000
    stop: Event = field(default_factory=Event)
    watch: Callable[[Progress], None] = lambda _: None


def processors() -> int:
    """Return how many processors there are for this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def ingest(ingestion: Ingestion) -> Report:
    """Put into a lake what is new or changed in some folders."""
    with Writer.open(ingestion.root, IDENTITY, disk=ingestion.disk, ladder=LADDER) as writer:
        return _Run(ingestion, writer).report()


class _Run:
    """A run on an open lake."""

    def __init__(self, ingestion: Ingestion, writer: Writer) -> None:
        self._of = ingestion
        self._writer = writer
        self._tally = Tally()
        self._started_ms = ingestion.clock()
        self._state = State.load(writer.root)
        self._round: Round | None = rounds.left(writer.root)
        """What is written down and not done."""

    def report(self) -> Report:
        """Do it, and say what was done."""
        taken_up = self._round is not None
        self._carry_out()
        payloads = self._of.payloads or self._state.keeps_payloads
        listing = listed(self._of.paths, self._state, payloads=payloads)
        self._read(listing, payloads=payloads)
        report = Report(
            parameters={
                "paths": [str(path.absolute()) for path in self._of.paths],
                "payloads": payloads,
                "ladder_ms": LADDER,
            },
            started_ms=self._started_ms,
            ended_ms=self._of.clock(),
            files=listing.files,
            unchanged=listing.files - listing.to_read.num_rows,
            refused_before=listing.refused,
            taken_up=taken_up,
            interrupted=self._of.stop.is_set(),
            **self._tally.told(),
        )
        if report.did_something:
            self._writer.log_run(report.as_json())
        return report

    def _read(self, listing: Listing, *, payloads: bool) -> None:
        """Read what there is to read, and put it into the lake whenever there is enough of it."""
        held = _Held()
        processes = self._of.processes if listing.bytes > _FEW_BYTES else 0
        with _Meanwhile() as meanwhile:
            for harvest in gathered(
                _jobs(listing, payloads=payloads), processes=processes, stop=self._of.stop
            ):
                held.add(harvest)
                self._tally.see(harvest)
                self._of.watch(
                    Progress(rows=self._tally.rows, bytes_done=self._tally.bytes, bytes=listing.bytes)
                )
                if held.bytes >= self._of.room or len(held.outcomes) >= _ROUND_RUNS:
                    meanwhile.do(partial(self._put, held, payloads=payloads))
                    held = _Held()
            if held.outcomes:
                meanwhile.do(partial(self._put, held, payloads=payloads))

    def _put(self, held: "_Held", *, payloads: bool) -> None:
        """Write down what a round does, then do it; one that isn't done must be before another comes."""
        if self._round is not None:
            return
        decided = plan(held.outcomes, held.parcels, self._state, payloads=payloads)
        self._round = Round(plan=decided, read_ms=self._started_ms)
        self._round.write_down(self._of.disk, self._writer.root)
        refused = [
            {"path": of.unit.path, "kind": of.kind, "reason": of.reason, "at": iso(self._started_ms)}
            for of in held.outcomes
            if of.verdict == "rejected"
        ]
        if refused:
            self._writer.reject(_PLACE, refused)
        self._tally.sessions += sum(len(of.sessions) for of in held.outcomes)
        self._tally.sessions -= sum(map(len, decided.lost.values()))
        self._carry_out()

    def _carry_out(self) -> None:
        """Do what is written down; asked for an end, leave it to the next run."""
        if self._round is None:
            return
        for table, done in self._round.carry_out(self._writer):
            self._tally.commit(table, done)
            if self._of.stop.is_set():
                return
        self._state = rounds.end(self._of.disk, self._writer.root, self._state, self._round)
        self._round = None


class _Meanwhile:
    """A thread that puts one round into the lake while the next is read."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._doing: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait until it is done; what went wrong with it is said, unless something else did."""
        self._until_done()
        self._thread.shutdown()
        if error is None:
            self._wait()

    def do(self, work: Callable[[], None]) -> None:
        """Begin with something when what went before is done."""
        self._wait()
        self._doing = self._thread.submit(work)

    def _wait(self) -> None:
        if self._doing is not None:
            self._until_done()
            self._doing.result()

    def _until_done(self) -> None:
        # Again and again: a wait without an end doesn't hear of a signal that another thread was given.
        while self._doing is not None and wait([self._doing], timeout=_HEARS_S).not_done:
            pass


class _Held:
    """What was read and isn't in the lake yet."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.bytes = 0
        self.parcels: dict[str, list[Parcel]] = {}

    def add(self, harvest: Harvest) -> None:
        """Take what was read."""
        self.outcomes += harvest.outcomes
        self.bytes += harvest.bytes
        for name, parcel in harvest.parcels.items():
            self.parcels.setdefault(name, []).append(parcel)


def _jobs(listing: Listing, *, payloads: bool) -> Iterator[Job]:
    """Yield the runs that are to be read, some at a time."""
    units: list[Unit] = []
    size = 0
    for unit in listing.units():
        if units and (len(units) == _JOB_RUNS or size + unit.size > _JOB_BYTES):
            yield Job(units=tuple(units), payloads=payloads)
            units, size = [], 0
        units.append(unit)
        size += unit.size
    if units:
        yield Job(units=tuple(units), payloads=payloads)
