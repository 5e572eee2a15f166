"""What a lake has read: one entry a cell, and what follows from it.

An entry stands in two places: in the footer of the cell's file, where it is true, and in `metadata/watermark.json`,
where it is found without opening a hundred thousand files. The intervals covered and the moments when cells are due
again are derived; the file carries them for people to read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

import msgspec

from rearview.errors import BrokenLakeError
from rearview.lake.grid import Cell, Window, iso
from rearview.lake.settle import LADDER, Ladder, State, due_ms, state

NAME = "watermark.json"
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What was read of one cell."""

    window: Window | None
    read_ms: int
    """When the source was asked: what became visible later isn't in the cell."""
    rows: int
    unfinished: bool = False
    """Whether something in it, such as a session without an end, is still going to change."""

    def due_ms(self, ladder: Ladder = LADDER) -> int | None:
        """Return when the cell must be read again, if ever."""
        return due_ms(self.window, self.read_ms, unfinished=self.unfinished, ladder=ladder)

    def state(self, ladder: Ladder = LADDER) -> State:
        """Return how far the cell is to be trusted."""
        return state(self.window, self.read_ms, unfinished=self.unfinished, ladder=ladder)

    @property
    def covered(self) -> Window | None:
        """The part of the window that lay in the past when it was read."""
        if self.window is None or self.read_ms <= self.window.start_ms:
            return None
        return replace(self.window, end_ms=min(self.window.end_ms, self.read_ms))


Entries = Mapping[Cell, Entry]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries of all cells of a lake, by table."""

    tables: Mapping[str, Entries]

    def record(self, cell: Cell, entry: Entry) -> "Ledger":
        """Return a ledger in which a cell has this entry."""
        return Ledger({**self.tables, cell.table: {**self.tables.get(cell.table, {}), cell: entry}})

    def keep(self, there: Callable[[Cell], bool]) -> "Ledger":
        """Return a ledger of those cells that are there."""
        kept = {
            table: {cell: entry for cell, entry in entries.items() if there(cell)}
            for table, entries in self.tables.items()
        }
        return Ledger({table: entries for table, entries in kept.items() if entries})

    def entry(self, cell: Cell) -> Entry | None:
        """Return what is known of a cell."""
        return self.tables.get(cell.table, {}).get(cell)

    def of(self, table: str) -> list[tuple[Cell, Entry]]:
        """Return the cells of a table in order of time, that of the rows without a time last."""
        cells = self.tables.get(table, {}).items()
        return sorted(cells, key=lambda item: (item[0].start_ms is None, item[0].start_ms or 0))

    def due(self, now_ms: int, ladder: Ladder = LADDER) -> list[Cell]:
        """Return the cells that must be read again by now."""
        return [
            cell
            for table in sorted(self.tables)
            for cell, entry in self.of(table)
            if (due := entry.due_ms(ladder)) is not None and due <= now_ms
        ]

    def covered(self, table: str) -> list[Window]:
        """Return the intervals of a table that were read, joined where they touch."""
        joined: list[Window] = []
        for _, entry in self.of(table):
            span = entry.covered
            if span is None:
                continue
            if joined and joined[-1].end_ms == span.start_ms:
                joined[-1] = Window(joined[-1].start_ms, span.end_ms)
            else:
                joined.append(span)
        return joined

    def clash(self, cell: Cell, window: Window | None) -> Entry | None:
        """Return the entry of a cell that a window would cut in two."""
        if window is None:
            return None
        for _, entry in self.of(cell.table):
            if entry.window is not None and entry.window != window and entry.window.overlaps(window):
                return entry
        return None

    # -- the file --

    def dump(self, ladder: Ladder = LADDER) -> bytes:
        """Write the ledger as it lies in watermark.json."""
        tables = {
            table: {
                "covered": [[iso(span.start_ms), iso(span.end_ms)] for span in self.covered(table)],
                "cells": {str(cell.path): _dump(entry, ladder) for cell, entry in self.of(table)},
            }
            for table in sorted(self.tables)
        }
        return (
            msgspec.json.format(msgspec.json.encode({"format": FORMAT, "tables": tables}), indent=1) + b"\n"
        )

    @classmethod
    def load(cls, data: bytes) -> "Ledger":
        """Read a ledger from watermark.json."""
        try:
            file = msgspec.json.decode(data, type=_File)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise BrokenLakeError.unreadable_state(NAME, error) from error
        if file.format != FORMAT:
            raise BrokenLakeError.unknown_format(NAME, file.format, FORMAT)
        return cls({name: dict(_entries(table)) for name, table in file.tables.items()})


class _Cell(msgspec.Struct):
    """One cell in watermark.json."""

    read_ms: int
    rows: int
    start_ms: int | None = None
    end_ms: int | None = None
    unfinished: bool = False


class _Table(msgspec.Struct):
    """One table in watermark.json."""

    cells: dict[str, _Cell]


class _File(msgspec.Struct):
    """What of watermark.json is read back."""

    format: int
    tables: dict[str, _Table]


def _dump(entry: Entry, ladder: Ladder) -> dict[str, Any]:
    due = entry.due_ms(ladder)
    window = entry.window
    return {
        **({} if window is None else {"start_ms": window.start_ms, "end_ms": window.end_ms}),
        "read_ms": entry.read_ms,
        "rows": entry.rows,
        **({"unfinished": True} if entry.unfinished else {}),
        "state": entry.state(ladder),
        **({} if due is None else {"due": iso(due)}),
    }


def _entries(table: _Table) -> Iterator[tuple[Cell, Entry]]:
    for path, stored in table.cells.items():
        cell = Cell.at(PurePosixPath(path))
        if cell is None or cell.start_ms != stored.start_ms:
            raise BrokenLakeError.misnamed_cell(path)
        timed = stored.start_ms is not None and stored.end_ms is not None
        window = Window(stored.start_ms or 0, stored.end_ms or 0) if timed else None
        entry = Entry(window=window, read_ms=stored.read_ms, rows=stored.rows, unfinished=stored.unfinished)
        yield cell, entry
