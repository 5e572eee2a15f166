"""Which files a lake has its rows from: one entry a file, so that a run reads only what is new or changed.

An entry says what the file looked like when it was read, which sessions of it are in the lake, and on which days they
have rows. It is one table in `metadata/snapshots.arrow`, stored whole: a third of a million files take some 60 MB.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.compute as pc

from rearview.errors import BrokenLakeError
from rearview.lake.disk import Disk
from rearview.lake.layout import METADATA

NAME = "snapshots.arrow"
FORMAT = 1
SCHEMA = pa.schema(
    [
        pa.field("path", pa.string(), nullable=False),
        ("run", pa.string()),
        ("size", pa.int64()),
        ("mtime_ns", pa.int64()),
        ("digest", pa.binary()),
        ("sessions", pa.list_(pa.string())),
        ("days", pa.list_(pa.int32())),
        ("steps", pa.int64()),
        ("finished", pa.bool_()),
        ("payloads", pa.bool_()),
        ("rejected", pa.string()),
    ],
    metadata={b"rearview": str(FORMAT).encode()},
)
_OPTIONS = {"compression": "lz4"}


@dataclass(frozen=True, slots=True)
class State:
    """The entries of a lake's files."""

    entries: pa.Table

    @classmethod
    def load(cls, root: Path) -> Self:
        """Read the entries of a lake; a new one has none."""
        path = root / METADATA / NAME
        if not path.exists():
            return cls(SCHEMA.empty_table())
        return cls(read_entries(path))

    def store(self, disk: Disk, root: Path) -> None:
        """Keep the entries in the lake."""
        write_entries(disk, root / METADATA / NAME, self.entries)

    @property
    def keeps_payloads(self) -> bool:
        """Whether the lake has bodies: then it goes on having those of all that it reads."""
        return bool(pc.any(self.entries["payloads"]).as_py())

    def of(self, paths: Collection[str]) -> pa.Table:
        """Return the entries of some files."""
        return self.entries.filter(pc.is_in(self.entries["path"], _strings(paths)))

    def replaced(self, entries: pa.Table) -> "State":
        """Return a state in which these entries take the place of those of the same files."""
        others = pc.invert(pc.is_in(self.entries["path"], entries["path"].combine_chunks()))
        return State(pa.concat_tables([self.entries.filter(others), entries]).combine_chunks())

    def holders(self, sessions: Collection[str]) -> pa.Table:
        """Return the entries of the files that some of these sessions are from."""
        column = self.entries["sessions"].combine_chunks()
        named = pc.is_in(column.flatten(), _strings(sessions))
        rows = pc.list_parent_indices(column).filter(named)
        return self.entries.take(pc.unique(rows))


def read_entries(path: Path) -> pa.Table:
    """Read entries from a file."""
    try:
        with pa.OSFile(str(path)) as file:
            found = pa.ipc.open_file(file).read_all()
    except (pa.ArrowException, OSError) as error:
        raise BrokenLakeError.unreadable_state(path, error) from error
    told = int((found.schema.metadata or {}).get(b"rearview", b"0"))
    if told != FORMAT:
        raise BrokenLakeError.unknown_format(path.name, told, FORMAT)
    return found


def write_entries(disk: Disk, path: Path, entries: pa.Table) -> None:
    """Write entries to a file, whole or not at all."""
    encoded = pa.BufferOutputStream()
    with pa.ipc.new_file(encoded, SCHEMA, options=pa.ipc.IpcWriteOptions(**_OPTIONS)) as writer:
        writer.write_table(entries.cast(SCHEMA))
    disk.store(path, memoryview(encoded.getvalue()))


def _strings(values: Collection[str]) -> pa.Array:
    return pa.array(values, pa.string())
