"""An Arrow stream is read whole, into the types that are kept, or not at all."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.sources.agentforce.query import Column, arrow
from rearview.sources.agentforce.wire import Garbled

SENT = pa.table(
    {
        "Id": pa.array(["a", "ä", None, "b"]),
        "at": pa.array([0, -1, None, 2], pa.timestamp("us", "Utc")),
        "day": pa.array([0, 86_400_000, None, 0], pa.date64()),
        "small": pa.array([1, 2, None, 3], pa.int16()),
    }
)
COLUMNS = tuple(
    Column(name=name, type=type_, told="")
    for name, type_ in (
        ("id", pa.string()),
        ("at", pa.timestamp("us", "UTC")),
        ("day", pa.date32()),
        ("small", pa.int64()),
    )
)
END = b"\xff\xff\xff\xff\0\0\0\0"


def stream(table: pa.Table = SENT, *, batch: int = 2) -> bytes:
    """Return a table as an Arrow stream of several batches."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=batch)
    return bytes(sink.getvalue())


@pytest.mark.parametrize("end", [END, b""], ids=["marked", "unmarked"])
def test_stream_becomes_what_is_kept(end: bytes) -> None:
    """Names, types and places are the result's, whether the stream has a mark at its end or just ends."""
    table = arrow.table_of(stream(SENT.select(["small", "day", "at", "Id"])).removesuffix(END) + end, COLUMNS)

    assert table.schema == pa.schema([(column.name, column.type) for column in COLUMNS])
    assert table.column("id").to_pylist() == ["a", "ä", None, "b"]
    assert table.column("at").cast(pa.int64()).to_pylist() == [0, -1, None, 2]
    assert table.column("small").to_pylist() == [1, 2, None, 3]


@pytest.mark.parametrize(
    "bad",
    [
        b"",
        b"<!DOCTYPE html>",
        b'{"data":[]}',
        END,
        stream()[:-40],
        stream() + stream(),
        stream().replace("ä".encode(), b"\xff\xff"),
        stream(SENT.drop_columns(["at"])),
        stream(SENT.append_column("more", SENT.column("Id"))),
        stream(SENT.set_column(3, "small", pa.array(["x"] * 4))),
        stream(SENT.set_column(2, "day", pa.array([1, 2, 3, 4], pa.date64()))),
    ],
)
def test_what_is_no_such_stream_is_asked_for_again(bad: bytes) -> None:
    """A stream that is cut, followed by something, damaged, or of other columns gives no rows: it is garbled."""
    with pytest.raises(Garbled):
        arrow.table_of(bad, COLUMNS)


@given(place=st.integers(0, len(stream()) - 1), byte=st.integers(0, 255))
def test_damage_never_ends_in_a_crash(place: int, byte: int) -> None:
    """A stream with a byte that was put in between is garbled, or its rows can be shown in full."""
    whole = stream()

    try:
        table = arrow.table_of(whole[:place] + bytes([byte]) + whole[place:], COLUMNS)
    except Garbled:
        return
    table.validate(full=True)
