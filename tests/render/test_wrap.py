"""Lines broken to a width."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from rearview.render.wrap import wrap


@pytest.mark.parametrize(
    ("line", "width", "lines"),
    [
        ("", 5, [""]),
        ("   ", 2, [""]),
        ("one two", 7, ["one two"]),
        ("one two three", 7, ["one two", "three"]),
        ("one  two   three", 8, ["one  two", "three"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("ab cdefghij", 4, ["ab", "cdef", "ghij"]),
        ("  one two three", 8, ["  one", "  two", "  three"]),
        ("      deep words", 8, ["deep", "words"]),
        ("日本語です", 4, ["日本", "語で", "す"]),
    ],
)
def test_breaks_lines(line: str, width: int, lines: list[str]) -> None:
    """Lines break at spaces and keep their indentation; long words are cut; wide characters count twice."""
    assert list(wrap(line, width)) == lines


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])), st.integers(2, 40))
def test_keeps_to_the_width(line: str, width: int) -> None:
    """No line is wider than the width, and nothing but space is lost."""
    lines = list(wrap(line, width))
    assert all(cell_len(part) <= width for part in lines)
    assert "".join("".join(lines).split()) == "".join(line.split())


def test_long_lines_take_no_long_time() -> None:
    """A megabyte on one line is broken like any other: its pieces add up to it."""
    assert len(list(wrap("x" * 1_000_000, 50))) == 20_000
    assert sum(map(len, wrap("four " * 200_000, 49))) == 49 * 20_000
