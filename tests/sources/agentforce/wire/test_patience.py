"""How long is waited between two tries."""

from collections.abc import Mapping

import pytest

from rearview.sources.agentforce.wire import Patience

PATIENCE = Patience(first_wait_s=1, longest_wait_s=8, retry_after_cap_s=60)
NOON = "Wed, 28 Jan 2026 12:00:00 GMT"


@pytest.mark.parametrize(("tried", "most"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 8), (60, 8)])
def test_the_wait_is_chance_and_its_bound_doubles_up_to_a_cap(tried: int, most: float) -> None:
    """Without a word from the host a wait lies anywhere between nothing and a bound that doubles with each try."""
    waits = [PATIENCE.wait_s(tried) for _ in range(400)]
    assert 0 <= min(waits) < most / 4
    assert most * 3 / 4 < max(waits) <= most


@pytest.mark.parametrize(
    ("headers", "least"),
    [
        ({"retry-after": "5"}, 5),
        ({"retry-after": " 5 "}, 5),
        ({"retry-after": "987654"}, 60),
        ({"retry-after": "9" * 400}, 60),
        ({"retry-after": "Wed, 28 Jan 2026 12:00:30 GMT", "date": NOON}, 30),
        ({"retry-after": "Wed, 28 Jan 2026 12:00:30 -0000", "date": NOON}, 30),
        ({"retry-after": "Thu, 28 Jan 2027 12:00:00 GMT", "date": NOON}, 60),
        ({"retry-after": "Thu, 01 Jan 9999 00:00:00 GMT"}, 60),
    ],
)
def test_a_host_that_asks_for_time_gets_it_up_to_a_cap(headers: Mapping[str, str], least: float) -> None:
    """Retry-After is obeyed, as seconds and as a date by the host's own clock, and cut at the cap."""
    waits = [PATIENCE.wait_s(1, headers) for _ in range(100)]
    assert least <= min(waits)
    assert max(waits) <= least + PATIENCE.first_wait_s
    assert len(set(waits)) > 1, "threads that were refused together would come back together"


@pytest.mark.parametrize(
    "asked",
    ["", "0", "-5", "5.5", "soon", "\N{SUPERSCRIPT TWO}", "Wed, 28 Jan 2026 11:59:00 GMT", "Wed, 99 Foo"],
)
def test_what_a_host_asks_for_in_vain_is_left_to_chance(asked: str) -> None:
    """A Retry-After that makes no sense, or lies in the past, changes nothing."""
    waits = [PATIENCE.wait_s(1, {"retry-after": asked, "date": NOON}) for _ in range(100)]
    assert max(waits) <= PATIENCE.first_wait_s
