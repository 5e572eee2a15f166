"""What a lake holds, in a few words, by what its files say of themselves: no row is read."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from rearview.library.notebook import moment
from rearview.model.tables import TABLES
from rearview.sources.canonical import recipes

if TYPE_CHECKING:
    from rearview.library.lake import Lake


def contents(lake: "Lake") -> Iterator[tuple[str, str]]:
    """Yield what is to be said of a lake, each with what it is about."""
    for held in lake.places:
        yield "Folder", f"{held.root} ({held.source})"
    if lake.since_ms is not None or lake.until_ms is not None:
        since = "the beginning" if lake.since_ms is None else moment(lake.since_ms)
        until = "the end" if lake.until_ms is None else moment(lake.until_ms)
        yield "Sessions that began", f"from {since} until {until} UTC"
    if lake.agents:
        yield "Agents", ", ".join(lake.agents)
    for table in TABLES:
        rows = _rows(lake, table)
        if rows:
            yield f"lake.{table}", f"{'' if _is_plain(lake, table) else 'up to '}{rows:,} rows"
    yield "To ask", 'lake.ask("topics"); every question: rearview ask'


def _rows(lake: "Lake", table: str) -> int:
    """Return how many rows the files have from which a table is made, of every part of it."""
    return sum(
        pq.read_metadata(file).num_rows
        for held in lake.places
        for part in recipes(held.source)[table].parts
        for file in held.files(part.view.of, lake.since_ms, lake.until_ms)
    )


def _is_plain(lake: "Lake", table: str) -> bool:
    """Whether every row of a table's files is one of the table's."""
    parts = [part for held in lake.places for part in recipes(held.source)[table].parts]
    dated = lake.since_ms is not None or lake.until_ms is not None
    return not dated and not lake.agents and all(part.found is None and part.where is None for part in parts)
