"""What is the same about the same failure: words and names stay, ids and numbers go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rearview.model.signature import masked, signature, without_ids

ALIKE = [
    ("Order 4711 not found", "Order 99 not found"),
    ("timed out after 30,000.5 ms", "timed out after 7 ms"),
    ("no record 5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f", "no record 00000000-0000-4000-8000-00000000000f"),
    ("user 005Hs00000ABCDE1AB is locked", "user 005Hs00000ZZZZZ9CD is locked"),
    ("mail to jana@example.com bounced", "mail to x.y+z@mail.example.org bounced"),
    ("at 2026-01-28 10:15 UTC", "at 2027-12-01 09:00 UTC"),
    ("lost   the\nline", "lost the line"),
]
APART = [("Lookup_v1 failed", "Lookup_v2 failed"), ("gpt-4o failed", "gpt-5 failed"), ("no", "yes")]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_ids_and_numbers_make_no_difference(one: str, other: str) -> None:
    """Two errors that differ in nothing else are one failure."""
    assert masked(one) == masked(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_names_and_words_do(one: str, other: str) -> None:
    """A number within a name belongs to the name."""
    assert masked(one) != masked(other)


def test_numbers_are_no_ids() -> None:
    """An order's number is what a call is about; only what no two runs share goes."""
    assert without_ids("order 4711 in 5f0c1a52-7d1e-4a5b-9c33-0a1b2c3d4e5f") == "order 4711 in #"


def test_a_signature_says_the_rule_and_what_it_is_about() -> None:
    """What isn't known is left out."""
    assert signature("failed_step", ["tool", None, "error 5"]) == "failed_step | tool | error #"


@given(st.text())
def test_a_masked_text_is_short_and_on_one_line(text: str) -> None:
    """Whatever a session holds, it can stand in a table."""
    assert len(masked(text * 50)) <= 160
    assert "\n" not in masked(text)
