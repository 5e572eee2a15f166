"""An export as a command runs it: from one session or a lake of them, to a file, a folder or a collector.

Owns where the pieces go. It must never know a form from inside.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from rearview.cli.output import opened
from rearview.errors import AccessError, ArgumentError
from rearview.model.tables import TABLES
from rearview.render.export import Format

if TYPE_CHECKING:
    import pyarrow as pa

    from rearview.cli.collector import Collector
    from rearview.model.session import Tree
    from rearview.render.redaction import Redaction

    Batches = Callable[[str], Iterable[pa.Table]]

TRACES = ("otlp", "openinference")
"""The forms that a collector takes."""
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporting:
    """Which form is wanted, where it goes, and what is left out of it."""

    form: Format
    output: Path | None
    table: str | None = None
    redaction: "Redaction | None" = None
    collector: "Collector | None" = None

    def one(self, tree: "Tree") -> None:
        """Export one session."""
        tree = self._redacted(tree)
        if self.collector is not None:
            self.collector.send(self.form.tree_writer(".pb")(tree))
        elif self.form.of == "session":
            self._write(self.output, self.form.tree_writer(_ending(self.output))(tree))
        else:
            from rearview.render.export.rows import tables_of

            held = tables_of(tree)
            self._rows(lambda table: [held[table]])

    def each(self, trees: Iterable["Tree"], *, told: Callable[[int], None]) -> int:
        """Export many sessions, each by itself; return how many there were."""
        folder = None if self.collector is not None else self._folder("session")
        done = 0
        for done, tree in enumerate(trees, start=1):
            if folder is None:
                self.one(tree)
            else:
                path = folder / f"{file_name(tree.root.session_id)}{self.form.ending}"
                self._write(path, self.form.tree_writer()(self._redacted(tree)))
            told(done)
        return done

    def rows(self, batches: "Batches") -> None:
        """Export the rows of many sessions, table by table."""
        redaction = self.redaction
        if redaction is None:
            self._rows(batches)
        else:
            from rearview.render.export.redacted import without_private

            self._rows(lambda table: without_private(redaction, table, batches(table)))

    def _redacted(self, tree: "Tree") -> "Tree":
        return tree if self.redaction is None else self.redaction.tree(tree)

    def _rows(self, batches: "Batches") -> None:
        write = self.form.row_writer()
        tables = TABLES if self.table is None else (self.table,)
        if self.form.of == "rows" or self.table is not None:
            self._write(self.output, (chunk for table in tables for chunk in write(table, batches(table))))
            return
        folder = self._folder("table")
        for table in tables:
            self._write(folder / f"{table}{self.form.ending}", write(table, batches(table)))

    def _write(self, path: Path | None, chunks: Iterator[bytes]) -> None:
        with opened(path) as sink:
            sink.write(chunks)

    def _folder(self, several: str) -> Path:
        if self.output is None:
            raise ArgumentError.no_folder(self.form.name, several=several)
        try:
            self.output.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AccessError.of(error, doing=f"make the folder {self.output}") from error
        return self.output


def file_name(session_id: str) -> str:
    """Return a name for a session's file: its id, if that can be one, else what can't be taken for another's."""
    name = quote(session_id, safe=" ()+,;=@") or "session"
    if name.startswith("."):
        name = f"%2E{name[1:]}"
    if len(name) <= _LONGEST_NAME:
        return name
    return f"{name[:_LONGEST_NAME]}-{sha256(session_id.encode()).hexdigest()[:16]}"


def _ending(path: Path | None) -> str:
    return "" if path is None else path.suffix.lower()
