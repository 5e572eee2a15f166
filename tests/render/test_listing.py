"""Lists to read on a terminal."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from rearview.render.listing import defined, grouped

WORDS = st.lists(st.text("abcdefg ", min_size=1, max_size=12), min_size=1, max_size=12).map(" ".join)


def test_meanings_stand_beside_their_names() -> None:
    """Every meaning begins in one column, and goes on in it where the line was broken."""
    lines = [line.plain for line in defined([("a", "short"), ("long", "one two three")], width=14)]
    assert lines == ["a     short", "long  one two", "      three"]
    assert list(defined([], width=80)) == []


def test_groups_stand_apart() -> None:
    """A heading, its sentence, what stands under it; an empty line between two of them."""
    groups = [("first", "One sentence.", iter(["x", "y"])), ("second", "Another.", iter([]))]
    lines = [line.plain for line in grouped(groups, width=80)]
    assert lines == ["first", "  One sentence.", "    x", "    y", "", "second", "  Another."]


@given(st.lists(st.tuples(st.text("xyz", min_size=1, max_size=8), WORDS), max_size=5), st.integers(30, 100))
def test_no_line_is_wider_than_the_page(entries: list[tuple[str, str]], width: int) -> None:
    """Whatever the words, lines keep to the width."""
    assert all(cell_len(line.plain) <= width for line in defined(entries, width=width))


def test_strangers_text_is_harmless() -> None:
    """Control characters are shown, not sent."""
    [line] = defined([("n", "a\x1b[31mb")], width=80)
    assert "\x1b" not in line.plain
