"""How cells that are filled come into their places: sealed, with the sessions of their rows, children before parents.

What is done here is done by one thread, one cell after another. It must never decide which.
"""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from rearview.lake.grid import DAY_MS, Window
from rearview.lake.staging import Staging
from rearview.lake.writer import Committed, Writer
from rearview.sources.agentforce.extract.fetch import Filling
from rearview.sources.agentforce.extract.seal import Seal
from rearview.sources.agentforce.extract.shelf import Shelf
from rearview.sources.agentforce.lineage import Lineage


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A cell that is in its place."""

    done: Committed
    doubles: tuple[Mapping[str, str], ...]
    """Rows that aren't in it since another has the same key."""


class Commit(Protocol):
    """Puts what a filling brought into its place."""

    def __call__(self, filling: Filling, group: Sequence[Filling]) -> Sequence[Placed]:
        """Commit one filling; the group is it and those of its group that come after it."""


@dataclass(frozen=True, slots=True)
class AsCells:
    """Each filling is one cell."""

    writer: Writer
    ending: threading.Event
    """Set when nothing more is to be committed."""

    def __call__(self, filling: Filling, group: Sequence[Filling]) -> Sequence[Placed]:
        """Commit one cell."""
        staged = [other.answer.staging for other in group]
        return [put_in_place(self.writer, filling, staged[0], staged, self.ending)]


class AsDays:
    """Each filling holds rows of any time, which come into the cells of their days."""

    def __init__(self, writer: Writer, ending: threading.Event) -> None:
        self._writer = writer
        self._ending = ending
        self._parted: dict[str, list[Staging]] = {}

    def __call__(self, filling: Filling, group: Sequence[Filling]) -> Sequence[Placed]:
        """Commit all days of one table; with the first, the rows of all tables are parted."""
        for other in group:
            if other.shelf.table not in self._parted:
                self._parted[other.shelf.table] = list(self._part(other))
        own = self._parted[filling.shelf.table]
        done = []
        while own:
            staged = [staging for table in self._parted.values() for staging in table]
            done.append(put_in_place(self._writer, filling, own[0], staged, self._ending))
            del own[0]
        return done

    def _part(self, filling: Filling) -> Iterator[Staging]:
        """Put the rows of a table into stagings of their days, also of the days that had rows before."""
        answer, shelf = filling.answer, filling.shelf
        read_ms = answer.staging.ticket.read_ms
        known = {cell.start_ms for cell, _ in self._writer.ledger.of(shelf.table)}
        stagings = {
            day: self._writer.begin(shelf.table, _window(day), read_ms=read_ms) for day in known - {None}
        }
        timeless = [shelf.source.schema.empty_table()]
        for number, run in enumerate(answer.staging.runs(shelf.layout.order)):
            rows = pa.Table.from_batches(run.batches(), run.schema)
            for day, part in _by_day(rows, shelf):
                if day is None:
                    timeless.append(part)
                    continue
                if day not in stagings:
                    stagings[day] = self._writer.begin(shelf.table, _window(day), read_ms=read_ms)
                stagings[day].put(number, part, shelf.layout)
        yield from stagings.values()
        # Last, since it takes the place of what has just been parted.
        rest = self._writer.begin(shelf.table, None, read_ms=read_ms)
        rest.put(0, pa.concat_tables(timeless), shelf.layout)
        yield rest


def put_in_place(
    writer: Writer, filling: Filling, staging: Staging, staged: Sequence[Staging], ending: threading.Event
) -> Placed:
    """Commit a staged cell; the sessions of its rows are found in the lake and in cells that are staged."""
    shelf = filling.shelf
    if not staging.numbers():
        staging.put(0, shelf.source.schema.empty_table(), shelf.layout)
    fill = Lineage(writer.root, writer.ledger, staged).fill(staging)
    seal = Seal(filling, shelf.source.dmo.key, fill=fill, ending=ending, collated=filling.answer.collated)
    done = writer.commit(staging, shelf.layout, unfinished=filling.unfinished, fill=seal)
    return Placed(done=done, doubles=tuple(seal.doubles))


def _window(day: int | None) -> Window | None:
    return None if day is None else Window(day, day + DAY_MS)


def _by_day(rows: pa.Table, shelf: Shelf) -> Iterator[tuple[int | None, pa.Table]]:
    """Part rows by the day of their time, in UTC milliseconds; None for those without a time."""
    if shelf.layout.time is None:
        yield None, rows
        return
    days = (
        pc.floor_temporal(rows[shelf.layout.time], unit="day")
        .cast(pa.timestamp("ms", "UTC"))
        .cast(pa.int64())
    )
    for day in pc.unique(days).to_pylist():
        yield day, rows.filter(days.is_null() if day is None else pc.equal(days, day))
