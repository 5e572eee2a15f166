"""Sorting more rows than memory holds."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.lake import sort
from rearview.lake.disk import Disk
from rearview.lake.sort import fewer_runs, merge, sort_rows, write_run

TEXTS = st.none() | st.text(max_size=3)
NUMBERS = st.none() | st.integers(min_value=-3, max_value=3)
CHUNKS = st.lists(st.lists(st.tuples(TEXTS, NUMBERS), max_size=30), max_size=6)
ORDER = ("text", "number")


def table(rows: Iterable[tuple[str | None, int | None]]) -> pa.Table:
    """Rows as a table of three columns, one of them not sorted by."""
    rows = list(rows)
    return pa.table(
        {
            "text": pa.array([text for text, _ in rows], pa.string()),
            "number": pa.array([number for _, number in rows], pa.int64()),
            "load": pa.array([f"{text}/{number}" for text, number in rows], pa.string()),
        }
    )


def expected(rows: list[tuple[str | None, int | None]]) -> list[tuple[str | None, int | None]]:
    """The rows as Python sorts them, nulls last."""
    return sorted(
        rows, key=lambda row: tuple((value is None, value if value is not None else "") for value in row)
    )


def runs_of(folder: Path, chunks: list[list[tuple[str | None, int | None]]]) -> list[Path]:
    """Store each chunk as a sorted run."""
    paths = [folder / f"chunk-{number}.arrow" for number in range(len(chunks))]
    for path, chunk in zip(paths, chunks, strict=True):
        write_run(Disk(), path, sort_rows(table(chunk), ORDER))
    return paths


@given(chunks=CHUNKS)
def test_a_merge_is_a_sort(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[list[tuple[str | None, int | None]]]
) -> None:
    """Merging sorted runs gives every row once, in the order of one big sort."""
    paths = runs_of(tmp_path_factory.mktemp("runs"), chunks)
    merged = [(row["text"], row["number"]) for part in merge(paths, ORDER) for row in part.to_pylist()]
    assert merged == expected([row for chunk in chunks for row in chunk])


def test_rows_stay_whole(tmp_path: Path) -> None:
    """A row's other columns go with it."""
    paths = runs_of(tmp_path, [[("b", 1), ("a", 2)], [("a", 1)]])
    assert [row["load"] for part in merge(paths, ORDER) for row in part.to_pylist()] == ["a/1", "a/2", "b/1"]


def test_more_runs_than_one_merge_takes_become_fewer(tmp_path: Path) -> None:
    """Any number of runs ends in one that a single merge can hold, with every row in order."""
    count = sort.FAN_IN * sort.FAN_IN + 1
    paths = runs_of(tmp_path, [[("x", number % 7)] for number in range(count)])
    fewer = fewer_runs(Disk(), tmp_path, paths, ORDER)
    assert len(fewer) <= sort.FAN_IN
    numbers = [row["number"] for part in merge(fewer, ORDER) for row in part.to_pylist()]
    assert numbers == sorted(number % 7 for number in range(count))


def test_a_merge_holds_a_bounded_number_of_rows(tmp_path: Path) -> None:
    """No part of a merge is larger than what it may hold at once, however many rows there are."""
    load = "x" * 10_000
    rows = 2 * sort.AT_ONCE // len(load)
    big = pa.table(
        {"text": pa.array(["x"] * rows), "number": pa.array(range(rows)), "load": pa.array([load] * rows)}
    )
    paths = [tmp_path / "a.arrow", tmp_path / "b.arrow"]
    for path in paths:
        write_run(Disk(), path, big)
    sizes = [(part.num_rows, part.nbytes) for part in merge(paths, ORDER)]
    assert sum(count for count, _ in sizes) == 2 * rows
    assert max(size for _, size in sizes) <= 1.1 * sort.AT_ONCE


def test_wide_rows_make_small_batches(tmp_path: Path) -> None:
    """A batch is bounded in bytes, too."""
    wide = pa.table({"text": ["x" * 600_000] * 4, "number": [1, 2, 3, 4], "load": [""] * 4})
    write_run(Disk(), tmp_path / "wide.arrow", wide)
    with pa.OSFile(str(tmp_path / "wide.arrow")) as file:
        assert pa.ipc.open_file(file).num_record_batches == 4


@pytest.mark.parametrize(
    "column",
    [
        pa.array([3, 1, None, 2], pa.timestamp("us", tz="Utc")),
        pa.array([3, 1, None, 2], pa.date64()),
        pa.array([3, 1, None, 2], pa.date32()),
        pa.array(["c", "a", None, "b"], pa.large_string()),
        pa.array(["c", "a", None, "b"]).dictionary_encode(),
        pa.array([3.5, 1.5, None, 2.5], pa.float64()),
    ],
    ids=str,
)
def test_every_type_a_source_sorts_by_can_be_merged(tmp_path: Path, column: pa.Array) -> None:
    """Moments of any zone's name, dates, large strings and dictionaries sort as their values do."""
    whole = pa.table({"at": column, "place": [2, 0, 3, 1]})
    for number in range(2):
        write_run(Disk(), tmp_path / f"{number}.arrow", sort_rows(whole.slice(2 * number, 2), ["at"]))
    parts = merge([tmp_path / "0.arrow", tmp_path / "1.arrow"], ["at"])
    assert [place for part in parts for place in part["place"].to_pylist()] == [0, 1, 2, 3]


def test_without_an_order_rows_are_only_joined(tmp_path: Path) -> None:
    """A table that names no order keeps every row."""
    paths = runs_of(tmp_path, [[("b", 1)], [("a", 1), ("c", 2)]])
    assert sorted(row["text"] for part in merge(paths, ()) for row in part.to_pylist()) == ["a", "b", "c"]
