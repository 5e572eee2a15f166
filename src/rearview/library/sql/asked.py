"""A statement that is ready to run: what yields its answer, what ends it, and what there is to say of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rearview.engines.duckdb import DuckDB
from rearview.library.held import Held
from rearview.sources.agentforce.catalog import Dmo, FieldType

SQL_TYPES: dict[FieldType, str] = {
    "text": "VARCHAR",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "number": "DECIMAL(38,18)",
    "boolean": "BOOLEAN",
}
"""The type that DuckDB has for each of a field's."""

_MEMORY = "2GB"
"""What a statement may take; what is more goes to a temporary folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A statement that is ready to run."""

    answer: Callable[[], Iterator[Any]]
    """Yields the names of the columns, then Arrow record batches."""
    end: Callable[[], None]
    """Breaks it off, from another thread."""
    notes: tuple[str, ...] = ()


def opened(held: Held, **settings: str) -> DuckDB:
    """Open DuckDB on a lake, for one statement."""
    return DuckDB([held.root], memory_limit=_MEMORY, **settings)


def sql_types(dmo: Dmo) -> dict[str, str]:
    """Return the fields of a table of Data 360, each with DuckDB's type for it."""
    return {field.name: SQL_TYPES[field.type] for field in dmo.fields}


def other_columns(dmo: Dmo, frame: Any) -> dict[str, str]:
    """Return the columns that the files of a table have beyond its fields, with their types."""
    known = {field.name.casefold() for field in dmo.fields}
    held = zip(frame.columns, map(str, frame.types), strict=True)
    return {name: type_ for name, type_ in held if name.casefold() not in known}


def absent(tables: Iterable[Dmo], held: Held) -> tuple[str, ...]:
    """Say which tables the lake has nothing of: they answer as empty ones do, and may not be."""
    names = [table.api_name for table in tables if not held.files(table.folder)]
    return (f"The lake has nothing of {', '.join(names)}; whether the org has isn't known.",) if names else ()
