"""The ladder: when a cell is read again."""

from hypothesis import given
from hypothesis import strategies as st

from rearview.lake.grid import DAY_MS, HOUR_MS, MINUTE_MS, Window
from rearview.lake.settle import LADDER, due_ms, state

WINDOW = Window(0, DAY_MS)


def read_until_settled(first_read_ms: int, *, unfinished: bool = False, limit: int = 100) -> list[int]:
    """Read a cell whenever it is due; return when it was read."""
    reads = [first_read_ms]
    while len(reads) < limit:
        due = due_ms(WINDOW, reads[-1], unfinished=unfinished)
        if due is None:
            break
        reads.append(max(due, WINDOW.end_ms) if reads[-1] < WINDOW.end_ms else due)
    return reads


def test_an_open_cell_is_due_at_once() -> None:
    """While its window isn't over, a cell can be read at every run."""
    assert state(WINDOW, DAY_MS - 1) == "open"
    assert due_ms(WINDOW, DAY_MS - 1) == DAY_MS - 1


def test_reading_up_to_now_never_settles_the_edge() -> None:
    """A cell that is read at the very end of its window has its whole ladder before it."""
    assert state(WINDOW, DAY_MS) == "settling"
    assert due_ms(WINDOW, DAY_MS) == DAY_MS + LADDER[0]


@given(st.integers(min_value=0, max_value=10 * DAY_MS))
def test_a_cell_is_read_at_most_once_a_rung(first_read_ms: int) -> None:
    """However early it was read first, the number of readings is bounded by the rungs."""
    reads = read_until_settled(first_read_ms)
    assert len(reads) <= len(LADDER) + 2
    assert reads[-1] >= WINDOW.end_ms + LADDER[-1]
    assert state(WINDOW, reads[-1]) == "settled"


@given(st.integers(min_value=DAY_MS, max_value=20 * DAY_MS))
def test_a_cell_is_due_at_a_later_moment(read_ms: int) -> None:
    """A reading always brings the next one forward in time."""
    for unfinished in (False, True):
        due = due_ms(WINDOW, read_ms, unfinished=unfinished)
        assert due is None or due > read_ms


def test_an_unfinished_cell_is_read_ever_more_rarely() -> None:
    """A session that nobody ever ends keeps its cell settling, at a cost that falls."""
    reads = read_until_settled(DAY_MS, unfinished=True, limit=len(LADDER) + 6)
    gaps = [later - earlier for earlier, later in zip(reads[-5:], reads[-4:], strict=False)]
    assert gaps == sorted(gaps)
    assert gaps[-1] >= 2 * gaps[0]
    assert state(WINDOW, reads[-1], unfinished=True) == "settling"


def test_rows_without_a_time_are_read_daily() -> None:
    """No window says when such rows are over."""
    assert due_ms(None, 5) == 5 + DAY_MS
    assert state(None, 5) == "settling"


def test_the_ladder_can_be_changed() -> None:
    """Another ladder, another time."""
    assert due_ms(WINDOW, DAY_MS, ladder=(MINUTE_MS,)) == DAY_MS + MINUTE_MS
    assert due_ms(WINDOW, DAY_MS + MINUTE_MS, ladder=(MINUTE_MS,)) is None
    assert due_ms(WINDOW, DAY_MS + HOUR_MS, ladder=(), unfinished=True) == DAY_MS + DAY_MS
