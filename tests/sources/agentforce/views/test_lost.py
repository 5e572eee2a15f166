"""Rows whose cell doesn't know their session are found by what they hang on, on every engine."""

import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rearview.library import open_lake
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.ways import SESSION_ID, owns_session
from tests.lakes import agentforce_lake, older_folder


@pytest.fixture(scope="session")
def forgetful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The org's lake, in which no cell knows the session of a row that doesn't name it."""
    root = tmp_path_factory.mktemp("forgetful") / "lake"
    shutil.copytree(agentforce_lake(), root)
    for folder in filter(owns_session, CATALOG):
        for file in (root / folder).rglob("*.parquet"):
            rows = pq.ParquetFile(file).read()
            place = rows.schema.get_field_index(SESSION_ID)
            pq.write_table(rows.set_column(place, SESSION_ID, pa.nulls(rows.num_rows, pa.string())), file)
    return root


def _rows(place: Path, engine: str, table: str) -> list[str]:
    lake = open_lake(place, engine)
    rows: list[dict[str, Any]] = lake.collect(lake.frame(table).drop("date")).to_pylist()
    return sorted(map(repr, rows))


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("table", ["steps", "usage", "assessments"])
def test_sessions_are_found_through_what_rows_hang_on(engine: str, table: str, forgetful: Path) -> None:
    """The frame is the same, row by row, as where every cell knows its sessions."""
    assert _rows(forgetful, engine, table) == _rows(agentforce_lake(), engine, table)


def test_one_session_is_found_whole(forgetful: Path) -> None:
    """A tree is the same, too."""
    known = open_lake(agentforce_lake())
    for session_id in known.collect(known.frame("sessions"))["session_id"].to_pylist()[::17]:
        assert open_lake(forgetful).session(session_id) == known.session(session_id)


@pytest.mark.parametrize("table", ["turns", "steps", "moments"])
def test_the_older_layout_holds_the_same(table: str) -> None:
    """Rows that were all texts, in folders of another extractor, mean what they mean in a lake."""
    assert _rows(older_folder(), "polars", table) == _rows(agentforce_lake(), "polars", table)


def test_the_older_layout_knows_agents_by_moments() -> None:
    """Without participants the agent is that of the moments, and sessions without a moment have none."""
    whole, older = (open_lake(place) for place in (agentforce_lake(), older_folder()))
    agents = dict(whole.sessions.select("session_id", "agent").collect().iter_rows())
    summed_up = set(whole.moments.collect()["session_id"])
    for session_id, agent in older.sessions.select("session_id", "agent").collect().iter_rows():
        assert agent == (agents[session_id] if session_id in summed_up else None)
    assert summed_up
    assert {
        table: older.frame(table).select("source").collect().shape[0] for table in ("messages", "usage")
    } == {
        "messages": 0,
        "usage": 0,
    }
