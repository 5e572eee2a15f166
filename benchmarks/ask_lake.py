"""A lake of as many steps as wanted, out of the stand-in's generator: every cell as an extraction writes it.

The generator's files have neither order nor `session_id`; DuckDB finds the sessions and sorts, a day and a table at a
time, and the lake's own writer writes, so that what is measured has the row groups, filters and indexes of a lake.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from rearview.lake.disk import Disk
from rearview.lake.grid import Cell, Window, milliseconds
from rearview.lake.identity import Identity, dump
from rearview.lake.ledger import NAME, Entry, Ledger
from rearview.lake.parquet import row_groups, write_cell
from rearview.library.facts.derive import folders
from rearview.sandbox.org.generate import generate
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.storage import layout
from rearview.sources.agentforce.catalog.ways import SESSION_ID, owns_session, session_field, ways

DAYS = 10


def build(root: Path, sessions: int, tables: Sequence[str] = ()) -> None:
    """Write a lake of so many sessions; with all tables that analyses read, where none are named."""
    root.parent.mkdir(parents=True, exist_ok=True)
    chosen = [folder for folder in CATALOG if folder in (tables or folders("agentforce"))]
    with tempfile.TemporaryDirectory(dir=root.parent) as generated:
        began = time.perf_counter()
        rows = generate(Path(generated), sessions_per_day=sessions // DAYS, days=DAYS, tables=chosen)
        print(f"{rows:,} rows generated in {time.perf_counter() - began:,.0f} s", flush=True)
        _fill(Path(generated), root, chosen)


def _fill(generated: Path, root: Path, tables: list[str]) -> None:
    disk, ledger = Disk(), Ledger({})
    disk.make_folder(root / "metadata")
    (root / "metadata" / "lake.json").write_bytes(
        dump(Identity(source="agentforce"), created_with="a benchmark")
    )
    for day in sorted({path.name for path in generated.glob("*/date=*")}):
        began = time.perf_counter()
        with duckdb.connect() as connection:
            for table in tables:
                folder = generated / table / day
                if folder.exists():
                    ledger = _cell(connection, disk, root, folder, ledger)
        print(f"{day} written in {time.perf_counter() - began:,.0f} s", flush=True)
    disk.store(root / "metadata" / NAME, ledger.dump())


def _cell(
    connection: duckdb.DuckDBPyConnection, disk: Disk, root: Path, folder: Path, ledger: Ledger
) -> Ledger:
    """Write one cell, and remember which session each of its rows belongs to."""
    table = folder.parent.name
    kept, dmo = layout(CATALOG[table]), CATALOG[table]
    connection.execute(
        f"CREATE VIEW raw_{table} AS SELECT * FROM read_parquet('{folder}/*.parquet', hive_partitioning=false)"  # noqa: S608 - names of ours
    )
    whole = f"SELECT raw.*{_session(table, connection)} FROM raw_{table} AS raw"  # noqa: S608 - names of ours
    order = ", ".join(f'"{name}" NULLS LAST' for name in kept.order)
    reader = connection.sql(f"{whole} ORDER BY {order}" if order else whole).to_arrow_reader(65_536)
    day = folder.name.partition("=")[2]
    cell = Cell(table, None) if day.startswith("_") else _cell_of(table, day)
    window = None if cell.start_ms is None else Window(cell.start_ms, cell.start_ms + 86_400_000)
    place = root / cell.path
    disk.make_folder(place.parent)
    groups = row_groups(pa.Table.from_batches([batch]) for batch in reader)
    entry = write_cell(
        disk,
        place,
        reader.schema,
        groups,
        layout=kept,
        entry=Entry(window=window, read_ms=0, rows=0),
        own=[SESSION_ID],
    )
    own = session_field(table) or (SESSION_ID if owns_session(table) else None)
    if own is not None:
        named = f'SELECT "{dmo.key}" AS id, any_value("{own}") AS session FROM read_parquet(\'{place}\') GROUP BY 1'  # noqa: S608 - names of ours
        connection.execute(f"CREATE TABLE of_{table} AS {named}")
    return ledger.record(cell, entry)


def _session(table: str, connection: duckdb.DuckDBPyConnection) -> str:
    """Return the column that holds the session of a row, found by the first link that leads to one."""
    if not owns_session(table):
        return ""
    known = (
        connection.sql("SELECT table_name FROM duckdb_tables()").to_arrow_table()["table_name"].to_pylist()
    )
    found = [
        f'(SELECT session FROM of_{link.to} WHERE id = trim(raw."{link.field}", \'"\'))'  # noqa: S608 - names of ours
        for link in ways(table)
        if f"of_{link.to}" in known and link.to != "steps"
    ]
    return f", coalesce({', '.join([*found, 'NULL'])}) AS {SESSION_ID}"


def _cell_of(table: str, day: str) -> Cell:
    from datetime import UTC, datetime

    return Cell(table, milliseconds(datetime.fromisoformat(day).replace(tzinfo=UTC)))


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
