"""A whole extraction over a real socket: what the lake holds afterwards is what the source has."""

from pathlib import Path

import pytest

from rearview.lake.verify import verify
from rearview.sandbox.server import Behaviour
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.extract import Progress
from rearview.sources.agentforce.query import ApiName
from tests.sources.agentforce.extract.build import CORE, rig


@pytest.mark.parametrize("api", ["v3", "connect"])
def test_every_table_arrives_exactly(api: ApiName, tmp_path: Path) -> None:
    """Every table of the lake equals the source's rows, type by type, though they come in tiny parts."""
    with rig(tmp_path, api=api, behaviour=Behaviour(chunk_rows=50, page_rows=30)) as at:
        report = at.extract(CATALOG)
        assert (report.complete, report.failures, dict(report.missing)) == (True, (), {})
        assert at.differences(CATALOG) == {}
        assert {table: of.rows for table, of in report.tables.items()} == {
            table: at.source(table).num_rows for table in CATALOG
        }
        assert verify(at.root).breaches == ()


def test_a_damaged_cell_is_read_again(tmp_path: Path) -> None:
    """A file that is damaged stops no run: its cell is read anew and is whole again."""
    with rig(tmp_path) as at:
        at.extract()
        for table in CORE:
            (at.root / table / "date=2026-01-31" / "part-0000.parquet").write_bytes(b"PAR1 not really")
        assert at.extract(again=True).complete
        assert at.differences() == {}


def test_progress_is_told(tmp_path: Path) -> None:
    """Whoever watches a run sees its rows and cells grow, by table, up to what the report says."""
    seen: list[Progress] = []
    with rig(tmp_path) as at:
        at.watch = seen.append
        report = at.extract()
    last = seen[-1]
    assert (last.cells_done, last.cells) == (9, 9)
    assert last.rows == sum(of.rows for of in report.tables.values())
    assert {table: of.rows for table, of in last.tables.items()} == {
        table: of.rows for table, of in report.tables.items()
    }
    assert [progress.rows for progress in seen] == sorted(progress.rows for progress in seen)
    assert last.table in CORE
    assert last.bytes > 0
