"""Planted spans as the tree that Rearview makes of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from rearview.model.session import Tree
from rearview.model.tables import TABLES, Rows
from rearview.model.tree import build
from rearview.sources.otel import otlp_json
from rearview.sources.otel.derive import derive, families, once
from rearview.sources.otel.rows import SOURCE, Columns
from rearview.sources.otel.span import Span
from tests.sources.otel.planted import document


def rows_of(spans: Iterable[Span]) -> Rows:
    """Return the rows of spans."""
    found = derive(families(once(spans)))
    return Rows(
        **{
            table: tuple(of.row(source=SOURCE, **row) for row in _records(found.of(table)))
            for table, of in TABLES.items()
        }
    )


def _records(columns: Columns) -> Iterator[dict[str, Any]]:
    return (dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True))


def tree_of(*spans: dict[str, Any], **resource: Any) -> Tree:
    """Return the tree of spans in OTLP/JSON."""
    return build(rows_of(otlp_json.read(document(*spans, **resource)).spans))
