"""The files of a lake as recipes see them: through one engine, and no more of them than a period needs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import narwhals as nw

from rearview.engines.engine import Engine
from rearview.engines.view import View
from rearview.lake.columns import nulls
from rearview.sources.canonical import Frame


class Files(Protocol):
    """Says which files hold the rows of a source's table."""

    def __call__(self, folder: str) -> Sequence[Path]:
        """Return the files of a table."""
        ...


class Shelf:
    """What recipes read from. A view is opened once, however many recipes ask for it."""

    def __init__(self, engine: Engine[Any], files: Files) -> None:
        self._engine = engine
        self._files = files
        self._opened: dict[View, Frame] = {}

    def view(self, view: View) -> Frame:
        """Return files as a view shows them."""
        if view not in self._opened:
            self._opened[view] = nw.from_native(self._engine.view(view, self._files(view.of)))
        return self._opened[view]

    def few(self, rows: Frame) -> Frame | None:
        """Return rows that are few, found once and not each time they are read; None if there is none."""
        found: Frame = nw.from_native(self._engine.hold(rows.to_native()))
        return found if self._engine.collect(found.head(1).to_native()).num_rows else None

    def holes(self, view: View, column: str) -> Frame | None:
        """Return those rows that lack a value in a column of a view; None if there is none, by what files say."""
        held = next(read.column for read in view.columns if read.name == column)
        files = [file for file in self._files(view.of) if nulls(file, held)]
        if not files:
            return None
        frame: Frame = nw.from_native(self._engine.view(view, files))
        return frame.filter(nw.col(column).is_null())
