"""The fault loop: fail or kill a run at its n-th boundary, for n = 1, 2, 3 ... until a run ends without a fault.

After each fault the lake must be one that `verify` accepts, and a plain run must reach exactly the files of a run
that nothing disturbed. Each run is a process of its own, forked before any thread exists, so that a kill is a kill.

    python -m tests.lake.fault_loop [MODE ...]
"""

import contextlib
import os
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pyarrow as pa

from rearview.errors import RearviewError
from rearview.lake.disk import Disk
from rearview.lake.grid import DAY_MS, HOUR_MS, Window
from rearview.lake.identity import Identity
from rearview.lake.journal import last_run, rejected, runs
from rearview.lake.layout import Layout
from rearview.lake.scan import is_lake
from rearview.lake.verify import verify
from rearview.lake.writer import Writer
from tests.lake.faults import MODES, CountingDisk, FailingDisk, PowerlessDisk

DAY = 20_000 * DAY_MS
IDENTITY = Identity(source="fault-loop", org="00D0")
STEPS = Layout(
    table="steps", key="step_id", time="started_ms", order=("session_id", "step_id"), lookup=("step_id",)
)
SESSIONS = Layout(table="sessions", key="session_id", time="started_ms", order=("session_id",))

SCRATCH = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - our own folder in it, made unguessable
"""In memory where there is such a place: what is lost with the power is for these disks to say, and fsync is slow."""

Work = tuple[Layout, Window | None, int, list[list[int]]]
"""A cell to write: when the source was asked, and the numbers of the rows in each chunk of its answer."""

WORK: list[Work] = [
    (STEPS, Window(DAY, DAY + DAY_MS), DAY + DAY_MS, [[5, 3], [9, 1, 4]]),
    (STEPS, None, DAY + DAY_MS, [[20]]),
    (SESSIONS, Window(DAY, DAY + 6 * HOUR_MS), DAY + DAY_MS, [[2, 1]]),
    # Read again an hour later: rows were changed, added and deleted at the source; one cell is empty now.
    (STEPS, Window(DAY, DAY + DAY_MS), DAY + DAY_MS + HOUR_MS, [[5, 3], [9, 7], [8]]),
    (SESSIONS, Window(DAY, DAY + 6 * HOUR_MS), DAY + DAY_MS + HOUR_MS, [[]]),
]

RUN = {"rows": 9, "missing": ["moments"]}
REJECTED = [{"reason": "no number", "raw": '{"step_id": "x"}'}, {"reason": "cut", "raw": "{"}]


def chunk(layout: Layout, window: Window | None, read_ms: int, numbers: list[int]) -> pa.Table:
    """Make the rows of one chunk."""
    start = pa.array([None if window is None else window.start_ms + number for number in numbers], pa.int64())
    ids = pa.array([f"{layout.table}-{number:03}" for number in numbers], pa.string())
    columns = {
        "session_id": ids,
        "started_ms": start,
        "text": pa.array([f"read {read_ms}"] * len(numbers), pa.string()),
    }
    return pa.table({"step_id": ids, **columns} if layout is STEPS else columns)


def run(root: Path, disk: Disk) -> None:
    """Do all the work that the lake doesn't show as done, going on with what is staged."""
    with Writer.open(root, IDENTITY, disk=disk) as lake:
        for layout, window, read_ms, chunks in WORK:
            staged = {(s.ticket.cell, s.ticket.window, s.ticket.read_ms): s for s in lake.staged()}
            done = [entry for cell, entry in lake.ledger.of(layout.table) if entry.window == window]
            if done and done[0].read_ms >= read_ms:
                continue
            staging = next(
                (
                    s
                    for key, s in staged.items()
                    if key[1:] == (window, read_ms) and key[0].table == layout.table
                ),
                None,
            )
            staging = staging or lake.begin(layout.table, window, read_ms=read_ms)
            if not staging.ticket.resume:
                staging.resume(query=f"q-{read_ms}")
            for number in sorted(set(range(len(chunks))) - staging.numbers()):
                staging.put(number, chunk(layout, window, read_ms, chunks[number]), layout)
            lake.commit(staging, layout, unfinished=layout is SESSIONS)
        for number, record in enumerate(REJECTED):
            if rejected(root).get("steps", 0) <= number:
                lake.reject("steps", [record])
        if RUN not in runs(root):
            lake.log_run(RUN)


def state(root: Path) -> dict[str, bytes]:
    """Return every file of a lake with its bytes; the lock says only who was last."""
    files = (path for path in root.rglob("*") if path.is_file() and path.name != "lock")
    return {str(path.relative_to(root)): path.read_bytes() for path in files}


def refused(root: Path) -> list[str]:
    """Return what verify has against a lake."""
    return (
        [f"{breach.promise}: {breach.where} {breach.what}" for breach in verify(root).breaches]
        if is_lake(root)
        else []
    )


def apart(work: Callable[[], None]) -> int:
    """Run something in a process of its own; return its exit code, negative for the signal that killed it."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    try:
        work()
    except BaseException:  # noqa: BLE001 - the parent must hear of anything at all
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def disturb(root: Path, attic: Path, at: int, mode: str) -> None:
    """Run with one fault; exit 3 when the run ended before it got there."""
    powerless = mode in {"power", "reorder"}
    disk = PowerlessDisk(at, attic, reorder=mode == "reorder") if powerless else FailingDisk(at, mode)
    with contextlib.suppress(RearviewError):
        run(root, disk)
    os._exit(3 if disk.reached.total() < at else 0)


def inspect(root: Path, undisturbed: dict[str, bytes]) -> None:
    """Verify the lake, run undisturbed, verify again, and compare with a lake that nothing disturbed."""
    assert refused(root) == []
    run(root, Disk())
    assert refused(root) == []
    assert state(root) == undisturbed
    assert (runs(root), last_run(root), rejected(root)) == ([RUN], RUN, {"steps": len(REJECTED)})


def loop(mode: str, undisturbed: dict[str, bytes]) -> int:
    """Return at how many boundaries a fault was survived; a fault that wasn't ends the program."""
    at = 0
    while True:
        at += 1
        with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
            root, attic = Path(folder, "lake"), Path(folder, "attic")
            attic.mkdir()
            if apart(partial(disturb, root, attic, at, mode)) == 3:
                return at - 1
            if apart(partial(inspect, root, undisturbed)):
                sys.exit(f"a fault of mode {mode} at boundary {at} was not survived")


def boundaries() -> tuple[Counter[str], dict[str, bytes]]:
    """Run undisturbed; return the boundaries reached and the lake that came of it."""
    with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
        report, root = Path(folder, "report"), Path(folder, "lake")

        def counted() -> None:
            disk = CountingDisk()
            run(root, disk)
            assert refused(root) == []
            report.write_text("\n".join(disk.reached.elements()))

        if apart(counted):
            sys.exit("a run that nothing disturbs fails")
        return Counter(report.read_text().splitlines()), state(root)


def main() -> None:
    """Print the report."""
    reached, undisturbed = boundaries()
    kinds = ", ".join(f"{count} {name}" for name, count in reached.most_common())
    print(f"boundaries in a run: {reached.total()} ({kinds})")
    for mode in sys.argv[1:] or MODES:
        survived = loop(mode, undisturbed)
        print(f"{mode}: {survived} faults survived ({MODES[mode]})")
        assert survived == reached.total(), f"{mode} reached {survived} of {reached.total()} boundaries"


if __name__ == "__main__":
    main()
