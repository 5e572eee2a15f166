"""The canonical rows of spans, as they are found. It must not know what a span means."""

from typing import Any, TypeAlias

SOURCE = "otel"

Row: TypeAlias = dict[str, Any]


class Rows:
    """Rows of all tables."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = {}

    def add(self, table: str, **values: Any) -> None:
        """Add a row; what isn't named is null."""
        self.tables.setdefault(table, []).append(values)

    def of(self, table: str) -> list[Row]:
        """Return the rows of a table."""
        return self.tables.get(table, [])
