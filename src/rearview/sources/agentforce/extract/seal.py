"""The last look at a cell's rows, as they are written in their order: no key may be there twice.

Counts and ends of chunks are compared when they come; only here do all rows of a cell pass by in order. This is also
where a commit can still be given up, since nothing is in its place yet.
"""

import threading
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec
import pyarrow as pa
import pyarrow.compute as pc

from rearview.errors import IncompleteError
from rearview.lake.writer import Fill
from rearview.sources.agentforce.wire import Stopped

_REASON = "another row has the same key"


class Seal:
    """Watches the rows of one cell, and lets them have their own columns."""

    def __init__(
        self, cell: object, key: str, *, fill: Fill | None, ending: threading.Event, collated: bool
    ) -> None:
        self.doubles: list[dict[str, str]] = []
        """The rows that were left out since another has the same key."""
        self._cell = cell
        self._key = key
        self._fill = fill
        self._ending = ending
        self._collated = collated
        self._last: dict[str, Any] | None = None

    def __call__(self, rows: pa.Table) -> pa.Table:
        """Return rows with their own columns, and without those whose key another row has."""
        if self._ending.is_set():
            raise Stopped
        if self._has_doubles(rows):
            rows = pa.Table.from_pylist(list(self._single(rows.to_pylist())), rows.schema)
        if rows.num_rows:
            (self._last,) = rows.slice(rows.num_rows - 1).to_pylist()
        return rows if self._fill is None else self._fill(rows)

    def _has_doubles(self, rows: pa.Table) -> bool:
        keys = rows[self._key].combine_chunks()
        if self._last is not None:
            keys = pa.concat_arrays([pa.array([self._last[self._key]], keys.type), keys])
        again = pc.equal(keys.slice(1), keys.slice(0, max(0, len(keys) - 1)))
        return bool(pc.any(again).as_py())

    def _single(self, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Yield one row of each key, whichever order they came in the same one; note the others."""
        for key, group in groupby(rows, key=lambda row: row[self._key]):
            alike = sorted(group, key=repr)
            written = self._last is not None and self._last[self._key] == key
            for row in alike if written else alike[1:]:
                self._leave_out(row, beside=self._last if written else alike[0])
            if not written:
                yield alike[0]

    def _leave_out(self, row: dict[str, Any], *, beside: dict[str, Any] | None) -> None:
        if self._collated and row == beside:
            # Where chunks may overlap, nothing else tells a chunk that came twice from a row that is there twice.
            raise IncompleteError.repeated(self._cell)
        raw = msgspec.json.encode(row).decode()
        self.doubles.append({"cell": str(self._cell), "reason": _REASON, "raw": raw})
