"""Canonical rows as NDJSON, CSV and Parquet."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rearview.library import load_session, open_lake
from rearview.model.tables import TABLES
from rearview.render.export import FORMATS
from rearview.render.export.lake import batches, roots
from rearview.render.export.rows import schema_of, tables_of
from tests.lakes import agentforce_lake, older_folder, snapshot_lake
from tests.render.export.planted import hostile, planted

COUNTS = {"sessions": 2, "turns": 3, "steps": 6, "messages": 2, "usage": 2, "logs": 1, "assessments": 1}


def test_every_row_is_there_once() -> None:
    """Each row of a tree is in its table, wherever in the tree it stands; what nobody recorded is in none."""
    tables = tables_of(planted())
    assert {name: rows.num_rows for name, rows in tables.items() if rows.num_rows} == COUNTS
    assert tables["steps"]["step_id"].to_pylist() == ["llm", "a", "b", "ask", "check", "track"]


def test_rows_of_a_recorded_run(example: Path) -> None:
    """A run's logs hang at steps, turns and sessions, and all of them are there."""
    tree = load_session(example)
    rows = tables_of(tree)
    assert rows["steps"].num_rows == sum(1 for _ in tree.steps())
    assert set(rows["logs"]["session_id"].to_pylist()) == {session.session_id for session in tree.sessions}


@pytest.mark.parametrize("table", TABLES)
def test_parquet_is_what_was_written(table: str) -> None:
    """Parquet has the names and types of the model, and batch after batch comes back as one table."""
    rows = tables_of(planted())[table]
    made = b"".join(FORMATS["parquet"].row_writer()(table, [rows, rows]))
    read = pq.read_table(io.BytesIO(made))
    assert read.schema.equals(schema_of(table))
    assert read.to_pylist() == rows.to_pylist() * 2


def test_parquet_holds_no_more_than_a_batch() -> None:
    """What was written of a batch is handed on before the next is asked for."""
    rows = tables_of(planted())["steps"]
    asked = handed = 0

    def coming() -> Iterator[pa.Table]:
        nonlocal asked
        for _ in range(3):
            asked += 1
            yield rows

    for chunk in FORMATS["parquet"].row_writer()("steps", coming()):
        if asked < 3:
            handed += len(chunk)
    assert handed > 2 * 500


def test_ndjson_names_its_tables() -> None:
    """A line is a row with the name of its table, and every column."""
    write = FORMATS["ndjson"].row_writer()
    rows = tables_of(planted())["steps"]
    lines = [json.loads(line) for line in b"".join(write("steps", [rows])).splitlines()]
    assert lines == [{"table": "steps", **row} for row in rows.to_pylist()]


def test_csv_is_read_as_it_was() -> None:
    """CSV has the table's columns in their order, and a row for each row; null is nothing."""
    rows = tables_of(planted())["steps"]
    made = b"".join(FORMATS["csv"].row_writer()("steps", [rows])).decode()
    read = list(csv.DictReader(io.StringIO(made)))
    assert list(read[0]) == [column.name for column in TABLES["steps"].columns]
    assert [row["step_id"] for row in read] == rows["step_id"].to_pylist()
    assert [row["error"] for row in read] == [*[""] * 5, "timeout after 1 s"]


def test_csv_runs_no_formula() -> None:
    """No cell begins like a formula, however it is quoted."""
    tables = tables_of(hostile())
    made = b"".join(FORMATS["csv"].row_writer()("messages", [tables["messages"]])).decode()
    cells = [cell for row in csv.reader(io.StringIO(made)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("folder", [agentforce_lake, older_folder, snapshot_lake])
def test_a_lake_comes_whole(folder: pytest.FixtureRequest) -> None:
    """Table by table, the batches of a lake hold the rows that the lake holds, in the types of the model."""
    lake = open_lake(folder())  # type: ignore[operator]
    for table in TABLES:
        found = list(batches(lake, table))
        assert all(batch.schema.equals(schema_of(table)) for batch in found)
        assert sum(batch.num_rows for batch in found) == lake.collect(lake.frame(table)).num_rows


def test_the_sessions_of_a_part(example: Path) -> None:
    """Of a period or an agent, those are exported that call nobody's, or call one that is meant."""
    lake = open_lake(snapshot_lake())
    root = load_session(example).root.session_id
    assert list(roots(lake)) == [root]
    assert list(roots(lake.of_agents("web-search"))) == [root]
    assert list(roots(lake.of_agents("nobody"))) == []
    assert list(roots(lake.period(until_ms=0))) == []
