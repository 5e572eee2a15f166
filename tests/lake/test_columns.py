"""Reading a few columns of what a lake holds."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rearview.errors import UnreadableError
from rearview.lake.columns import AT_ONCE, cell_columns, cell_rows, nulls, run_columns
from rearview.lake.parquet import GROUP_ROWS
from rearview.lake.writer import Writer
from tests.lake.build import DAY, IDENTITY, STEPS, WINDOW, steps, write

CELL = "steps/date=2024-10-04/part-0000.parquet"
IDS = [f"{number:06}" for number in range(3 * GROUP_ROWS)]


@pytest.fixture
def cell(tmp_path: Path) -> Path:
    """A cell of three groups of rows, in the order of their ids."""
    write(tmp_path / "lake", steps(IDS))
    return tmp_path / "lake" / CELL


def test_columns_of_a_cell(cell: Path) -> None:
    """The columns come in the order asked for; one that isn't there is null."""
    table = pa.concat_tables(cell_columns(cell, ["started_ms", "step_id", "colour"]))
    assert table.column_names == ["started_ms", "step_id", "colour"]
    assert table["step_id"].to_pylist() == IDS
    assert table["colour"].null_count == len(IDS)


@pytest.mark.parametrize(
    ("values", "groups"),
    [
        ([IDS[5], IDS[-1]], [0, 2]),
        ([IDS[0][:-1], IDS[GROUP_ROWS]], [1]),
        (["", "x"], []),
        ([IDS[GROUP_ROWS - 1] + "x"], []),
    ],
    ids=["some", "one", "none", "between"],
)
def test_groups_that_cannot_hold_a_value_are_left_out(
    cell: Path, values: list[str], groups: list[int]
) -> None:
    """What is looked for among sorted values is looked for where it can be."""
    found = cell_columns(cell, ["step_id"], among=("step_id", pa.array(values)))
    there = [id_ for table in found for id_ in table["step_id"].to_pylist()]
    assert there == [id_ for group in groups for id_ in IDS[group * GROUP_ROWS : (group + 1) * GROUP_ROWS]]


def test_groups_that_say_nothing_of_a_column_are_read(cell: Path) -> None:
    """A column that isn't there, or holds nothing but nulls, rules nothing out."""
    read = cell_columns(cell, ["step_id"], among=("colour", pa.array(["red"])))
    assert sum(table.num_rows for table in read) == len(IDS)
    write(cell.parents[2], steps(["a"]).set_column(1, "session_id", pa.array([None], pa.string())))
    read = cell_columns(cell, ["step_id"], among=("session_id", pa.array(["s"])))
    assert sum(table.num_rows for table in read) == 1


def test_rows_of_a_cell_come_group_by_group(cell: Path) -> None:
    """Whole rows come as they lie, without what the file says of itself."""
    groups = list(cell_rows(cell))
    assert [group.num_rows for group in groups] == [GROUP_ROWS] * 3
    assert pa.concat_tables(groups).equals(steps(IDS))
    assert groups[0].schema.metadata is None


def test_nulls_are_counted_from_what_the_file_says(tmp_path: Path) -> None:
    """Nulls are counted over all groups; a column that isn't there is null in every row."""
    sessions = pa.array([None if number % 2 else "s" for number in range(len(IDS))], pa.string())
    write(tmp_path / "lake", steps(IDS).set_column(1, "session_id", sessions))
    cell = tmp_path / "lake" / CELL
    assert (nulls(cell, "session_id"), nulls(cell, "step_id")) == (len(IDS) // 2, 0)
    assert nulls(cell, "colour") == len(IDS)


def test_columns_of_a_cell_under_work(tmp_path: Path) -> None:
    """The chunks are read one after the other, held together up to a bound."""
    wide = pa.table({"step_id": [f"{number:06}" for number in range(AT_ONCE)]})
    with Writer.open(tmp_path / "lake", IDENTITY) as lake:
        staging = lake.begin("steps", WINDOW, read_ms=DAY)
        for number, chunk in enumerate((steps(["a", "b"]), steps([]), steps(["c"]))):
            staging.put(number, chunk, STEPS)
        [table] = run_columns(staging.runs(STEPS.order), ["colour", "step_id"])
        assert table.to_pydict() == {"colour": [None] * 3, "step_id": ["a", "b", "c"]}
        [table] = run_columns(staging.runs(STEPS.order), ["colour"])
        assert table.to_pydict() == {"colour": [None] * 3}
        staging = lake.begin("steps", WINDOW, read_ms=DAY)
        for number in range(2):
            staging.put(number, steps(wide["step_id"].to_pylist()), STEPS)
        assert [table.num_rows for table in run_columns(staging.runs(STEPS.order), ["step_id"])] == [
            AT_ONCE
        ] * 2


def test_a_damaged_cell_is_said(cell: Path) -> None:
    """A file that isn't Parquet, or isn't there, is named with what to do."""
    cell.write_bytes(b"PAR1 no")
    with pytest.raises(UnreadableError, match=str(cell)):
        list(cell_rows(cell))
    cell.unlink()
    with pytest.raises(UnreadableError, match=str(cell)):
        nulls(cell, "step_id")


def test_a_cell_of_another_writer_is_read(tmp_path: Path) -> None:
    """Files without statistics are read whole."""
    pq.write_table(steps(["a"]), tmp_path / "plain.parquet", write_statistics=False)
    read = cell_columns(tmp_path / "plain.parquet", ["step_id"], among=("step_id", pa.array(["b"])))
    assert sum(table.num_rows for table in read) == 1
    assert nulls(tmp_path / "plain.parquet", "step_id") == 1
