"""Rows to sort, for tests: a text, a number, and a load that isn't sorted by."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
from hypothesis import strategies as st

from rearview.lake.runs import Run, open_run, write_run
from rearview.lake.sort import sort_rows
from tests.lake.build import CarelessDisk

Row = tuple[str | None, int | None]

ORDER = ("text", "number")
TEXTS = st.none() | st.text(max_size=3)
NUMBERS = st.none() | st.integers(min_value=-3, max_value=3)
ROWS = st.lists(st.tuples(TEXTS, NUMBERS), max_size=30)


def table(rows: Iterable[Row]) -> pa.Table:
    """Rows as a table of three columns."""
    rows = list(rows)
    return pa.table(
        {
            "text": pa.array([text for text, _ in rows], pa.string()),
            "number": pa.array([number for _, number in rows], pa.int64()),
            "load": pa.array([f"{text}/{number}" for text, number in rows], pa.string()),
        }
    )


def rows_of(tables: Iterable[pa.Table]) -> list[Row]:
    """Tables as rows."""
    return [(row["text"], row["number"]) for part in tables for row in part.to_pylist()]


def expected(rows: Iterable[Row]) -> list[Row]:
    """The rows as Python sorts them, nulls last."""
    return sorted(
        rows, key=lambda row: tuple((value is None, "" if value is None else value) for value in row)
    )


def runs_of(folder: Path, chunks: Sequence[Iterable[Row]]) -> list[Run]:
    """Store each chunk as a sorted run."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"chunk-{number}.arrow" for number in range(len(chunks))]
    for path, chunk in zip(paths, chunks, strict=True):
        write_run(CarelessDisk(), path, sort_rows(table(chunk), ORDER))
    return [open_run(path, ORDER) for path in paths]
