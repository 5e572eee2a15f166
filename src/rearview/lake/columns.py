"""What a cell holds, in its place or still under work, read a bounded number of rows at a time. Nothing is written.

A column that the rows don't have is read as null. What is looked for by value is looked for in the groups of rows that
can hold it: their statistics say so, and where ids begin with their time, most groups can't.
"""

import contextlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from rearview.errors import UnreadableError
from rearview.lake.runs import Run

AT_ONCE = 262_144
"""How many rows are held at once, if they are there."""


def cell_columns(
    path: Path, names: Sequence[str], *, among: tuple[str, pa.Array] | None = None
) -> Iterator[pa.Table]:
    """Yield columns of a cell; `among` names a column and sorted values: groups that hold none of them are left out."""
    with _opened(path) as file:
        metadata, known = file.metadata, file.schema_arrow.names
        groups = [
            number
            for number in range(metadata.num_row_groups)
            if among is None or _may_hold(metadata.row_group(number), *among)
        ]
        for batch in file.iter_batches(
            AT_ONCE, row_groups=groups, columns=[name for name in names if name in known]
        ):
            yield _complete(pa.Table.from_batches([batch]), names)


def run_columns(runs: Iterable[Run], names: Sequence[str]) -> Iterator[pa.Table]:
    """Yield columns of the runs of a cell under work; what is in the other columns isn't read."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for batch in _batches(runs, names):
        held.append(batch)
        rows += batch.num_rows
        if rows >= AT_ONCE:
            yield _complete(pa.Table.from_batches(held), names)
            held, rows = [], 0
    if held:
        yield _complete(pa.Table.from_batches(held), names)


def cell_rows(path: Path) -> Iterator[pa.Table]:
    """Yield all rows of a cell as they lie, a group at a time."""
    with _opened(path) as file:
        for number in range(file.metadata.num_row_groups):
            yield file.read_row_group(number).replace_schema_metadata()


def nulls(path: Path, name: str) -> int:
    """Return how many rows of a cell have no value in a column, by what the file says of itself."""
    with _opened(path) as file:
        groups = [file.metadata.row_group(number) for number in range(file.metadata.num_row_groups)]
    return sum(_nulls(group, name) for group in groups)


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    try:
        with pq.ParquetFile(path) as file:
            yield file
    except (pa.ArrowException, OSError) as error:
        raise UnreadableError.parquet(path, str(error)) from error


def _batches(runs: Iterable[Run], names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    for run in runs:
        places = sorted(place for name in names if (place := run.schema.get_field_index(name)) >= 0)
        with pa.OSFile(str(run.path)) as file:
            reader = pa.ipc.open_file(file, options=pa.ipc.IpcReadOptions(included_fields=places))
            for number in range(reader.num_record_batches):
                yield reader.get_batch(number)


def _complete(rows: pa.Table, names: Sequence[str]) -> pa.Table:
    """Return exactly the columns that were asked for."""
    missing = pa.nulls(rows.num_rows, pa.string())
    return pa.table([rows[name] if name in rows.column_names else missing for name in names], list(names))


def _may_hold(group: pq.RowGroupMetaData, name: str, values: pa.Array) -> bool:
    """Whether one of some sorted values can be in a group of rows."""
    told = _statistics(group, name)
    if told is None or not told.has_min_max:
        return True
    first = bisect_left(values, told.min, key=lambda value: value.as_py())
    return first < len(values) and values[first].as_py() <= told.max


def _nulls(group: pq.RowGroupMetaData, name: str) -> int:
    told = _statistics(group, name)
    count: int = group.num_rows if told is None else told.null_count
    return count


def _statistics(group: pq.RowGroupMetaData, name: str) -> pq.Statistics | None:
    columns = (group.column(place) for place in range(group.num_columns))
    return next((column.statistics for column in columns if column.path_in_schema == name), None)
