"""Sessions that became known too late."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from rearview.lake.grid import DAY_MS, Cell, Window
from rearview.lake.scan import cells
from rearview.lake.verify import verify
from rearview.lake.writer import Writer
from rearview.sources.agentforce.catalog import CATALOG
from rearview.sources.agentforce.catalog.storage import layout
from rearview.sources.agentforce.lineage import refill
from tests.sources.agentforce.lineage.build import (
    DAY,
    IDENTITY,
    READ_MS,
    TODAY,
    Rows,
    rows,
    stage,
    table_of,
    write,
)

LATER_MS = READ_MS + 1000
STEPS: Rows = {
    "steps": rows(
        "steps",
        {"ssot__Id__c": "a", "ssot__AiAgentInteractionId__c": "t1", "ssot__GenerationId__c": "g"},
        {"ssot__Id__c": "b", "ssot__AiAgentInteractionId__c": "t2", "ssot__OutputValueText__c": "é\x00"},
    )
}
TURNS: Rows = {"interactions": rows("interactions", {"ssot__Id__c": "t1", "ssot__AiAgentSessionId__c": "s1"})}


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[Writer]:
    """An empty lake, open for writing."""
    with Writer.open(tmp_path / "lake", IDENTITY) as writer:
        yield writer


def found(lake: Writer, folder: str) -> list[str | None]:
    """The sessions of a table's rows."""
    sessions: list[str | None] = table_of(lake.root, folder)["session_id"].to_pylist()
    return sessions


def test_a_step_gets_its_session_when_its_turn_arrives(lake: Writer) -> None:
    """A cell committed before its turns is filled once they are there, and says of itself what it said."""
    write(lake, STEPS)
    assert found(lake, "steps") == [None, None]
    before, ledger = table_of(lake.root, "steps"), lake.ledger.of("steps")
    write(lake, TURNS, read_ms=LATER_MS)
    assert refill(lake, since_ms=LATER_MS) == [Cell("steps", DAY)]
    assert found(lake, "steps") == ["s1", None]
    assert (
        table_of(lake.root, "steps").drop_columns(["session_id"]).equals(before.drop_columns(["session_id"]))
    )
    assert lake.ledger.of("steps") == ledger
    assert verify(lake.root).breaches == ()


def test_what_hangs_on_filled_rows_is_filled_too(lake: Writer) -> None:
    """A generation hangs on a step whose own session came late."""
    write(lake, {**STEPS, "generations": rows("generations", {"generationId__c": "g"})})
    write(lake, TURNS, read_ms=LATER_MS)
    assert refill(lake, since_ms=LATER_MS) == [Cell("steps", DAY), Cell("generations", DAY)]
    assert found(lake, "generations") == ["s1"]


def test_cells_that_nothing_new_concerns_are_left_alone(lake: Writer) -> None:
    """Without news near by, without a gain, or without a gap, no file is written."""
    far = Window(DAY + 3 * DAY_MS, DAY + 4 * DAY_MS)
    write(lake, STEPS)
    write(lake, STEPS, far)
    write(lake, {"interactions": rows("interactions", {"ssot__Id__c": "t9"})}, read_ms=LATER_MS)
    before = {file: file.stat().st_mtime_ns for _, file in cells(lake.root)}
    assert refill(lake, since_ms=LATER_MS) == []
    assert refill(lake, since_ms=LATER_MS + 1) == []
    assert {file: file.stat().st_mtime_ns for _, file in cells(lake.root)} == before


def test_nothing_is_read_where_every_row_has_its_session(lake: Writer) -> None:
    """A cell without a gap is known by its footer alone."""
    write(lake, {"steps": STEPS["steps"].slice(0, 1), **TURNS})
    assert found(lake, "steps") == ["s1"]
    assert refill(lake, since_ms=0) == []


def test_a_cell_that_is_being_fetched_again_is_left_to_that(lake: Writer) -> None:
    """What has arrived of a new answer must not be lost; its commit fills it anyhow."""
    write(lake, STEPS)
    write(lake, TURNS, read_ms=LATER_MS)
    staging = stage(lake, "steps", STEPS["steps"], read_ms=LATER_MS)
    assert refill(lake, since_ms=LATER_MS) == []
    assert staging.numbers() == {0, 1}


def test_a_cell_with_something_unfinished_stays_so(lake: Writer) -> None:
    """Filling a cell settles nothing."""
    lake.commit(stage(lake, "steps", STEPS["steps"]), layout(CATALOG["steps"]), unfinished=True)
    write(lake, TURNS, read_ms=LATER_MS)
    assert refill(lake, since_ms=LATER_MS) == [Cell("steps", DAY)]
    entry = lake.ledger.entry(Cell("steps", DAY))
    assert entry is not None
    assert (entry.unfinished, entry.read_ms) == (True, READ_MS)


def test_sessions_found_before_are_kept(lake: Writer) -> None:
    """What the first turn gave stays when only the second is new."""
    write(lake, {**STEPS, **TURNS})
    late = rows("interactions", {"ssot__Id__c": "t2", "ssot__AiAgentSessionId__c": "s2"})
    write(lake, {"interactions": late}, None, read_ms=LATER_MS)
    refill(lake, since_ms=LATER_MS)
    assert found(lake, "steps") == ["s1", "s2"]


def test_a_filled_cell_can_be_looked_up_by_session(lake: Writer) -> None:
    """The column has its bloom filter, from the first commit on."""
    write(lake, STEPS, TODAY)
    write(lake, TURNS, read_ms=LATER_MS)
    refill(lake, since_ms=LATER_MS)
    [file] = [file for cell, file in cells(lake.root) if cell.table == "steps"]
    group = pq.read_metadata(file).row_group(0)
    blooms = [
        group.column(n).path_in_schema
        for n in range(group.num_columns)
        if group.column(n).bloom_filter_offset
    ]
    assert "session_id" in blooms


def test_filling_that_was_cut_short_is_begun_anew(tmp_path: Path) -> None:
    """What a killed run left of it is no answer of the source: the next run forgets it and can fill the cell."""
    with Writer.open(tmp_path / "lake", IDENTITY) as lake:
        write(lake, STEPS)
        write(lake, TURNS, read_ms=LATER_MS)
        stage(lake, "steps", table_of(lake.root, "steps").slice(0, 1))
    with Writer.open(tmp_path / "lake", IDENTITY) as lake:
        assert lake.staged() == []
        assert refill(lake, since_ms=LATER_MS) == [Cell("steps", DAY)]
        assert found(lake, "steps") == ["s1", None]
