"""A round: what was read since the last one, put into a lake. However it ends, the lake gets all of it or none.

The cells of a lake are replaced one by one, and a session's rows lie in several. So what a round does is written down
first, in `metadata/round/`: whoever is killed between two cells has it done again, from the start, by the next run.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from rearview.errors import BrokenLakeError
from rearview.lake.disk import Disk
from rearview.lake.grid import DAY_MS, Cell
from rearview.lake.layout import METADATA
from rearview.lake.rewrite import rewrite
from rearview.lake.writer import Committed, Writer
from rearview.sources.snapshots.ingest.batch import TIMELESS
from rearview.sources.snapshots.ingest.parcel import unpacked
from rearview.sources.snapshots.ingest.plan import Plan
from rearview.sources.snapshots.ingest.shelves import LAYOUTS, PARCEL_SCHEMAS, SCHEMAS, SHELVES
from rearview.sources.snapshots.ingest.state import State, read_entries, write_entries

FOLDER = "round"
ENTRIES = "entries.arrow"
STANDS = "complete.json"
"""The file that says that a round is written down whole; by its name it is the first that is removed."""
_ROWS = ".rows"


class _Stands(msgspec.Struct):
    """What isn't rows of what a round does."""

    read_ms: int
    sessions: list[str]
    days: list[int]
    lost: dict[int, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What is done to a lake, and when it was read."""

    plan: Plan
    read_ms: int

    def write_down(self, disk: Disk, root: Path) -> None:
        """Keep what is going to be done, so that it can be done whatever happens."""
        folder = root / METADATA / FOLDER
        forget(disk, root)
        disk.make_folder(folder)
        for name, parcels in self.plan.parcels.items():
            disk.store(folder / f"{name}{_ROWS}", b"".join(parcels))
        write_entries(disk, folder / ENTRIES, self.plan.entries)
        stands = _Stands(
            read_ms=self.read_ms,
            sessions=sorted(self.plan.sessions),
            days=sorted(self.plan.days),
            lost={number: sorted(sessions) for number, sessions in self.plan.lost.items()},
        )
        disk.store(folder / STANDS, msgspec.json.encode(stands))

    def carry_out(self, writer: Writer) -> Iterator[tuple[str, Committed]]:
        """Replace the cells that it touches, those of what is in sessions before the sessions."""
        going = pa.array(self.plan.sessions, pa.string())
        for table in SHELVES:
            rows = self._coming(table)
            new = set(pc.unique(rows["day"]).to_pylist())
            # Where rows only go comes first: a row that moves is never there twice.
            for day in sorted(new | self.plan.days, key=lambda day: (day in new, day)):
                cell = Cell(table, None if day == TIMELESS else day * DAY_MS)
                there = writer.ledger.entry(cell) is not None
                if there or day in new:
                    coming = rows.filter(pc.equal(rows["day"], day))
                    yield (
                        table,
                        rewrite(
                            writer,
                            cell,
                            coming.select(SCHEMAS[table].names),
                            going=("session_id", going),
                            layout=LAYOUTS[table],
                            read_ms=self.read_ms,
                        ),
                    )

    def _coming(self, table: str) -> pa.Table:
        """Return the rows that come into a table, without those of sessions that another file has."""
        rows = unpacked(self.plan.parcels.get(table, ()), PARCEL_SCHEMAS[table])
        for number, sessions in self.plan.lost.items():
            among = pc.is_in(rows["session_id"], pa.array(sessions, pa.string()))
            rows = rows.filter(pc.invert(pc.and_(pc.equal(rows["unit"], number), among)))
        return rows


def left(root: Path) -> Round | None:
    """Return the round that a run wrote down and didn't end."""
    folder = root / METADATA / FOLDER
    if not (folder / STANDS).exists():
        return None
    try:
        stands = msgspec.json.decode((folder / STANDS).read_bytes(), type=_Stands)
        parcels = {path.stem: [path.read_bytes()] for path in folder.glob(f"*{_ROWS}")}
    except (msgspec.MsgspecError, OSError) as error:
        raise BrokenLakeError.unreadable_state(folder, error) from error
    plan = Plan(
        parcels=parcels,
        lost={number: frozenset(sessions) for number, sessions in stands.lost.items()},
        sessions=frozenset(stands.sessions),
        days=frozenset(stands.days),
        entries=read_entries(folder / ENTRIES),
    )
    return Round(plan=plan, read_ms=stands.read_ms)


def end(disk: Disk, root: Path, state: State, done: Round) -> State:
    """Note what was done, and forget the round."""
    state = state.replaced(done.plan.entries)
    state.store(disk, root)
    forget(disk, root)
    return state


def forget(disk: Disk, root: Path) -> None:
    """Remove what is left of a round."""
    folder = root / METADATA / FOLDER
    if folder.is_dir():
        disk.remove_folder(folder)
