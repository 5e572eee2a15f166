"""Sorting more rows than memory holds."""

from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.lake.merge import AT_ONCE, fewer_runs, merge, overlapping
from rearview.lake.runs import BATCH_BYTES, open_run, write_run
from tests.lake.build import CarelessDisk
from tests.lake.ordered import ORDER, ROWS, Row, expected, rows_of, runs_of


@given(chunks=st.lists(ROWS, max_size=6))
def test_a_merge_is_a_sort(tmp_path_factory: pytest.TempPathFactory, chunks: list[list[Row]]) -> None:
    """Merging sorted runs gives every row once, in the order of one big sort."""
    runs = runs_of(tmp_path_factory.mktemp("runs"), chunks)
    assert rows_of(merge(runs, ORDER)) == expected(row for chunk in chunks for row in chunk)


@given(chunks=st.lists(ROWS, max_size=6))
def test_groups_follow_each_other(tmp_path_factory: pytest.TempPathFactory, chunks: list[list[Row]]) -> None:
    """No row of a group belongs after one of the next, and no group could be parted."""
    groups = overlapping(runs_of(tmp_path_factory.mktemp("runs"), chunks))
    spans = [[run.span for run in group if run.span] for group in groups]
    for group, following in pairwise(spans):
        assert max(last for _, last in group) <= min(first for first, _ in following)
    for group in spans:
        for place in range(1, len(group)):
            assert max(last for _, last in group[:place]) > group[place][0]


def test_runs_that_follow_each_other_are_only_read(tmp_path: Path) -> None:
    """What a source has sorted, in whatever order it came, is joined: each run is a group of its own."""
    runs = runs_of(tmp_path, [[("c", 1), ("c", 2)], [("a", 1), ("b", 1)], [], [("b", 1), ("c", 0)]])
    assert [[run.path.name for run in group] for group in overlapping(runs)] == [
        ["chunk-1.arrow"],
        ["chunk-3.arrow"],
        ["chunk-0.arrow"],
    ]
    assert [part.num_rows for part in merge(runs, ORDER)] == [2, 2, 2]


def test_only_runs_that_overlap_are_merged(tmp_path: Path) -> None:
    """One chunk that reaches over others draws them in, and leaves those that lie apart."""
    runs = runs_of(tmp_path, [[("a", 1)], [("b", 1), ("f", 1)], [("c", 1)], [("d", 1)], [("g", 1)]])
    assert [len(group) for group in overlapping(runs)] == [1, 3, 1]


def test_rows_stay_whole(tmp_path: Path) -> None:
    """A row's other columns go with it."""
    runs = runs_of(tmp_path, [[("b", 1), ("a", 2)], [("a", 1)]])
    assert [row["load"] for part in merge(runs, ORDER) for row in part.to_pylist()] == ["a/1", "a/2", "b/1"]


def test_more_runs_than_one_merge_takes_become_fewer(tmp_path: Path) -> None:
    """Any number of runs ends in few enough for a single merge, with every row in order."""
    chunks: list[list[Row]] = [[("x", number % 7), ("y", number)] for number in range(10)]
    fewer = fewer_runs(CarelessDisk(), tmp_path, runs_of(tmp_path, chunks), ORDER, fan_in=3)
    assert len(fewer) == 2
    assert rows_of(merge(fewer, ORDER)) == expected(row for chunk in chunks for row in chunk)


def test_runs_that_lie_apart_are_never_merged_before(tmp_path: Path) -> None:
    """Any number of runs that follow each other is read as it is; only those that overlap become fewer."""
    apart = runs_of(tmp_path, [[("x", number)] for number in range(10)])
    assert fewer_runs(CarelessDisk(), tmp_path, apart, ORDER, fan_in=3) is apart
    mixed = runs_of(tmp_path, [*([("x", number), ("x", 4)] for number in range(4)), [("y", 1)], [("y", 2)]])
    pair = runs_of(tmp_path / "pair", [[("z", 1), ("z", 3)], [("z", 2)]])
    fewer = fewer_runs(CarelessDisk(), tmp_path, [*mixed, *pair], ORDER, fan_in=3)
    assert [run.path for run in fewer[2:]] == [run.path for run in [*mixed[4:], *pair]]


def test_a_merge_holds_a_bounded_number_of_rows(tmp_path: Path) -> None:
    """However many rows there are and however their runs overlap, a part of a merge has a bounded size."""
    load = "x" * 10_000
    count = 3 * AT_ONCE // len(load)
    steps = {"thick": 1, "thin": 5, "late": 2}
    for name, step in steps.items():
        numbers = [count * (name == "late") + step * place for place in range(count)]
        columns = {"text": ["x"] * count, "number": numbers, "load": [load] * count}
        write_run(CarelessDisk(), tmp_path / name, pa.table(columns))
    parts = list(merge([open_run(tmp_path / name, ORDER) for name in steps], ORDER))
    numbers = [number for part in parts for number in part["number"].to_pylist()]
    assert len(numbers) == 3 * count
    assert numbers == sorted(numbers)
    assert max(part.nbytes for part in parts) <= AT_ONCE + len(steps) * BATCH_BYTES


def test_without_an_order_rows_are_only_joined(tmp_path: Path) -> None:
    """A table that names no order keeps every row."""
    paths = [run.path for run in runs_of(tmp_path, [[("b", 1)], [("a", 1), ("c", 2)]])]
    runs = [open_run(path, ()) for path in paths]
    assert [row["text"] for part in merge(runs, ()) for row in part.to_pylist()] == ["b", "a", "c"]
