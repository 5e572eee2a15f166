"""A cell under work: the chunks that have arrived, and what is needed to go on after a crash.

A staged cell is a folder in `metadata/staging/`. Its ticket says which window it is for, when the source was asked,
and what the source needs to go on with the same answer, such as the id of a query. Each chunk is a file that is
there whole or not at all. Readers of the lake never look here. Threads may fill several cells at once, or one cell with
chunks of different numbers.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from rearview.errors import BrokenLakeError
from rearview.lake.disk import Disk
from rearview.lake.grid import Cell, Window
from rearview.lake.layout import Layout
from rearview.lake.ledger import Entry
from rearview.lake.runs import Run, open_run, write_run, write_runs
from rearview.lake.sort import sort_rows

STAGING = "staging"
"""The folder in a lake's metadata that holds a folder for each cell under work."""
TICKET = "ticket.json"
CELL = "cell.parquet"
UTC_NAMES = {"UTC", "ETC/UTC", "Z", "+00:00"}


class Ticket(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a run that comes after a crash has to know."""

    table: str
    read_ms: int
    """When the source was asked."""
    start_ms: int | None = None
    end_ms: int | None = None
    resume: dict[str, Any] = {}
    """The source's own, such as a query id."""

    @property
    def cell(self) -> Cell:
        """The cell that is under work."""
        return Cell(self.table, self.start_ms)

    @property
    def window(self) -> Window | None:
        """The window that the cell will cover."""
        return None if self.start_ms is None or self.end_ms is None else Window(self.start_ms, self.end_ms)

    def is_done_by(self, entry: Entry) -> bool:
        """Whether a cell that says this of itself is what the work was for: then its commit only wasn't recorded."""
        return entry.window == self.window and entry.read_ms >= self.read_ms


def read_ticket(folder: Path) -> Ticket | None:
    """Return the ticket of a staged cell; None where a run died before it wrote one."""
    path = folder / TICKET
    try:
        return msgspec.json.decode(path.read_bytes(), type=Ticket)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as error:
        raise BrokenLakeError.unreadable_state(path, error) from error


def staged_folders(staging: Path) -> list[Path]:
    """Return the folders of the cells under work."""
    return sorted(folder for folder in staging.iterdir() if folder.is_dir()) if staging.is_dir() else []


def tickets(staging: Path) -> list[Ticket]:
    """Return the tickets of the cells under work."""
    found = (read_ticket(folder) for folder in staged_folders(staging))
    return [ticket for ticket in found if ticket is not None]


class Staging:
    """The folder of one cell under work."""

    def __init__(self, disk: Disk, folder: Path, ticket: Ticket) -> None:
        self._disk = disk
        self.folder = folder
        self.ticket = ticket

    @classmethod
    def begin(cls, disk: Disk, folder: Path, ticket: Ticket) -> "Staging":
        """Start a cell anew; chunks of an earlier attempt go."""
        if folder.is_dir():
            disk.remove_folder(folder)
        disk.make_folder(folder)
        disk.store(folder / TICKET, msgspec.json.encode(ticket))
        return cls(disk, folder, ticket)

    def resume(self, **state: Any) -> None:
        """Keep what the source needs to go on; what is given takes the place of what has the same name."""
        ticket = msgspec.structs.replace(self.ticket, resume={**self.ticket.resume, **state})
        self._disk.store(self.folder / TICKET, msgspec.json.encode(ticket))
        self.ticket = ticket

    def put(self, number: int, rows: pa.Table, layout: Layout) -> None:
        """Keep one chunk of the answer, sorted; the same chunk put twice is there once."""
        write_run(self._disk, self._chunk(number), sort_rows(_readable(rows), layout.order))

    def put_sorted(self, number: int, schema: pa.Schema, parts: Iterator[pa.Table]) -> None:
        """Keep one chunk of rows that come in order, a part at a time."""
        write_runs(self._disk, self._chunk(number), schema, parts)

    def numbers(self) -> set[int]:
        """Return the numbers of the chunks that have arrived."""
        return {int(path.stem.removeprefix("chunk-")) for path in self.folder.glob("chunk-*.arrow")}

    def runs(self, order: Sequence[str]) -> list[Run]:
        """Return the chunks, all of which must have the same columns."""
        runs = [open_run(self._chunk(number), order) for number in sorted(self.numbers())]
        for run in runs:
            if run.schema != runs[0].schema:
                raise BrokenLakeError.other_columns(
                    self.ticket.cell.path, first=_columns(runs[0].schema), later=_columns(run.schema)
                )
        return runs

    def clear(self) -> None:
        """Forget the cell under work."""
        self._disk.remove_folder(self.folder)

    def _chunk(self, number: int) -> Path:
        return self.folder / f"chunk-{number:06}.arrow"


def _readable(rows: pa.Table) -> pa.Table:
    """Call UTC by the name that every reader knows: Data 360 calls it "Utc", at which some of them break."""
    fields = [
        field.with_type(pa.timestamp(field.type.unit, "UTC"))
        if pa.types.is_timestamp(field.type) and (field.type.tz or "").upper() in UTC_NAMES
        else field
        for field in rows.schema
    ]
    return rows.cast(pa.schema(fields, rows.schema.metadata))


def _columns(schema: pa.Schema) -> str:
    return ", ".join(f"{field.name} {field.type}" for field in schema)
