"""Small lakes for tests."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from rearview.lake.disk import Disk
from rearview.lake.grid import DAY_MS, Window
from rearview.lake.identity import Identity
from rearview.lake.layout import Layout
from rearview.lake.ledger import Entry
from rearview.lake.writer import Writer

DAY = 20_000 * DAY_MS
WINDOW = Window(DAY, DAY + DAY_MS)
IDENTITY = Identity(source="tests", org="00D000000000001")
STEPS = Layout(
    table="steps",
    key="step_id",
    time="started_ms",
    order=("session_id", "started_ms", "step_id"),
    lookup=("session_id", "step_id"),
)


class CarelessDisk(Disk):
    """A disk that promises nothing, for tests that write a hundred lakes and lose no power."""

    def sync(self, path: Path, descriptor: int) -> None:
        """Leave it to the system."""

    def sync_folder(self, path: Path) -> None:
        """Leave it to the system."""


def steps(ids: Sequence[str], *, at_ms: int | None = DAY, session: str = "s") -> pa.Table:
    """Rows of steps, a millisecond apart."""
    times = [None if at_ms is None else at_ms + place for place in range(len(ids))]
    return pa.table(
        {
            "step_id": pa.array(ids, pa.string()),
            "session_id": pa.array([session] * len(ids), pa.string()),
            "started_ms": pa.array(times, pa.int64()),
        }
    )


def write(
    root: Path,
    *chunks: pa.Table,
    window: Window | None = WINDOW,
    read_ms: int = DAY + 2 * DAY_MS,
    layout: Layout = STEPS,
    disk: Disk | None = None,
) -> Entry:
    """Write one cell of a lake, which is made if there is none."""
    with Writer.open(root, IDENTITY, disk=disk) as lake:
        staging = lake.begin(layout.table, window, read_ms=read_ms)
        for number, chunk in enumerate(chunks):
            staging.put(number, chunk, layout)
        return lake.commit(staging, layout).entry
