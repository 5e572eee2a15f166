"""What reading a cell again brought."""

from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rearview.lake.changes import Comparison
from rearview.lake.grid import DAY_MS
from rearview.lake.layout import Layout
from rearview.lake.parquet import read_footer
from rearview.lake.writer import Committed, Writer
from tests.lake.build import DAY, IDENTITY, STEPS, WINDOW, CarelessDisk, steps
from tests.lake.test_sort import EVERY_TYPE

CONTENT = st.dictionaries(st.integers(0, 20), st.none() | st.integers(0, 2))


def commit(root: Path, rows: pa.Table, *, layout: Layout = STEPS) -> Committed:
    """Write a cell that holds these rows."""
    with Writer.open(root, IDENTITY, disk=CarelessDisk()) as lake:
        staging = lake.begin(layout.table, WINDOW, read_ms=DAY + 2 * DAY_MS)
        staging.put(0, rows, layout)
        return lake.commit(staging, layout)


def differences(committed: Committed) -> tuple[int, int, int]:
    """How many rows are new, changed and gone."""
    return (committed.new, committed.changed, committed.gone)


def rows_of(content: dict[int, int | None]) -> pa.Table:
    """Rows with a key and something that may change."""
    return steps([f"{key:03}" for key in content]).append_column(
        "text", pa.array([None if value is None else str(value) for value in content.values()], pa.string())
    )


@settings(max_examples=30)
@given(before=CONTENT, after=CONTENT)
def test_every_difference_is_counted(
    tmp_path_factory: pytest.TempPathFactory,
    before: dict[int, int | None],
    after: dict[int, int | None],
) -> None:
    """Rows are new, changed or gone by their key and their content, and by nothing else."""
    root = tmp_path_factory.mktemp("lake")
    assert differences(commit(root, rows_of(dict(sorted(before.items()))))) == (len(before), 0, 0)
    again = commit(root, rows_of(dict(sorted(after.items()))).drop_columns("started_ms"))
    kept = before.keys() & after.keys()
    assert again.new == len(after.keys() - before.keys())
    assert again.gone == len(before.keys() - after.keys())
    assert again.changed == len(kept)  # each lost its time
    assert differences(commit(root, rows_of(after).drop_columns("started_ms"))) == (0, 0, 0)


def test_many_rows_are_compared_in_shares(tmp_path: Path) -> None:
    """However many are compared in one pass, the counts are the same."""
    ids = [f"{number:05}" for number in range(500)]
    commit(tmp_path / "lake", steps(ids[:400]))
    place = tmp_path / "lake" / "steps/date=2024-10-04/part-0000.parquet"
    for at_once in (1_000, 60):
        comparison = Comparison(place, key="step_id", own=())
        comparison.see(steps(ids[100:300], session="other"))
        comparison.see(steps(ids[300:]).slice(0, 0))
        comparison.see(pa.concat_tables([steps(ids).slice(300)]))
        changes = comparison.changes(at_once=at_once)
        assert (changes.new, changes.changed, changes.gone) == (100, 200, 100)


def test_the_order_of_columns_changes_no_row(tmp_path: Path) -> None:
    """Neither do columns that come or go without a value in them."""
    rows = steps(["a", "b"])
    commit(tmp_path / "lake", rows)
    assert differences(commit(tmp_path / "lake", rows.select(rows.column_names[::-1]))) == (0, 0, 0)
    empty = rows.append_column("text", pa.nulls(2, pa.string()))
    assert differences(commit(tmp_path / "lake", empty)) == (0, 0, 0)
    assert differences(commit(tmp_path / "lake", rows)) == (0, 0, 0)
    filled = rows.append_column("text", pa.array([None, "x"]))
    assert differences(commit(tmp_path / "lake", filled)) == (0, 1, 0)


def test_values_that_change_places_change_their_row(tmp_path: Path) -> None:
    """Two columns that swap their values are no longer the same row."""
    rows = pa.table({"step_id": ["a"], "session_id": ["x"], "started_ms": [DAY], "text": ["y"]})
    commit(tmp_path / "lake", rows)
    swapped = pa.table({"step_id": ["a"], "session_id": ["y"], "started_ms": [DAY], "text": ["x"]})
    assert differences(commit(tmp_path / "lake", swapped)) == (0, 1, 0)


KEPT_TYPES = [column for column in EVERY_TYPE if column.type != pa.date64()]  # which Parquet keeps as date32


@pytest.mark.parametrize("column", KEPT_TYPES, ids=lambda column: str(column.type))
def test_values_of_every_type_are_compared(tmp_path: Path, column: pa.Array) -> None:
    """What is written and read back is the same; another value isn't."""
    layout = Layout(table="steps", key="step_id", order=("step_id",))
    ids = ["a", "b", "c", "d"]
    commit(tmp_path / "lake", pa.table({"step_id": ids, "at": column}), layout=layout)
    again = pa.table({"step_id": ids[::-1], "at": column.take(pa.array([3, 2, 1, 0]))})
    assert differences(commit(tmp_path / "lake", again, layout=layout)) == (0, 0, 0)
    other = pa.table({"step_id": ids, "at": column.take(pa.array([0, 0, 2, 3]))})
    assert differences(commit(tmp_path / "lake", other, layout=layout)) == (0, 1, 0)


def test_without_a_key_rows_are_known_by_their_content(tmp_path: Path) -> None:
    """Nothing is changed then: a row is there or it isn't."""
    layout = Layout(table="steps")
    commit(tmp_path / "lake", steps(["a", "b"]), layout=layout)
    assert differences(commit(tmp_path / "lake", steps(["a", "c"]), layout=layout)) == (1, 0, 1)


@pytest.mark.parametrize("keep", [0, 0.5, 0.999])
def test_a_damaged_cell_is_replaced(tmp_path: Path, keep: float) -> None:
    """What can't be read can't be compared: every row is new, and the cell is whole again."""
    root = tmp_path / "lake"
    ids = [f"{number:05}" for number in range(5_000)]
    commit(root, steps(ids))
    place = root / "steps/date=2024-10-04/part-0000.parquet"
    whole = place.read_bytes()
    place.write_bytes(whole[: int(keep * len(whole))])
    assert differences(commit(root, steps(ids))) == (5_000, 0, 0)
    place.write_bytes(whole[:4] + b"\xff" * 2_000 + whole[2_004:])
    assert read_footer(place) is not None
    assert differences(commit(root, steps(ids))) == (5_000, 0, 0)
    assert place.read_bytes() == whole
