"""Where a stream of rows is cut into row groups: by their number, and by how long their texts are."""

import pyarrow as pa
import pytest

from rearview.lake.parquet import GROUP_BYTES, GROUP_ROWS, row_groups


def stream(text: str, rows: int, at_once: int) -> list[int]:
    """How many rows the groups have, of rows that come so many at once."""
    table = pa.table(
        {"id": pa.array(range(rows)), "text": [text] * rows, "none": pa.nulls(rows, pa.string())}
    )
    parts = [table.slice(start, at_once) for start in range(0, rows, at_once)]
    groups = list(row_groups(parts))
    assert pa.concat_tables(groups) == table
    return [group.num_rows for group in groups]


@pytest.mark.parametrize("at_once", [100, 5_000, 100_000])
def test_short_rows_are_cut_by_their_number(at_once: int) -> None:
    """Groups of short rows have the same number of them, however they came."""
    assert stream("short", 2 * GROUP_ROWS + 5, at_once) == [GROUP_ROWS, GROUP_ROWS, 5]


@pytest.mark.parametrize("at_once", [7, 100, 1_000])
def test_long_rows_are_cut_by_their_length(at_once: int) -> None:
    """Groups of long texts end where their bytes are too many to be held, however they came."""
    most = -(-GROUP_BYTES // 100_000)
    assert stream("x" * 100_000, 2 * most + 5, at_once) == [most, most, 5]


def test_a_row_that_is_too_long_is_a_group() -> None:
    """A text that is longer than a group may be is one all the same."""
    assert stream("x" * (GROUP_BYTES + 1), 3, 1) == [1, 1, 1]


def test_no_rows_are_no_group() -> None:
    """Where there are no rows there is no group."""
    assert list(row_groups([pa.table({"text": pa.array([], pa.string())})])) == []
