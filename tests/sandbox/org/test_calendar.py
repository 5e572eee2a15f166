"""The calendar: what stands under a number of a day, and when it begins."""

from hypothesis import given
from hypothesis import strategies as st

from rearview.sandbox.org.calendar import DAY_US, Entry, entry
from rearview.sandbox.org.oddities import ODDITIES
from rearview.sandbox.org.stories import TOLD

RELEASED = 20_000
DAYS = st.integers(RELEASED - 30, RELEASED + 30)
NUMBERS = st.integers(0, 5_000_000)


def parts(*, per_day: int, days: int) -> list[Entry]:
    """Return all entries of some days."""
    return [entry(0, day, number, released=RELEASED) for day in range(days) for number in range(per_day)]


@given(st.integers(0, 99), DAYS, NUMBERS)
def test_an_entry_depends_on_nothing_else(seed: int, day: int, number: int) -> None:
    """The same seed, day and number stand for the same conversation."""
    assert entry(seed, day, number, released=RELEASED) == entry(seed, day, number, released=RELEASED)


@given(DAYS, NUMBERS, st.integers(0, 3_600_000_000))
def test_sessions_keep_to_their_day(day: int, number: int, lasts_us: int) -> None:
    """A session begins on its day and, unless it is meant to be cut by midnight, ends on it."""
    begins_us = entry(0, day, number, released=RELEASED).begins_us(lasts_us, over_midnight=False)
    assert day * DAY_US <= begins_us
    assert begins_us + lasts_us < (day + 1) * DAY_US


@given(DAYS, NUMBERS, st.integers(2, 3_600_000_000))
def test_midnight_falls_into_sessions_that_want_it(day: int, number: int, lasts_us: int) -> None:
    """A session that is to be cut by midnight begins before it and ends after it."""
    begins_us = entry(0, day, number, released=RELEASED).begins_us(lasts_us, over_midnight=True)
    assert begins_us < (day + 1) * DAY_US <= begins_us + lasts_us


def test_ten_sessions_a_day_hold_every_story_within_ten_days() -> None:
    """Nobody has to make a large org to see all of it."""
    told = {it.part.name for it in parts(per_day=10, days=10) if it.part.kind == "story"}
    assert told == {story.name for story in TOLD}


def test_ten_sessions_a_day_hold_every_oddity_within_four_days() -> None:
    """The same goes for what breaks careless readers."""
    odd = {it.part.name for it in parts(per_day=10, days=4) if it.part.kind == "oddity"}
    assert odd == {oddity.name for oddity in ODDITIES}


def test_large_orgs_are_ordinary() -> None:
    """Beyond the first hundred of a day one conversation in fifty is a story, and none is odd."""
    kinds = [it.part.kind for it in parts(per_day=5_100, days=1)][100:]
    assert (kinds.count("story"), kinds.count("oddity")) == (100, 0)


def test_the_release_goes_live_at_midnight() -> None:
    """The order tracking agent is of version v1 on the day before, and of version v2 on the day itself."""
    versions = {
        (day, it.part.name.split("/")[1])
        for day in (RELEASED - 1, RELEASED)
        for it in (entry(0, day, number, released=RELEASED) for number in range(400))
        if it.part.name.startswith("Order_Tracking_Agent")
    }
    assert versions == {(RELEASED - 1, "v1"), (RELEASED, "v2")}


def test_what_people_look_for_is_never_erased() -> None:
    """Only ordinary conversations in which all goes well are forgotten, and about one in a hundred of them."""
    erased = [it.part for it in parts(per_day=3_000, days=4) if it.erased_after_days is not None]
    assert {part.kind for part in erased} == {"everyday"}
    assert {part.story for part in erased} == {None}
    assert 70 < len(erased) < 170
