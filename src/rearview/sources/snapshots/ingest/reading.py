"""From the files of some runs to the columns of all tables: what a process of the pool does.

Owns that one bad file spoils nothing but itself. It must never touch a lake.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import replace

from rearview.errors import AccessError, NotFoundError, RearviewError, UnreadableError
from rearview.sources.snapshots.contents import contents
from rearview.sources.snapshots.folder import LEDGER, folder_of
from rearview.sources.snapshots.ingest.batch import Batch
from rearview.sources.snapshots.ingest.bodies import bodies
from rearview.sources.snapshots.ingest.parcel import Parcel, packed
from rearview.sources.snapshots.ingest.peek import last_bytes
from rearview.sources.snapshots.ingest.unit import Outcome, Unit
from rearview.sources.snapshots.limits import LIMITS
from rearview.sources.snapshots.places import places
from rearview.sources.snapshots.read import read

DAYS = 400
"""On how many days a run may have rows: each is a file a table. Nothing runs for as long; a clock has gone wrong."""
_MARKS = ["unit", "day"]
_DIGEST = 16
_GZIP_END = 8


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
    batch = Batch(payloads=job.payloads)
    outcomes = [_read(unit, batch, payloads=job.payloads) for unit in job.units]
    return _harvest(outcomes, batch.rows())


def digest(path: str) -> bytes:
    """Return what a file's content is known by: gzip says at its end how long the text is, and its checksum."""
    if path.endswith(LEDGER):
        return blake2b(contents(Path(path), most=LIMITS.ledger, growing=True), digest_size=_DIGEST).digest()
    return last_bytes(path, _GZIP_END)


def _read(unit: Unit, batch: Batch, *, payloads: bool) -> Outcome:
    """Read a run; add what stands in it to that of the others."""
    path = Path(unit.path)
    outcome = Outcome(unit=unit, verdict="read")
    try:
        # Before the content is read: were it taken afterwards, a file that changes meanwhile would never be read again.
        digests = tuple(digest(part.path) for part in unit.parts)
        outcome = replace(outcome, digests=digests)
        if digests == tuple(part.digest for part in unit.parts):
            return replace(outcome, verdict="same")
        snapshot = read(path)
        found = places(snapshot)
        sent = bodies(found, folder_of(path)) if payloads else ()
    except RearviewError as error:
        return _failed(outcome, error)
    batch.add(unit.number, found, sent, unit.size + snapshot.text_bytes)
    return replace(
        outcome,
        sessions=tuple(place.session_id for place in found.sessions),
        steps=len(found.steps),
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


def _harvest(outcomes: Sequence[Outcome], tables: dict[str, pa.Table]) -> Harvest:
    """Say of each run on which days it has rows; leave out those with too many."""
    days = _days(tables)
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


def _days(tables: Mapping[str, pa.Table]) -> dict[int, set[int]]:
    """Return by a run's number the days on which it has rows."""
    days: dict[int, set[int]] = {}
    if tables:
        marks = pa.concat_tables(table.select(_MARKS) for table in tables.values())
        marks = marks.group_by(_MARKS, use_threads=False).aggregate([])
        for number, day in zip(*(marks[name].to_pylist() for name in _MARKS), strict=True):
            days.setdefault(number, set()).add(day)
    return days


def _endless(outcome: Outcome) -> Outcome:
    error = UnreadableError.too_many_days(Path(outcome.unit.path), len(outcome.days), DAYS)
    return _refused(outcome, error.kind, error.what)
