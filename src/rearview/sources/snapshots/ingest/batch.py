"""Runs that were read and aren't rows yet: those of a few dozen files become rows together, in two thirds of the time.

Owns how many wait, which bounds the memory, and which run each row is of. It opens no file.
"""

from collections.abc import Collection
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from rearview.lake.grid import DAY_MS
from rearview.sources.snapshots.flatten import tables
from rearview.sources.snapshots.ingest.shelves import BODY_COLUMNS, LAYOUTS, PARCEL_SCHEMAS, PAYLOADS, SCHEMAS
from rearview.sources.snapshots.places import Places
from rearview.sources.snapshots.rows import Columns

TIMELESS = -1
"""The day of the rows without a time."""
_LAST_MS = 253_402_300_800_000
"""The year 10000: no calendar of ours reaches as far."""
_AT_ONCE = 2 << 20
"""How many bytes of text wait at most, but for the last file's: as many as a processor has at hand."""
_DAY = pa.field("day", pa.int32())
_NUMBERED = {name: schema.remove(len(schema) - 1) for name, schema in PARCEL_SCHEMAS.items()}


class Batch:
    """Where the runs of a job wait, and become rows."""

    def __init__(self, *, payloads: bool) -> None:
        self._payloads = payloads
        self._tables: dict[str, list[pa.RecordBatch]] = {}
        self._begin()

    def add(self, number: int, found: Places, bodies: Collection[tuple[Any, ...]], text_bytes: int) -> None:
        """Take a run by its number: what stands in it, what its models were sent, and how much text that holds on to."""
        sessions = [place.session_id for place in found.sessions]
        # A copy of a run has its sessions, and would be taken for a part of it.
        if not self._runs.keys().isdisjoint(sessions):
            self._end()
        self._found.take_in(found)
        self._bodies.extend(bodies)
        self._runs.update(dict.fromkeys(sessions, number))
        self._bytes += text_bytes
        if self._bytes >= _AT_ONCE:
            self._end()

    def rows(self) -> dict[str, pa.Table]:
        """Return the rows of all of them by table, each with the number of its run and its day."""
        self._end()
        # In one piece: whoever works on these rows works on each piece of each column by itself.
        return {
            name: _dated(name, pa.Table.from_batches(parts).combine_chunks())
            for name, parts in self._tables.items()
        }

    def _begin(self) -> None:
        self._found = Places()
        self._bodies: list[tuple[Any, ...]] = []
        self._runs: dict[str, int] = {}
        self._bytes = 0

    def _end(self) -> None:
        """Make rows of those that wait."""
        if self._runs:
            found = tables(self._found, payloads=self._payloads)
            if self._payloads:
                found[PAYLOADS] = {
                    name: [row[at] for row in self._bodies] for at, name in enumerate(BODY_COLUMNS)
                }
            for name, columns in found.items():
                self._tables.setdefault(name, []).append(_table(name, columns, self._runs))
        self._begin()


def _table(name: str, columns: Columns, runs: dict[str, int]) -> pa.RecordBatch:
    """Return the rows of a table, whatever columns they have, each with the number of its run."""
    sessions = columns["session_id"]
    values = [
        pa.array(columns[field.name], field.type)
        if field.name in columns
        else pa.nulls(len(sessions), field.type)
        for field in SCHEMAS[name]
    ]
    units = pa.array([runs[session] for session in sessions], pa.int32())
    return pa.record_batch([*values, units], schema=_NUMBERED[name])


def _dated(name: str, rows: pa.Table) -> pa.Table:
    """Return rows with the day of each."""
    time = LAYOUTS[name].time or ""
    times = _on_a_calendar(rows[time])
    days = pc.fill_null(pc.divide(times, DAY_MS), TIMELESS).cast(pa.int32())
    place = rows.schema.get_field_index(time)
    return rows.set_column(place, rows.schema.field(place), times).append_column(_DAY, days)


def _on_a_calendar(times: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return times, null where there is no such day."""
    known = pc.and_(pc.greater_equal(times, 0), pc.less(times, _LAST_MS))
    return pc.if_else(known, times, pa.scalar(None, pa.int64()))
