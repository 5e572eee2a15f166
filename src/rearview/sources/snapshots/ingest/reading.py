"""From the files of some runs to the columns of all tables: what a process of the pool does.

Owns that one bad file spoils nothing but itself. It must never touch a lake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import chain
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from rearview.errors import AccessError, NotFoundError, RearviewError, UnreadableError
from rearview.lake.grid import DAY_MS
from rearview.sources.snapshots.contents import contents
from rearview.sources.snapshots.flatten import columns
from rearview.sources.snapshots.folder import LEDGER, folder_of
from rearview.sources.snapshots.ingest.bodies import bodies
from rearview.sources.snapshots.ingest.parcel import Parcel, packed
from rearview.sources.snapshots.ingest.peek import last_bytes
from rearview.sources.snapshots.ingest.shelves import LAYOUTS, PARCEL_SCHEMAS, PAYLOADS, SCHEMAS
from rearview.sources.snapshots.ingest.unit import Outcome, Unit
from rearview.sources.snapshots.limits import LIMITS
from rearview.sources.snapshots.read import read
from rearview.sources.snapshots.rows import Columns

TIMELESS = -1
"""The day of the rows without a time."""
DAYS = 400
"""On how many days a run may have rows: each is a file a table. Nothing runs for as long; a clock has gone wrong."""
_LAST_MS = 253_402_300_800_000
"""The year 10000: no calendar of ours reaches as far."""
_MARKS = ["unit", "day"]
_DIGEST = 16
_GZIP_END = 8

Held = dict[str, list[tuple[int, Columns]]]
"""By table: the rows of each run, and its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Runs to be read at once."""

    units: tuple[Unit, ...]
    payloads: bool

    @property
    def size(self) -> int:
        """How many bytes it takes to read."""
        return sum(unit.size for unit in self.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What was read: what became of each run, and the rows of all of them, each with its run's number and its day."""

    outcomes: tuple[Outcome, ...]
    parcels: Mapping[str, Parcel] = field(default_factory=dict)
    rows: int = 0
    bytes: int = 0
    """How much room the rows take when they are unpacked."""


def gather(job: Job) -> Harvest:
    """Read some runs."""
    held: Held = {}
    outcomes = [_read(unit, held, payloads=job.payloads) for unit in job.units]
    return _harvest(outcomes, {table: _table(table, rows) for table, rows in held.items()})


def digest(path: str) -> bytes:
    """Return what a file's content is known by: gzip says at its end how long the text is, and its checksum."""
    if path.endswith(LEDGER):
        return blake2b(contents(Path(path), most=LIMITS.ledger, growing=True), digest_size=_DIGEST).digest()
    return last_bytes(path, _GZIP_END)


def _read(unit: Unit, held: Held, *, payloads: bool) -> Outcome:
    """Read a run; add its rows to those of the others."""
    path = Path(unit.path)
    outcome = Outcome(unit=unit, verdict="read")
    try:
        # Before the content is read: were it taken afterwards, a file that changes meanwhile would never be read again.
        digests = tuple(digest(part.path) for part in unit.parts)
        outcome = replace(outcome, digests=digests)
        if digests == tuple(part.digest for part in unit.parts):
            return replace(outcome, verdict="same")
        snapshot = read(path)
        tables = columns(snapshot, payloads=payloads)
        if payloads:
            tables[PAYLOADS] = bodies(snapshot, folder_of(path))
    except RearviewError as error:
        return _failed(outcome, error)
    sessions = tables["sessions"]["session_id"]
    for table, rows in tables.items():
        held.setdefault(table, []).append((unit.number, rows))
    return replace(
        outcome,
        sessions=tuple(sessions),
        steps=len(tables["steps"]["step_id"]),
        finished=snapshot.op_tree.ended_at is not None,
        notes=tuple(note.kind for note in snapshot.notes),
    )


def _failed(outcome: Outcome, error: RearviewError) -> Outcome:
    """Say why a run couldn't be read, and whether that can change while its files don't."""
    passing = isinstance(error, AccessError | NotFoundError)
    if passing or (isinstance(error, UnreadableError) and error.kind == "changing"):
        return replace(outcome, verdict="failed", kind="failed", reason=error.what)
    kind = error.kind if isinstance(error, UnreadableError) else "unreadable"
    return _refused(outcome, kind, error.what)


def _refused(outcome: Outcome, kind: str, reason: str) -> Outcome:
    return Outcome(unit=outcome.unit, digests=outcome.digests, verdict="rejected", kind=kind, reason=reason)


def _table(name: str, held: list[tuple[int, Columns]]) -> pa.Table:
    """Return the rows of a table, whatever columns they have, with the day of each."""
    schema, numbers = SCHEMAS[name], _numbers(held)
    values = {
        field.name: pa.array(list(chain.from_iterable(rows[field.name] for _, rows in held)), field.type)
        if field.name in held[0][1]
        else pa.nulls(len(numbers), field.type)
        for field in schema
    }
    time = LAYOUTS[name].time or ""
    values[time] = _on_a_calendar(values[time])
    days = pc.fill_null(pc.divide(values[time], DAY_MS), TIMELESS).cast(pa.int32())
    return pa.table([*values.values(), numbers, days], schema=PARCEL_SCHEMAS[name])


def _numbers(held: list[tuple[int, Columns]]) -> pa.Array:
    """Return for each row the number of its run."""
    numbers: list[int] = []
    for number, rows in held:
        numbers += [number] * len(rows["session_id"])
    return pa.array(numbers, pa.int32())


def _on_a_calendar(times: pa.Array) -> pa.Array:
    """Return times, null where there is no such day."""
    known = pc.and_(pc.greater_equal(times, 0), pc.less(times, _LAST_MS))
    return pc.if_else(known, times, pa.scalar(None, pa.int64()))


def _harvest(outcomes: Sequence[Outcome], tables: dict[str, pa.Table]) -> Harvest:
    """Say of each run on which days it has rows; leave out those with too many."""
    days: dict[int, set[int]] = {}
    for table in tables.values():
        marks = table.select(_MARKS).group_by(_MARKS).aggregate([])
        for number, day in zip(*(marks[name].to_pylist() for name in _MARKS), strict=True):
            days.setdefault(number, set()).add(day)
    dated = [
        replace(of, days=tuple(sorted(days.get(of.unit.number, ())))) if of.verdict == "read" else of
        for of in outcomes
    ]
    endless = [of.unit.number for of in dated if len(of.days) > DAYS]
    if endless:
        among = pa.array(endless, pa.int32())
        tables = {
            name: table.filter(pc.invert(pc.is_in(table["unit"], among))) for name, table in tables.items()
        }
    return Harvest(
        outcomes=tuple(_endless(of) if len(of.days) > DAYS else of for of in dated),
        parcels={name: packed(table) for name, table in tables.items() if table.num_rows},
        rows=sum(table.num_rows for table in tables.values()),
        bytes=sum(table.nbytes for table in tables.values()),
    )


def _endless(outcome: Outcome) -> Outcome:
    error = UnreadableError.too_many_days(Path(outcome.unit.path), len(outcome.days), DAYS)
    return _refused(outcome, error.kind, error.what)
