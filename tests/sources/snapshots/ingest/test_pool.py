"""The processes that read, and what becomes of a file that kills the one that reads it."""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

from rearview.sources.snapshots.ingest.pool import AT_ONCE, Pool, gathered
from rearview.sources.snapshots.ingest.reading import Job
from rearview.sources.snapshots.ingest.unit import Part, Unit
from tests.sources.snapshots.ingest.build import ONE, TWO, run_of, write


class _Deadly(Unit, frozen=True, kw_only=True):
    """A run that ends the process that is told to read it."""

    def __reduce__(self) -> tuple[Callable[[int], object], tuple[int]]:
        """Be unpacked as the end."""
        return os._exit, (3,)


def _unit(path: Path, *, number: int = 0, size: int = 1) -> Unit:
    part = Part(path=str(path), size=size, mtime_ns=1)
    return Unit(run=str(path), path=str(path), parts=(part,), number=number)


def _deadly(path: Path) -> Unit:
    unit = _unit(path)
    return _Deadly(run=unit.run, path=unit.path, parts=unit.parts)


def test_what_kills_its_reader_is_found(tmp_path: Path) -> None:
    """The runs that were read with it are read after all; of itself it is said that it couldn't be."""
    one, two = write(tmp_path, run_of(ONE)), write(tmp_path, run_of(TWO))
    job = Job(units=(_unit(one), _deadly(tmp_path / "deadly"), _unit(two, number=1)), payloads=False)
    found = [of for harvest in gathered([job], processes=1, stop=Event()) for of in harvest.outcomes]
    assert sorted((of.verdict, of.kind) for of in found) == [
        ("failed", "reader_died"),
        ("read", ""),
        ("read", ""),
    ]
    (failed,) = [of for of in found if of.verdict == "failed"]
    assert failed.reason.startswith(
        f"{tmp_path / 'deadly'} couldn't be read: the process that read it ended with code 3"
    )


def test_large_files_are_read_alone(tmp_path: Path) -> None:
    """What is under way at once is bounded, so a large file waits until nothing else is."""
    path = write(tmp_path, run_of(ONE))
    jobs = [Job(units=(_unit(path, size=size),), payloads=False) for size in (1, AT_ONCE, 1)]
    at_once = []

    def watched() -> Iterator[Job]:
        for job in jobs:
            yield job
            at_once.append(job.size)

    assert len(list(gathered(watched(), processes=2, stop=Event()))) == 3
    assert at_once == [1, AT_ONCE, 1]


def test_a_process_that_is_killed_is_replaced(tmp_path: Path) -> None:
    """What it was to read is read by another."""
    path = write(tmp_path, run_of(ONE))
    job = Job(units=(_unit(path), _unit(path, number=1)), payloads=False)
    with Pool(1) as pool:
        for child in _children():
            os.kill(child, signal.SIGKILL)
        found = [of.verdict for harvest in pool.gathered([job], Event()) for of in harvest.outcomes]
    assert found == ["read", "read"]


def test_an_end_is_heard(tmp_path: Path) -> None:
    """Nothing more is read once an end is asked for, and no process is left behind."""
    job = Job(units=(_unit(write(tmp_path, run_of(ONE))),), payloads=False)
    stop = Event()
    before = _children()
    for processes in (0, 1):
        stop.clear()
        for _ in gathered([job] * 5, processes=processes, stop=stop):
            stop.set()
    assert _children() == before


def _children() -> list[int]:
    """Return the processes that read for this one."""
    listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text(encoding="utf-8")
    return [
        int(child)
        for child in listed.split()
        if b"ingest.worker" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
