"""The one order of reading: links go before the clock, the clock before ids, and nothing before nothing."""

from hypothesis import given
from hypothesis import strategies as st

from rearview.model.order import by_time, in_order
from rearview.model.tables import LogRow, StepRow, TurnRow
from rearview.model.tree import STEPS, TURNS
from tests.model.strategies import ROWS


def step(step_id: str, at: int | None = None, index: int | None = None, after: str | None = None) -> StepRow:
    """A step with what decides its place."""
    return StepRow(
        source="x", session_id="s", step_id=step_id, started_ms=at, step_index=index, previous_step_id=after
    )


def read(*steps: StepRow) -> str:
    """The ids of steps as they are read; the order they are given in must not matter."""
    ordered = "".join(step.step_id for step in in_order(steps, STEPS))
    assert ordered == "".join(step.step_id for step in in_order(steps[::-1], STEPS))
    return ordered


def test_the_clock_decides() -> None:
    """The earlier is read first, whatever its id."""
    assert read(step("a", 3), step("b", 1), step("c", 2)) == "bca"


def test_equal_times_go_by_number_and_then_by_id() -> None:
    """Within one millisecond the recorder's number decides; without it, the id."""
    assert read(step("a", 1, 2), step("b", 1, 1), step("c", 1)) == "bac"
    assert read(step("b", 1), step("a", 1)) == "ab"


def test_the_clock_beats_the_number() -> None:
    """Numbers that go against the clock are a recorder's mistake."""
    assert read(step("a", 2, 1), step("b", 1, 2)) == "ba"


def test_a_numbered_row_without_a_time_follows_the_number_before() -> None:
    """It takes the time of the row numbered before it; the first of all comes first."""
    assert read(step("a", 1, 1), step("b", None, 2), step("c", 5, 3), step("d", 3)) == "abdc"
    assert read(step("b", None, 0), step("a", 1, 1)) == "ba"
    assert read(step("c", 1, 1), step("b", None, 2), step("a", None, 3), step("d", 2)) == "cbad"


def test_a_row_without_time_and_number_comes_last() -> None:
    """Nothing says where it belongs."""
    assert read(step("a"), step("b", 9), step("c", 1)) == "cba"


def test_a_link_beats_the_clock() -> None:
    """A row never comes before the one that it names as the one before it."""
    assert read(step("a", 1, after="b"), step("b", 2)) == "ba"
    assert read(step("a", 1, after="b"), step("b", 1, after="c"), step("c", 1)) == "cba"


def test_a_row_without_a_time_comes_right_after_its_leader() -> None:
    """A link alone is enough to say where a row belongs."""
    assert read(step("a", 1), step("z", None, after="a"), step("b", 2)) == "azb"


def test_a_linked_row_with_a_time_comes_when_it_came() -> None:
    """Waiting for its leader doesn't pull it forward."""
    assert read(step("a", 1), step("c", 3, after="a"), step("b", 2)) == "abc"


def test_two_rows_may_follow_one() -> None:
    """Both wait for it, and go by the clock among themselves."""
    assert read(step("a", 3), step("c", 2, after="a"), step("b", 1, after="a")) == "abc"


def test_links_to_nothing_and_to_oneself_mean_nothing() -> None:
    """Such a row goes by the clock."""
    assert read(step("a", 2, after="gone"), step("b", 1, after="b")) == "ba"


def test_a_link_to_an_id_that_stands_twice_is_to_the_first() -> None:
    """The later row of that id is waited for by nobody."""
    assert read(step("a", 1), step("b", 3, after="a"), step("a", 5)) == "aba"


def test_a_circle_of_links_is_broken_at_its_earliest() -> None:
    """The rest of the circle follows its links."""
    assert (
        read(step("a", 1, after="c"), step("b", 2, after="a"), step("c", 3, after="b"), step("d", 9))
        == "abcd"
    )
    assert read(step("a", 3, after="b"), step("b", 2, after="a"), step("d", 1)) == "dba"


def test_a_row_without_a_link_waits_for_nothing() -> None:
    """A row whose id is empty isn't the one before all rows that name none."""
    turns = [
        TurnRow(source="x", session_id="s", turn_id="", started_ms=2),
        TurnRow(source="x", session_id="s", turn_id="b", started_ms=1),
        TurnRow(source="x", session_id="s", turn_id="c", started_ms=3, previous_turn_id="b"),
    ]
    assert [turn.turn_id for turn in in_order(turns, TURNS)] == ["b", "", "c"]


@given(st.lists(ROWS["steps"], max_size=8), st.randoms())
def test_every_row_is_read_once_in_an_order_of_its_own(rows: list[StepRow], random: object) -> None:
    """Nothing is lost or repeated, and shuffling changes nothing, whatever the links, times and ids."""
    ordered = in_order(rows, STEPS)
    assert sorted(map(repr, ordered)) == sorted(map(repr, rows))
    random.shuffle(rows)  # type: ignore[attr-defined]
    assert in_order(rows, STEPS) == ordered


def test_rows_without_an_id_go_by_time_and_text() -> None:
    """Log lines of one moment are read by what they say; those without a time come last."""
    lines = [
        LogRow(source="x", session_id="s", at_ms=at, message=message)
        for at, message in ((None, "d"), (2, "c"), (1, "b"), (1, "a"))
    ]
    assert [line.message for line in by_time(lines, lambda line: line.at_ms)] == ["a", "b", "c", "d"]
