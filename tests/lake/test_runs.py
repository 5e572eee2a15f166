"""Sorted runs on disk."""

from pathlib import Path

import pyarrow as pa

from rearview.lake.disk import Disk
from rearview.lake.runs import BATCH_BYTES, open_run, write_run, write_runs
from tests.lake.ordered import ORDER, rows_of, runs_of, table


def test_a_run_knows_its_first_key_and_its_last(tmp_path: Path) -> None:
    """Of one row, of many, of none."""
    spans = [
        run.span
        for run in runs_of(tmp_path, [[("b", 2), (None, None), ("a", None), ("a", 1)], [("a", 1)], []])
    ]
    one = ((False, "a"), (False, 1))
    assert spans == [(one, ((True, None), (True, None))), (one, one), None]


def test_columns_may_lie_in_any_order(tmp_path: Path) -> None:
    """The key follows the order that rows are sorted by, not that of the columns."""
    write_run(Disk(), tmp_path / "run.arrow", table([("a", 1)]).select(["load", "number", "text"]))
    assert open_run(tmp_path / "run.arrow", ORDER).span == (((False, "a"), (False, 1)),) * 2


def test_a_run_is_read_in_small_batches(tmp_path: Path) -> None:
    """A batch is bounded in bytes, not only in rows."""
    wide = pa.table({"text": ["x" * 2 * BATCH_BYTES] * 4, "number": [1, 2, 3, 4], "load": [""] * 4})
    write_run(Disk(), tmp_path / "wide.arrow", wide)
    assert [batch.num_rows for batch in open_run(tmp_path / "wide.arrow", ORDER).batches()] == [1] * 4


def test_tables_are_joined_in_one_run(tmp_path: Path) -> None:
    """Tables that together are sorted make one run; empty ones leave nothing."""
    parts = [table([]), table([("a", 1)]), table([]), table([("b", 1)])]
    write_runs(Disk(), tmp_path / "run.arrow", parts[0].schema, iter(parts))
    run = open_run(tmp_path / "run.arrow", ORDER)
    assert rows_of([pa.Table.from_batches(run.batches())]) == [("a", 1), ("b", 1)]
    assert run.span == (((False, "a"), (False, 1)), ((False, "b"), (False, 1)))
