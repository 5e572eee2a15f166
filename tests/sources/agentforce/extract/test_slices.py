"""What a cell's ticket remembers of its queries, and how a window is halved."""

import json

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.lake.grid import DAY_MS, MINUTE_MS, Window
from rearview.sources.agentforce.extract.slices import Slice, State, columns, halves

SLICE = Slice(
    sql="SELECT 1",
    start_ms=0,
    end_ms=DAY_MS,
    query_id="a_b",
    rows=7,
    parts=2,
    first=3,
    expires_ms=9,
    processed=8,
    rejected={4: 1},
)


def test_a_ticket_is_read_as_it_was_written() -> None:
    """What is remembered survives its way through JSON."""
    state = State(
        api="v3",
        columns=columns(pa.schema([("id", pa.string())])),
        slices=(SLICE, Slice(sql="")),
        collated=True,
    )
    assert State.load(json.loads(json.dumps(state.dump()))) == state
    assert SLICE.chunks == range(3, 5)
    assert SLICE.window == Window(0, DAY_MS)


@pytest.mark.parametrize("kept", [{}, {"api": "v3"}, {"api": "v3", "columns": [], "slices": [{"sql": 1}]}])
def test_a_ticket_of_another_make_is_none(kept: dict[str, object]) -> None:
    """What can't be read is as good as nothing: the cell is begun anew."""
    assert State.load(kept) is None


@given(st.integers(0, 100), st.integers(1, 1440))
def test_halves_make_the_whole(start: int, minutes: int) -> None:
    """Two halves cover the window, meet at a full minute, and a minute has none."""
    window = Window(start * MINUTE_MS, (start + minutes) * MINUTE_MS)
    halved = halves(window)
    if minutes == 1:
        assert halved is None
        return
    assert halved is not None
    first, second = halved
    assert (first.start_ms, first.end_ms, second.end_ms) == (window.start_ms, second.start_ms, window.end_ms)
    assert first.end_ms % MINUTE_MS == 0
    assert window.start_ms < first.end_ms < window.end_ms


def test_what_has_no_window_has_no_halves() -> None:
    """Rows without a time can only be asked for as one."""
    assert halves(None) is None
