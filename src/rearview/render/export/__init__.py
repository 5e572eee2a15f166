"""The forms in which sessions leave Rearview, as a registry: what each is for, and what writes it.

A form is of whole sessions, or of rows: then each canonical table is a file of its own, unless all go into one. It must
import no form before it is asked for.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from rearview.model.session import Tree

if TYPE_CHECKING:
    import pyarrow as pa

TreeWriter: TypeAlias = Callable[[Tree], Iterator[bytes]]
RowWriter: TypeAlias = Callable[[str, Iterable["pa.Table"]], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One form."""

    name: str
    meaning: str
    of: Literal["session", "rows", "table"]
    """What one file holds: a session, the rows of all tables, or those of one."""
    writers: Mapping[str, str]
    """What a file may end in, the usual first, and what writes such a file."""

    @property
    def ending(self) -> str:
        """What its files end in."""
        return next(iter(self.writers))

    def tree_writer(self, ending: str = "") -> TreeWriter:
        """Return what writes a session."""
        writer: TreeWriter = self._load(ending)
        return writer

    def row_writer(self) -> RowWriter:
        """Return what writes the rows of a table."""
        writer: RowWriter = self._load("")
        return writer

    def _load(self, ending: str) -> Any:
        module, _, function = self.writers.get(ending, self.writers[self.ending]).partition(":")
        return getattr(import_module(module), function)


_HERE = "rearview.render.export"

FORMATS: dict[str, Format] = {
    form.name: form
    for form in (
        Format(
            name="json",
            meaning="The session as a tree, with every column.",
            of="session",
            writers={".json": "rearview.render.tree_json:show"},
        ),
        Format(
            name="ndjson",
            meaning="Its rows as JSON, one a line, each with the name of its table.",
            of="rows",
            writers={".ndjson": f"{_HERE}.ndjson:show", ".jsonl": f"{_HERE}.ndjson:show"},
        ),
        Format(
            name="csv",
            meaning="Its rows as CSV, a file for each table.",
            of="table",
            writers={".csv": f"{_HERE}.csv:show"},
        ),
        Format(
            name="parquet",
            meaning="Its rows as Parquet, a file for each table.",
            of="table",
            writers={".parquet": f"{_HERE}.parquet:show"},
        ),
        Format(
            name="html",
            meaning="One page to read or to send, which needs no other file and no network.",
            of="session",
            writers={".html": "rearview.render.html:show"},
        ),
        Format(
            name="perfetto",
            meaning="A picture of its time, with a lane for each agent, for the Perfetto UI or chrome://tracing.",
            of="session",
            writers={".json": f"{_HERE}.perfetto:show"},
        ),
        Format(
            name="otlp",
            meaning="OpenTelemetry's traces, as JSON, or as protobuf where the file ends in .pb.",
            of="session",
            writers={".json": f"{_HERE}.otlp:json", ".pb": f"{_HERE}.otlp:protobuf"},
        ),
        Format(
            name="openinference",
            meaning="The same, with the attributes of OpenInference too.",
            of="session",
            writers={
                ".json": f"{_HERE}.otlp:openinference_json",
                ".pb": f"{_HERE}.otlp:openinference_protobuf",
            },
        ),
    )
}
"""Every form by its name."""

ALIASES = {"jsonl": "ndjson"}
"""Other names by which people know a form."""
