"""The fence around DuckDB: whatever SQL it is given, it stays inside its folders; and what an engine's name loads."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pyarrow as pa
import pytest

from rearview.engines import open_engine

Write = Callable[..., Path]


@pytest.fixture
def sql(tmp_path: Path, write: Write) -> Callable[[str], list[Any]]:
    """Run any SQL where a view of the test's files runs."""
    frame = open_engine("duckdb", [tmp_path]).scan([write({"Id": ["a"]})])
    return lambda query: frame.query("steps", query).fetchall()


def test_sql_reads_what_the_engine_was_opened_on(sql: Callable[[str], list[Any]], tmp_path: Path) -> None:
    """SQL over a frame, or over a file in the folder, is answered."""
    assert sql('SELECT "Id" FROM steps') == [("a",)]
    assert sql(f"SELECT \"Id\" FROM '{tmp_path}/steps/part-0000.parquet'") == [("a",)]  # noqa: S608 - that is the point


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('/etc/hostname')",
        "SELECT * FROM read_text('{folder}/../other/file')",
        "SELECT * FROM read_csv('https://example.com/x.csv')",
        "SELECT * FROM 'https://example.com/x.parquet'",
        "ATTACH '{folder}/../other.duckdb'",
        "COPY (SELECT 1) TO '{folder}2/out.csv'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET temp_directory = '/'",
        "SELECT * FROM outside",
    ],
)
def test_sql_leads_nowhere_else(query: str, sql: Callable[[str], list[Any]], tmp_path: Path) -> None:
    """Other files, the network, extensions, settings and Python's own variables are out of reach."""
    outside = pa.table({"x": [1]})
    assert outside.num_rows == 1
    with pytest.raises(duckdb.Error, match=r"Permission Error|has been locked|does not exist"):
        sql(query.format(folder=tmp_path))


def test_the_time_zone_is_utc(sql: Callable[[str], list[Any]]) -> None:
    """The machine's zone changes no answer."""
    assert sql("SELECT current_setting('TimeZone')") == [("UTC",)]


def test_what_outgrows_memory_leaves_the_working_folder_alone(sql: Callable[[str], list[Any]]) -> None:
    """The folder for it is the process' own and readable by nobody else."""
    ((folder,),) = sql("SELECT current_setting('temp_directory')")
    assert Path(folder).stat().st_mode & 0o777 == 0o700


def test_an_engine_is_loaded_when_it_is_opened() -> None:
    """Naming the engines and their views loads none of their libraries; opening one loads that one."""
    code = """
import sys, rearview.engines.view, rearview.engines.binding
libraries = {"polars", "duckdb", "pyarrow", "narwhals"}
print(sorted(libraries & set(sys.modules)))
rearview.engines.open_engine("duckdb", [])
print(sorted(libraries & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["[]", "['duckdb']"]


def test_answers_come_as_arrow(tmp_path: Path, write: Write) -> None:
    """Whatever the engine, an answer can be handed to any other library."""
    for name in ("polars", "duckdb"):
        engine = open_engine(name, [tmp_path])
        answer = nw.from_native(engine.collect(engine.scan([write({"Id": ["a"]})])))
        assert answer.to_dict(as_series=False) == {"Id": ["a"], "date": [None]}
