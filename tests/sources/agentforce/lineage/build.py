"""Lakes filled from rows of DMOs, children before those they hang on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from rearview.lake.grid import DAY_MS, Window, moment
from rearview.lake.identity import Identity
from rearview.lake.scan import files
from rearview.lake.staging import Staging
from rearview.lake.writer import Writer
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.storage import layout, schema
from rearview.sources.agentforce.lineage import Lineage

Rows = Mapping[str, pa.Table]

IDENTITY = Identity(source="tests", org="00D000000000001")
DAY = 20_000 * DAY_MS
TODAY = Window(DAY, DAY + DAY_MS)
READ_MS = DAY + 2 * DAY_MS


def rows(folder: str, *values: Mapping[str, Any]) -> pa.Table:
    """Rows of a DMO that happened as the day began; null where nothing is said."""
    dmo = CATALOG[folder]
    return pa.Table.from_pylist([{dmo.time: moment(DAY), **row} for row in values], schema=schema(dmo))


def stage(
    lake: Writer, folder: str, found: pa.Table, window: Window | None = TODAY, *, read_ms: int = READ_MS
) -> Staging:
    """Stage a cell, in up to three chunks."""
    staging, share = lake.begin(folder, window, read_ms=read_ms), found.num_rows // 3 + 1
    for number in range(min(3, max(1, found.num_rows))):
        staging.put(number, found.slice(number * share, share), layout(CATALOG[folder]))
    return staging


def commit(lake: Writer, *staged: Staging) -> None:
    """Commit cells, each with the sessions that can be found."""
    lineage = Lineage(lake.root, lake.ledger, staged)
    for staging in staged:
        lake.commit(staging, layout(CATALOG[staging.ticket.table]), fill=lineage.fill(staging))


def write(lake: Writer, found: Rows, window: Window | None = TODAY, *, read_ms: int = READ_MS) -> None:
    """Write a cell of each table."""
    order = reversed([folder for folder in CATALOG if folder in found])
    commit(lake, *[stage(lake, folder, found[folder], window, read_ms=read_ms) for folder in order])


def table_of(root: Path, folder: str) -> pa.Table:
    """All rows of a table in a lake."""
    return pa.concat_tables([pq.ParquetFile(file).read() for file in files(root, folder)])
