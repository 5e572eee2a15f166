"""The last look at rows before they are in their place."""

import threading
from collections.abc import Sequence

import pyarrow as pa
import pytest

from rearview.errors import IncompleteError
from rearview.sources.agentforce.extract.seal import Seal
from rearview.sources.agentforce.wire import Stopped

Row = tuple[str | None, str]
SCHEMA = pa.schema([("key", pa.string()), ("text", pa.string())])


def table(rows: Sequence[Row]) -> pa.Table:
    """Some rows as a table."""
    return pa.Table.from_pylist([{"key": key, "text": text} for key, text in rows], SCHEMA)


def seal(*, collated: bool = False, ending: threading.Event | None = None) -> Seal:
    """A seal for a cell."""
    return Seal("a cell", "key", fill=None, ending=ending or threading.Event(), collated=collated)


@pytest.mark.parametrize(
    ("parts", "kept", "left_out"),
    [
        ([[("1", "a"), ("2", "a")], [("3", "a")]], [("1", "a"), ("2", "a"), ("3", "a")], 0),
        ([[("1", "b"), ("1", "a"), ("2", "a")]], [("1", "a"), ("2", "a")], 1),
        ([[("1", "a")], [("1", "b"), ("1", "c"), ("2", "a")]], [("1", "a"), ("2", "a")], 2),
        ([[("1", "a")], [("1", "b")], [("1", "c")]], [("1", "a")], 2),
        ([[], [(None, "a"), (None, "b")], []], [(None, "a"), (None, "b")], 0),
    ],
)
def test_a_key_is_kept_once(parts: list[list[Row]], kept: list[Row], left_out: int) -> None:
    """Of rows with the same key the least stays, or the one that is written already; rows without a key all stay."""
    one = seal()
    sealed = pa.concat_tables([one(table(part)) for part in parts])
    assert list(zip(*sealed.to_pydict().values(), strict=True)) == kept
    assert len(one.doubles) == left_out


def test_a_repetition_is_refused_where_chunks_overlap() -> None:
    """Where the source has its own order, a row that comes twice may stand in the place of another."""
    with pytest.raises(IncompleteError, match="a cell"):
        seal(collated=True)(table([("1", "a"), ("1", "a")]))
    one = seal(collated=True)
    assert one(table([("1", "a"), ("1", "b")])).num_rows == 1


def test_a_run_that_ends_commits_no_more() -> None:
    """Once the run is to end, a cell under work isn't put in its place."""
    ending = threading.Event()
    one = seal(ending=ending)
    one(table([("1", "a")]))
    ending.set()
    with pytest.raises(Stopped):
        one(table([("2", "a")]))
