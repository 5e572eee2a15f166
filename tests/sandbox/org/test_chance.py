"""Chance: it repeats itself, keeps its bounds, and follows its weights."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.sandbox.org.chance import Chance, weigh


def draws(*name: object) -> list[object]:
    """Return a draw of every sort."""
    chance = Chance(*name)
    return [chance.below(1000), chance.between(5, 9), chance.happens(0.5), chance.pick("abc"), chance.hex(12)]


@given(st.lists(st.integers() | st.text(), max_size=4))
def test_the_same_words_draw_the_same(name: list[object]) -> None:
    """Two rows of draws with one name are equal."""
    assert draws(*name) == draws(*name)


def test_other_words_draw_otherwise() -> None:
    """Names that differ in one word lead to other draws."""
    assert draws(0, "story", 1) != draws(0, "story", 2)


@given(st.integers(), st.integers(-1000, 1000), st.integers(0, 1000))
def test_draws_keep_their_bounds(seed: int, low: int, width: int) -> None:
    """A number between two is never outside of them, and a score neither."""
    chance = Chance(seed)
    assert low <= chance.between(low, low + width) <= low + width
    assert 0.25 <= chance.score(0.25, 0.75) <= 0.75


@given(st.integers(1, 12))
def test_hexadecimal_numbers_have_their_width(digits: int) -> None:
    """A number in so many digits has so many."""
    assert len(Chance(digits).hex(digits)) == digits


def test_options_come_by_weight() -> None:
    """An option that weighs three times as much comes about three times as often."""
    chance = Chance("weights")
    drawn = [chance.weighted({"light": 1, "heavy": 3}) for _ in range(4000)]
    assert drawn.count("heavy") / drawn.count("light") == pytest.approx(3, rel=0.15)


def test_every_place_has_an_option() -> None:
    """The last option takes what rounding leaves over."""
    assert weigh(1.0, {"first": 0.1, "last": 0.2}) == "last"


def test_draws_dont_depend_on_the_process() -> None:
    """Another process, which hashes strings in its own way, draws the same numbers."""
    code = "from rearview.sandbox.org.chance import Chance; print(Chance(1, 'x').hex(12))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == Chance(1, "x").hex(12)
