"""The canonical rows of spans, as they are found. It must not know what a span means.

They are kept column by column: there are many rows, and nobody looks at one of them again.
"""

from typing import Any, TypeAlias

from rearview.model.tables import TABLES

SOURCE = "otel"

Columns: TypeAlias = dict[str, list[Any]]


class Rows:
    """Rows of all tables."""

    def __init__(self) -> None:
        self._tables: dict[str, Columns] = {
            table: {column.name: [] for column in of.columns if column.name != "source"}
            for table, of in TABLES.items()
        }

    def add(self, table: str, **values: Any) -> None:
        """Add a row; what isn't named is null."""
        told = values.get
        for name, column in self._tables[table].items():
            column.append(told(name))

    def of(self, table: str) -> Columns:
        """Return the rows of a table, the source aside, which is the same for all."""
        return self._tables[table]
