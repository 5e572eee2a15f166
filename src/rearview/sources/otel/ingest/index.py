"""Which traces and sessions each root session of a lake is made of, and on which days it has rows.

It is one table in `metadata/otel.arrow`, stored whole. It finds what spans that come belong together with.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

from rearview.errors import BrokenLakeError
from rearview.lake.disk import Disk
from rearview.lake.layout import METADATA

NAME = "otel.arrow"
SCHEMA = pa.schema(
    [
        pa.field("root", pa.string(), nullable=False),
        ("traces", pa.list_(pa.string())),
        ("sessions", pa.list_(pa.string())),
        ("days", pa.list_(pa.int32())),
    ],
    metadata={b"rearview": b"1"},
)


Entry: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Index:
    """The entries of a lake's root sessions."""

    entries: pa.Table

    @classmethod
    def load(cls, root: Path) -> Self:
        """Read the index of a lake; a new one has no entries."""
        path = root / METADATA / NAME
        if not path.exists():
            return cls(SCHEMA.empty_table())
        try:
            with pa.OSFile(str(path)) as file:
                return cls(pa.ipc.open_file(file).read_all().cast(SCHEMA))
        except (pa.ArrowException, OSError, ValueError) as error:
            raise BrokenLakeError.unreadable_state(path, error) from error

    def store(self, disk: Disk, root: Path) -> None:
        """Keep the index in the lake."""
        encoded = pa.BufferOutputStream()
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_file(encoded, SCHEMA, options=options) as writer:
            writer.write_table(self.entries)
        disk.store(root / METADATA / NAME, memoryview(encoded.getvalue()))

    def touching(self, sessions: Collection[str], traces: Collection[str]) -> pa.Table:
        """Return the entries that have one of these sessions or traces, and those that share one with them."""
        known = 0
        while True:
            among = pc.or_(self._having("sessions", sessions), self._having("traces", traces))
            found = self.entries.filter(among)
            if found.num_rows == known:
                return found
            known = found.num_rows
            sessions = {*sessions, *values(found, "sessions")}
            traces = {*traces, *values(found, "traces")}

    def replaced(self, going: pa.Table, coming: Iterable[Entry]) -> "Index":
        """Return an index in which some entries took the place of others."""
        stay = pc.invert(pc.is_in(self.entries["root"], going["root"].combine_chunks()))
        new = pa.Table.from_pylist(list(coming), schema=SCHEMA)
        return Index(pa.concat_tables([self.entries.filter(stay), new]).combine_chunks())

    def _having(self, column: str, wanted: Collection[str]) -> pa.Array:
        lists = self.entries[column].combine_chunks()
        hits = pc.is_in(lists.flatten(), pa.array(sorted(wanted), pa.string()))
        rows = pc.unique(pc.list_parent_indices(lists).filter(hits))
        return pc.is_in(pa.array(range(len(lists)), pa.int64()), rows.cast(pa.int64()))


def values(entries: pa.Table, column: str) -> set[Any]:
    """Return what lists of some entries hold."""
    return set(entries[column].combine_chunks().flatten().to_pylist())
