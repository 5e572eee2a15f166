"""Writing an org: the same rows as it shows in the end, in files that anyone can read."""

# ruff: noqa: S608 - the SQL is put together from the catalog's names and the test's own words

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from rearview.errors import AccessError, ArgumentError
from rearview.sandbox.org import Org
from rearview.sandbox.org import generate as generated
from rearview.sandbox.org.generate import generate
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.storage import schema


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three days of a small org."""
    made = tmp_path_factory.mktemp("generated")
    generate(made, sessions_per_day=25, days=3)
    return made


def shown(org: Org, table: str) -> pa.Table:
    """Return a table as the org shows it in the end."""
    rows = pa.concat_tables(org.rows(table))
    return rows.filter(pc.is_null(rows["gone_ms"])).drop_columns(["visible_ms", "gone_ms"])


@pytest.mark.parametrize("table", ["sessions", "steps", "tags", "retriever_metrics"])
def test_files_hold_what_the_org_shows_in_the_end(table: str, folder: Path) -> None:
    """Later versions only, nothing that was erased, in the columns and types of the catalog."""
    written = pa.concat_tables(
        [pq.read_table(file, partitioning=None) for file in sorted((folder / table).rglob("*.parquet"))]
    )
    assert written.schema == schema(CATALOG[table])
    assert written.equals(shown(Org(sessions_per_day=25, days=3), table))


def test_each_day_has_a_folder(folder: Path) -> None:
    """A conversation lies under the day on which it began; what belongs to no day lies apart."""
    assert sorted(path.name for path in (folder / "messages").iterdir()) == [
        "date=2026-01-30",
        "date=2026-01-31",
        "date=2026-02-01",
    ]
    assert [path.name for path in (folder / "tags").iterdir()] == ["date=__HIVE_DEFAULT_PARTITION__"]


def test_anyone_can_read_it(folder: Path) -> None:
    """A reader that knows nothing of this project takes the folders for a partitioned table."""
    (row,) = duckdb.execute(
        f"SELECT count(*), count(DISTINCT date) FROM read_parquet('{folder}/sessions/*/*.parquet', hive_partitioning=true)"
    ).fetchall()
    assert row == (shown(Org(sessions_per_day=25, days=3), "sessions").num_rows, 3)


def test_nothing_unfinished_is_left(folder: Path) -> None:
    """Every file has its own name, and a table without rows has no folder."""
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} == {".parquet"}
    assert {path.name for path in folder.iterdir()} < set(CATALOG) - {"gateway_request_llm"}


def test_several_processes_write_the_same(tmp_path: Path) -> None:
    """How the work is shared makes no difference, byte by byte."""
    written = [
        generate(tmp_path / name, sessions_per_day=20, days=2, tables=["steps"], processes=processes)
        for name, processes in (("one", 1), ("two", 2))
    ]
    assert written[0] == written[1] == shown(Org(sessions_per_day=20, days=2), "steps").num_rows
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of all files below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.parquet")}


def test_progress_is_told(tmp_path: Path) -> None:
    """After each part whoever watches is told how many rows there are, and how many parts are done."""
    told: list[generated.Progress] = []
    rows = generate(tmp_path, sessions_per_day=5, days=3, tables=["sessions", "tags"], watch=told.append)
    assert [(progress.done, progress.of) for progress in told] == [(1, 3), (2, 3), (3, 3)]
    assert sorted({progress.rows for progress in told}) == [progress.rows for progress in told]
    assert told[-1].rows == rows


def test_large_days_are_cut_into_parts(tmp_path: Path) -> None:
    """A day of many conversations lies in several files, whose size doesn't grow with the day."""
    sessions = generated.PART_CONVERSATIONS + 1
    generate(tmp_path, sessions_per_day=sessions, days=1, tables=["sessions"], processes=1)
    (day,) = (tmp_path / "sessions").iterdir()
    assert sorted(path.name for path in day.iterdir()) == ["part-0000.parquet", "part-0001.parquet"]
    assert pq.read_metadata(day / "part-0001.parquet").num_rows == 1


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    """Files of two orgs would mix into one that is neither."""
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(ArgumentError, match="isn't empty"):
        generate(tmp_path, sessions_per_day=1, days=1)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_what_the_system_refuses_is_said(tmp_path: Path) -> None:
    """Where nothing can be written, the error names the folder."""
    (tmp_path / "file").write_text("")
    with pytest.raises(AccessError, match=r"write to .*/file: Not a directory"):
        generate(tmp_path / "file", sessions_per_day=1, days=1)
