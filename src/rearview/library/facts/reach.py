"""Of which sessions cells tell: found by looking through no more of them than the ids of sessions.

A row belongs to the session that it names. Rows that name none may belong to any session that has rows of about the same
day: whoever derives facts from them finds their sessions through such rows. A session tells of those that it called.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import narwhals as nw

from rearview.engines.engine import Engine
from rearview.engines.view import PARTITION, View, ViewColumn
from rearview.lake.columns import cell_rows
from rearview.library.facts.cells import Cells, state
from rearview.library.facts.index import TIMELESS, Reach
from rearview.sources.canonical import Frame, recipes

SESSIONS = "sessions"
_SESSION = "session_id"
_PREVIOUS = "previous"
_DIGEST = 16
_LEVELS = 4
"""How many sessions deep calls are followed."""
_AT_ONCE = 16
"""Of how many days ids are held at once."""

_DAY = nw.col(PARTITION).cast(nw.String()).fill_null(TIMELESS)


@dataclass(frozen=True, kw_only=True)
class Looker:
    """Looks through the cells of a lake as they are now."""

    engine: Engine[Any]
    source: str
    cells: Cells

    def look(self, folder: str, days: Sequence[str]) -> Iterator[tuple[str, Reach]]:
        """Yield for each of some days of a table of which sessions its cells tell."""
        for start in range(0, len(days), _AT_ONCE):
            yield from self._look(folder, days[start : start + _AT_ONCE])

    def ids(self, days: Iterable[str]) -> tuple[list[str], set[str]]:
        """Return the sessions of some days in order, and all days under which one of these lies."""
        own = self._known.filter(nw.col("day").is_in(list(days))).select(_SESSION).unique()
        others = self._known.join(own, on=_SESSION, how="semi")
        listed: list[str] = own.sort(_SESSION)[_SESSION].to_list()
        return listed, set(others["day"].unique().to_list())

    def _look(self, folder: str, days: Sequence[str]) -> Iterator[tuple[str, Reach]]:
        files = [file for day in days for file in self.cells[folder][day]]
        rows = self._rows(folder, files).with_columns(_DAY.alias("cell"))
        named = rows.group_by("cell", _SESSION).agg(rows=nw.len())
        told = named.join(self._known.lazy().select(_SESSION, "day"), on=_SESSION, how="left")
        counted = told.group_by("cell", "day").agg(
            first=nw.col(_SESSION).min(),
            last=nw.col(_SESSION).max(),
            nameless=nw.col(_SESSION).is_null().cast(nw.Int64()).sum(),
        )
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.engine.collect(counted.to_native()).to_pylist():
            found[row["cell"]].append(row)
        for day in days:
            yield day, self._reach(folder, day, found[day])

    def _reach(self, folder: str, day: str, found: Sequence[Mapping[str, Any]]) -> Reach:
        files = self.cells[folder][day]
        here = state(files)
        lost = next(
            ((row["first"], row["last"]) for row in found if row["day"] is None and row["first"]), None
        )
        if day == TIMELESS:
            # Such a cell is read again every day and grows for as long as the lake does: only what it says counts.
            tells, nameless = self._contents(folder, files)
            return Reach(files=here, tells=tells, nameless=nameless, lost=lost)
        tells = {row["day"]: here for row in found if row["day"] is not None}
        if folder == SESSIONS:
            tells |= dict.fromkeys(self._below[day], here)
        nameless = here if any(row["nameless"] for row in found) else None
        return Reach(files=here, tells=tells, nameless=nameless, lost=lost)

    def _contents(self, folder: str, files: Sequence[Path]) -> tuple[dict[str, str], str | None]:
        """Return what stands for the rows of each day's sessions in files, and for those that name no session."""
        ids = self._rows(folder, files).select(_SESSION).unique()
        days: dict[str, list[str]] = defaultdict(list)
        for row in self.engine.collect(ids.join(self._known.lazy(), on=_SESSION).to_native()).to_pylist():
            days[row[_SESSION]].append(row["day"])
        named: dict[str, blake2b] = defaultdict(partial(blake2b, digest_size=_DIGEST))
        nameless, some, column = blake2b(digest_size=_DIGEST), False, self._columns[folder].casefold()
        for row in (row for file in files for rows in cell_rows(file) for row in rows.to_pylist()):
            told = repr(sorted(row.items())).encode(errors="surrogatepass")
            id_: Any = next((value for name, value in row.items() if name.casefold() == column), None)
            for day in days.get(id_, ()):
                named[day].update(told)
            if id_ is None:
                some = True
                nameless.update(told)
        return {day: held.hexdigest() for day, held in named.items()}, nameless.hexdigest() if some else None

    def _rows(self, folder: str, files: Sequence[Path]) -> Frame:
        """Return the session of every row of files, and its day."""
        view = View(
            of=folder, columns=(ViewColumn(name=_SESSION, column=self._columns[folder], kind="text"),)
        )
        rows: Frame = nw.from_native(self.engine.view(view, files))
        return rows

    @cached_property
    def _columns(self) -> Mapping[str, str]:
        """In which column each table names sessions; `session_id`, where a lake has added it or nobody knows."""
        named: dict[str, str] = defaultdict(lambda: _SESSION)
        for recipe in recipes(self.source).values():
            for part in recipe.parts:
                named.update(
                    (part.view.of, read.column) for read in part.view.columns if read.name == _SESSION
                )
        return named

    @cached_property
    def _known(self) -> nw.DataFrame[Any]:
        """All sessions, each with its day and the session before it."""
        (part,) = recipes(self.source)[SESSIONS].parts
        names = [read.name for read in part.view.columns]
        previous = nw.col(_PREVIOUS) if _PREVIOUS in names else nw.lit(None, nw.String()).alias(_PREVIOUS)
        files = [file for paths in self.cells[SESSIONS].values() for file in paths]
        rows = nw.from_native(self.engine.view(part.view, files))
        found = rows.select(_SESSION, previous, day=_DAY).filter(~nw.col(_SESSION).is_null()).unique()
        return nw.from_arrow(self.engine.collect(found.to_native()), backend="polars")

    @cached_property
    def _below(self) -> Mapping[str, set[str]]:
        """For each day those on which sessions began that sessions of that day may stand above."""
        below: dict[str, set[str]] = defaultdict(set)
        own = self._known.filter(~nw.col(_PREVIOUS).is_null()).select("day", _PREVIOUS)
        above = self._known.select(nw.col(_SESSION).alias(_PREVIOUS), _above="day", _before=_PREVIOUS)
        for _ in range(_LEVELS):
            own = own.join(above, on=_PREVIOUS)
            for row in own.select("day", "_above").unique().iter_rows(named=True):
                below[row["_above"]].add(row["day"])
            own = own.select("day", nw.col("_before").alias(_PREVIOUS)).filter(~nw.col(_PREVIOUS).is_null())
        return below
